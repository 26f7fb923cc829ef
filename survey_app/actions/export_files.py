"""Write the files of one survey: rows that were attacked before they are handed out, labels, codebooks."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random

from survey_app.actions.export_sources import SurveySource
from survey_app.results.cells import Response
from survey_app.results.files.codebook import codebook_header, codebook_rows
from survey_app.results.files.codebook_page import codebook_page
from survey_app.results.files.disclosure import Ledger, SurveyReport
from survey_app.results.files.labels import labelled_rows
from survey_app.results.files.spreadsheet import read_csv, write_csv
from survey_app.results.rows.audit import RowAudit, audit_rows, measure_singled_out, settle
from survey_app.results.rows.plan import SMALLEST, RowPlan
from survey_app.results.rows.planning import plan_rows, plan_school_rows
from survey_app.results.rows.printer import RowPrinter
from survey_app.results.variables import FIRST_COLUMNS

ROWS = "responses.csv"


def labels_file(language: str) -> str:
    """The name of the file of labels in a language."""
    return f"responses_labels_{language}.csv"


def write_rows(folder: Path, source: SurveySource, school: str | None) -> SurveyReport:
    """Write responses.csv of one survey, of all schools or of one, and tell what it holds.

    With fewer than eleven rows it holds the header alone.
    """
    path = folder / ROWS
    audit = _write_safe_rows(path, source, school)
    boxed = sum(n for place, n in source.boxed.items() if school in (None, place))
    received = sum(n for place, n in source.received.items() if school in (None, place))
    printed = audit.rows if audit else 0
    has_plan = len(source) >= SMALLEST
    ledger = Ledger(received, boxed, printed, elsewhere=boxed - printed if school and has_plan else 0)
    singled_out = None
    if audit:
        singled_out = measure_singled_out(source.file, read_csv(path), audit.groups, Random(0))  # noqa: S311  # draws a sample, no secret
    return SurveyReport(
        folder=folder.name,
        survey=source.file.name,
        ledger=ledger,
        audit=audit,
        singled_out=singled_out,
        school=source.file.facts[school].school_name if school else None,
    )


def write_labels(folder: Path, source: SurveySource, languages: Sequence[str]) -> None:
    """Write the rows in words, one file per language; from responses.csv, so they cannot say more."""
    for language in languages:
        lines = labelled_rows(source.file, read_csv(folder / ROWS), language)
        write_csv(folder / labels_file(language), next(lines), lines)


def write_codebooks(folder: Path, source: SurveySource, title: str) -> None:
    """Write codebook.csv and codebook.html, in all languages of the survey."""
    languages = source.file.versions[0].languages
    rows = codebook_rows(source.file, languages)
    write_csv(folder / "codebook.csv", codebook_header(languages), rows)
    with (folder / "codebook.html").open("w", encoding="utf-8") as page:
        page.writelines(codebook_page(source.file, languages, title))


def _write_safe_rows(path: Path, source: SurveySource, school: str | None) -> RowAudit | None:
    """Write rows until an attack on the file finds nothing; None when there are too few for any row."""
    header = _header(source)

    def write_and_attack(plan: RowPlan) -> RowAudit:
        write_csv(path, header, _numbered(plan, source.shuffled()))
        return audit_rows(source.file, read_csv(path), SMALLEST)

    def attack(plan: RowPlan) -> RowAudit:
        return audit_rows(source.file, chain([header], _numbered(plan, source.in_order())), SMALLEST)

    if len(source) < SMALLEST:
        write_csv(path, header, ())
        return None
    plan = plan_rows(source.file, source.in_order)
    if school:
        # What an attack on the file of the whole round makes us withhold is withheld in a part of it too.
        plan, _ = settle(plan, attack)
        plan = plan_school_rows(plan, school, source.in_order)
    _, audit = settle(plan, write_and_attack)
    return audit if audit.rows else None


def _header(source: SurveySource) -> list[str]:
    return [*FIRST_COLUMNS, *(column.name for column in source.file.columns)]


def _numbered(plan: RowPlan, responses: Iterable[Response]) -> Iterator[list[str]]:
    printer = RowPrinter(plan)
    for response in responses:
        if (cells := printer.print(response)) is not None:
            # The letter in front keeps spreadsheets from reading 12e34 as a number.
            yield [f"r{secrets.token_hex(8)}", *cells]
