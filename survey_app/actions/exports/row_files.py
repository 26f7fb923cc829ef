"""Write the files of one survey: rows, labels, codebooks. We attack the rows before anybody gets them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np

from survey_app.actions.jobs.progress import Progress
from survey_app.actions.sealing.mixed_responses import SurveySource
from survey_app.results.cells import SurveyFile, read_frame
from survey_app.results.files.codebook import codebook_header, codebook_rows
from survey_app.results.files.codebook_page import codebook_page
from survey_app.results.files.csv_files import csv_text, write_csv, write_lines
from survey_app.results.files.disclosure import Ledger, SurveyReport
from survey_app.results.files.labels import labels_of, untranslated
from survey_app.results.rows.disclosure_check import (
    DisclosureCheck,
    SingledOut,
    audit_rows,
    measure_singled_out,
    settle,
    some_groups,
)
from survey_app.results.rows.plan import RowPlan
from survey_app.results.rows.planning import plan_rows, plan_school_rows
from survey_app.results.rows.printer import Printed, lines, no_rows, print_rows, texts
from survey_app.results.series import Rows
from survey_app.results.shown import FEWEST

ROWS = "responses.csv"
_NAME = 8


def labels_file(language: str) -> str:
    """Return the name of the file of labels in a language."""
    return f"responses_labels_{language}.csv"


@dataclass(frozen=True)
class _Rows:
    """What the files of one survey hold. order: of its rows, never used before. random: 8 bytes for each row."""

    printed: Printed
    order: Rows
    random: bytes

    def write(self, path: Path, progress: Progress) -> None:
        """Write the rows, as codes or in words."""
        # The letter in front keeps spreadsheets from reading 12e34 as a number.
        names = (f"r{self.random[at : at + _NAME].hex()}" for at in range(0, len(self.random), _NAME))
        lines_of_file = progress.through(texts(self.printed, self.order, names, csv_text))
        write_lines(path, self.printed.header, lines_of_file)


def write_rows(
    folder: Path, source: SurveySource, school: str | None, languages: Sequence[str], progress: Progress
) -> SurveyReport:
    """Write responses.csv of one survey, of all schools or of one, and the same in words. Report what they hold.

    With fewer than eleven rows, the files hold only the header.
    """
    safe, audit = _safe_rows(source, school, progress)
    rows = _shuffled(safe)
    rows.write(folder / ROWS, progress)
    for language in languages:
        # This reads only the printed cells, so it cannot say more than they do.
        words = safe.translated(*labels_of(source.file, language))
        replace(rows, printed=words).write(folder / labels_file(language), progress)
    boxed = sum(n for place, n in source.boxed.items() if school in (None, place))
    received = sum(n for place, n in source.received.items() if school in (None, place))
    printed = audit.rows if audit else 0
    has_plan = len(source) >= FEWEST
    ledger = Ledger(received, boxed, printed, elsewhere=boxed - printed if school and has_plan else 0)
    return SurveyReport(
        folder=folder.name,
        survey=source.file.name,
        ledger=ledger,
        audit=audit,
        singled_out=_singled_out(source.file, safe, audit) if audit else None,
        school=source.file.facts[school].school_name if school else None,
        is_open=source.is_open,
        untranslated={each: texts for each in languages if (texts := untranslated(source.file, each))},
    )


def write_codebooks(folder: Path, source: SurveySource, title: str) -> None:
    """Write codebook.csv and codebook.html, in all languages of the survey."""
    languages = source.file.versions[0].languages
    rows = codebook_rows(source.file, languages)
    write_csv(folder / "codebook.csv", codebook_header(languages), rows)
    with (folder / "codebook.html").open("w", encoding="utf-8") as page:
        page.writelines(codebook_page(source.file, languages, title))


def _safe_rows(
    source: SurveySource, school: str | None, progress: Progress
) -> tuple[Printed, DisclosureCheck | None]:
    """Print rows until an attack on them finds nothing. The check is None if there are too few rows."""
    printed = no_rows(source.file)

    def print_and_attack(plan: RowPlan) -> DisclosureCheck:
        nonlocal printed
        printed = print_rows(plan)
        return audit_rows(source.file, printed.column, FEWEST)

    if len(source) < FEWEST:
        return printed, None
    frame = read_frame(source.file, progress.through(source.in_order()))
    plan, audit = settle(plan_rows(frame), print_and_attack)
    if school:
        # If an attack on the rows of the whole round makes us withhold something, we withhold it in a part of them too.
        plan, audit = settle(plan_school_rows(plan, school), print_and_attack)
    return printed, audit if audit.rows else None


def _shuffled(printed: Printed) -> _Rows:
    count = len(printed.rows)
    order = np.argsort(np.frombuffer(secrets.token_bytes(8 * count), dtype=np.uint64))
    return _Rows(printed, printed.rows[order], secrets.token_bytes(_NAME * count))


def _singled_out(file: SurveyFile, printed: Printed, audit: DisclosureCheck) -> SingledOut:
    random = Random(0)  # noqa: S311  # draws a sample, no secret
    chosen = some_groups(audit.groups, random)
    rows = printed.rows[printed.groups.mask(chosen.__contains__)[printed.rows]]
    return measure_singled_out(file, lines(printed, rows), random)
