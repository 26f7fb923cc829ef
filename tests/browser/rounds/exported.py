"""What is in the files of an export, and what should be."""

import csv
import html
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pyreadstat

from survey_app.surveys.model import Survey
from survey_app.surveys.types import Matrix


def words_in(packed: Path | io.BytesIO) -> Iterator[str]:
    """Every text of a zip, also of those in the workbooks in it, which are zips themselves."""
    with zipfile.ZipFile(packed) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".xlsx"):
                yield from words_in(io.BytesIO(content))
            elif name.endswith(".sav"):
                yield from words_in_sav(content)
            else:
                yield html.unescape(content.decode())


def words_in_sav(content: bytes) -> Iterator[str]:
    """Every cell and every label, which such a file holds packed."""
    with NamedTemporaryFile(suffix=".sav") as file:
        file.write(content)
        file.flush()
        frame, labels = pyreadstat.read_sav(file.name)
    yield frame.to_csv()
    yield repr(vars(labels))


def as_bag(lines: list[dict[str, str]]) -> Counter[tuple[str, ...]]:
    """Rows without their first cell, which is random in every file, in no order."""
    return Counter(tuple(line.values())[1:] for line in lines)


def columns_that_all_may_see(survey: Survey) -> list[str]:
    """The columns of questions that are asked of everyone and whose answers are harmless: printed of every response."""
    columns = []
    for section in survey.sections:
        for question in section.questions:
            if question.privacy == "safe" and not question.when and not section.optional:
                is_matrix = isinstance(question, Matrix)
                columns += (
                    [f"{question.name}_{row.code}" for row in question.rows] if is_matrix else [question.name]
                )
    return columns


def as_cells(survey: Survey, answers: Mapping[str, Any], columns: list[str]) -> Iterator[str]:
    """What the export prints of these answers; -88: seen but left blank, -77: not reached."""
    cells: dict[str, str] = {}
    for question in survey.questions():
        answer = answers.get(question.name, "-77")
        if isinstance(answer, dict):
            cells |= {f"{question.name}_{row}": code for row, code in answer.items()}
        elif isinstance(answer, list):
            cells[question.name] = " ".join(
                choice.code for choice in question.choices if choice.code in answer
            )
        else:
            cells[question.name] = "-88" if answer is None else answer
    return (cells.get(column, "-77") for column in columns)


def exported_rows(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive, archive.open(f"{name}/responses.csv") as file:
        return list(csv.DictReader(TextIOWrapper(file, "utf-8-sig", newline="")))
