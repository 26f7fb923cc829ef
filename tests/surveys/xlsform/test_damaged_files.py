"""Damaged files, and the older format: they are read, or refused with our own error."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from survey_app.errors import SurveyAppError
from survey_app.surveys.exchange.files import read_file
from survey_app.surveys.xlsform.reading.read import read_workbook
from survey_app.surveys.xlsform.writing.write import write_workbook
from survey_app.surveys.yaml_file import load_library
from tests.surveys.xlsform.workbooks import checked, found, questions

WHOLE = write_workbook(load_library()["elementary"])


def damaged(content: bytes, seed: int) -> bytes:
    """A file in which some bytes were changed, cut out or cut off; half of them inside the sheets, packed again."""
    chance = random.Random(seed)
    if seed % 2:
        return _hurt(content, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        hurt = chance.choice(old.namelist())
        for name in old.namelist():
            new.writestr(name, _hurt(old.read(name), chance) if name == hurt else old.read(name))
    return out.getvalue()


def _hurt(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(changed) or 1)
        changed[at : at + chance.choice((1, 1, 1, 20))] = chance.randbytes(chance.choice((0, 1, 1, 8)))
    return bytes(changed[: chance.randrange(len(changed) or 1)] if chance.random() < 0.1 else changed)


def read_or_refuse(content: bytes) -> bool:
    """Whether a file could be read; whatever else it may be is our own error."""
    try:
        checked(read_file(content))
    except SurveyAppError:
        return False
    return True


SMALL_XLS = (Path(__file__).parent / "small.xls").read_bytes()


def test_the_older_format_is_read_and_its_odd_cells_are_named():
    imported = read_workbook(SMALL_XLS, "family")

    assert [(each["name"], each["type"]) for each in questions(imported)[:2]] == [
        ("a", "choose_one"),
        ("b", "whole_number"),
    ]
    assert questions(imported)[0]["ask"]["words"] == {"en": "How?", "es": "¿Cómo?"}
    assert [choice["code"] for choice in questions(imported)[0]["choices"][:2]] == ["1", "2_5"]
    assert questions(imported)[1]["ask"]["words"] == {"en": "12", "es": "TRUE"}
    assert found(imported, "date_cell").values["cell"] == "B4"
    assert found(imported, "cells_merged").values == {"cells": ("A6:B7",)}


def test_a_damaged_file_of_the_older_format_is_read_or_refused():
    results = [read_or_refuse(_hurt(SMALL_XLS, random.Random(seed))) for seed in range(200)]

    assert 0 < sum(results) < 200


def test_two_hundred_damaged_files_are_read_or_refused():
    results = [read_or_refuse(damaged(WHOLE, seed)) for seed in range(200)]

    assert 0 < sum(results) < 200


@pytest.mark.long
def test_three_thousand_damaged_files_are_read_or_refused():
    assert {read_or_refuse(damaged(WHOLE, seed)) for seed in range(200, 3200)} == {True, False}
    assert {read_or_refuse(_hurt(SMALL_XLS, random.Random(seed))) for seed in range(200, 9000)} == {
        True,
        False,
    }
