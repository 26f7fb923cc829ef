"""README.txt: what is in the folder and how to open it, for people who have never seen such files."""

from collections.abc import Iterator, Sequence
from datetime import date

from survey_app.results.files.disclosure import NOTICES, SurveyReport
from survey_app.results.variables import MISSING

FILES_OF_A_SURVEY = {
    "responses.csv": "one row per response, answers as codes",
    "responses_labels_LL.csv": "the same rows in words, in the language LL",
    "codebook.html": "what every column and code means; open it in a browser, or print it",
    "codebook.csv": "the same as a table",
    "responses.xlsx": "rows and codebook as a workbook, up to 20,000 rows",
    "responses.sav": "the same rows for SPSS, up to 20,000, if the server can write them",
    "responses.sps": "reads responses.csv into SPSS or PSPP, with labels",
    "read.R": "reads responses.csv into R, with labels",
    "ddi.xml": "the codebook for data archives (DDI Codebook 2.5)",
    "redcap.csv": "the survey as a REDCap data dictionary",
}
"""The files in the folder of each survey, with what they hold."""
FILES_OF_A_ROUND = {
    "README.txt": "this page: what is here and how to open it",
    "disclosure.txt": "read it first: what was given up, what made-up rows could show, which risk is left",
    "tables.csv": "every published number, if results are approved; for everybody, without a single row",
    "datapackage.json": "what the CSV files hold, for programs (Frictionless)",
    "SHA256SUMS": "check that nothing was changed: sha256sum -c SHA256SUMS",
}
"""The files next to those folders, with what they hold."""
SIMULATED = "SIMULATED ANSWERS: this is sample data. Nobody said any of this."


def readme_text(
    reports: Sequence[SurveyReport],
    title: str,
    purpose: str,
    day: date,
    *,
    not_made: Sequence[str] = (),
    is_sample: bool,
) -> Iterator[str]:
    """README.txt, line by line. not_made: files that could not be made, with the reasons."""
    yield f"Anonymized survey responses: {title}"
    if is_sample:
        yield SIMULATED
    yield f"Exported on {day.isoformat()} for: {purpose}"
    yield ""
    notices = [say(report) for report in reports for say in NOTICES if say(report)]
    if notices:
        yield "PLEASE NOTE"
        yield from (f"  {notice}" for notice in notices)
        yield ""
    if not_made:
        yield "NOT MADE; every other file is whole"
        yield from (f"  {each}" for each in not_made)
        yield ""
    yield "FILES, one folder per survey"
    yield from (f"  {report.folder}/ {report.ledger.printed} rows" for report in reports)
    yield from (f"    {name:<26} {what}" for name, what in FILES_OF_A_SURVEY.items())
    yield from (f"  {name:<16} {what}" for name, what in FILES_OF_A_ROUND.items())
    yield from _TEXT
    yield from (f"  {code or '(empty)'}  {meaning}" for code, meaning in MISSING.items())


_TEXT = (
    "",
    "HOW TO OPEN THEM",
    "  Excel: double-click the file. The files are UTF-8 with a mark that Excel understands.",
    "  LibreOffice: double-click; choose character set UTF-8, separator comma.",
    '  R: read.csv("student/responses.csv", fileEncoding = "UTF-8-BOM", na.strings = "", colClasses = "character")',
    '  Python: csv.reader(open("student/responses.csv", encoding="utf-8-sig", newline=""))',
    "",
    "COLUMNS",
    "  row, school, survey, version, channel, then the questions in the order of the survey. A question with several",
    "  answers has one column with all codes (arts stem), and for each choice one with 1 or 0 (program_want_arts).",
    "  Answers in people's own words have no column, and no row tells whether there is one; comments are another file.",
    "  A cell that begins with an apostrophe was written so that no spreadsheet takes it for a formula.",
    "",
    "MISSING ANSWERS, in every column; they are not numbers to calculate with",
    "  (responses_labels_LL.csv says them in words)",
)
