"""tables.csv: every number of a release, one per row. It is made from the release and nothing else.

A share is a range that holds the true share at least 19 times out of 20, with the best single guess.
"""

from collections.abc import Iterable, Iterator

from survey_app.results.files.csv_files import defuse
from survey_app.results.files.labels import label_of
from survey_app.results.published.model import Header, Numbers, Part, Row
from survey_app.results.variables import Variable

COLUMNS = {
    "round": "key of the round",
    "survey": "name of the survey",
    "release": "number of the release",
    "school": 'the school, as in its link, or "(all schools)"',
    "question": "the question, or `question_row` of a matrix; `people`: who took part",
    "by": "the who-question that makes the group; empty for everybody",
    "group": "code of the group; empty for everybody",
    "people_low": "how many people took part or answered, at least",
    "people_high": "the same, at most",
    "code": 'code of the answer, or "(favorable)"',
    "answer": "the answer in words",
    "per_cent_low": "percent of these people who gave the answer, at least",
    "per_cent_high": "the same, at most",
    "per_cent_about": "the best single guess",
}
"""The columns of tables.csv, with what they hold."""
HEADER = tuple(COLUMNS)
NUMBERS = frozenset(
    {"release", "people_low", "people_high", "per_cent_low", "per_cent_high", "per_cent_about"}
)
ALL_SCHOOLS = "(all schools)"
FAVORABLE = "(favorable)"


def table_rows(
    header: Header, parts: Iterable[Part], variables: Iterable[Variable], language: str
) -> Iterator[list[str]]:
    """One row per number: how many people (low, high), and the percent of them (low, high, best guess)."""
    known = {variable.name: variable for variable in variables}
    for part in parts:
        place = [header.round, header.survey, str(header.number), part.unit or ALL_SCHOOLS]
        for numbers in (part.people, *part.questions):
            for table in numbers.tables:
                for row in table.rows:
                    start = [*place, numbers.name, table.by, row.group, *map(str, row.n)]
                    yield from (
                        [*start, *cells] for cells in _cells(numbers, row, known.get(numbers.name), language)
                    )


def _cells(numbers: Numbers, row: Row, variable: Variable | None, language: str) -> Iterator[list[str]]:
    if not row.shares and not row.good:
        yield [""] * 5
    for code, share in zip(numbers.codes, row.shares, strict=bool(row.shares)):
        words = label_of(variable, code, language).words if variable else ""
        yield [code, defuse(words), *map(str, share)]
    if row.good:
        yield [FAVORABLE, "; ".join(numbers.good), *map(str, row.good)]
