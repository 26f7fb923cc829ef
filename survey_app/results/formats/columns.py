"""The columns of the file of rows as other programs describe them: one list, from the survey's definition."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from survey_app.errors import FormatError
from survey_app.results.cells import SurveyFile
from survey_app.results.files.codebook import FIRST_MEANINGS, Entry, entries
from survey_app.results.variables import MISSING, NOT_SHOWN, Variable
from survey_app.surveys.questions import CellType
from survey_app.surveys.spss_names import check_for_spss
from survey_app.vocabulary import ROW_COLUMNS

MISSING_NUMBERS = tuple(code for code in MISSING if code != NOT_SHOWN)
"""The codes of missing answers. Every column may hold them, except the first five."""
_WIDEST = 64
_FIRST = CellType(redcap="text")
_CHOSEN = CellType("1 or 0", "nominal", "integer", "checkbox", is_number=True)


class Described(NamedTuple):
    """A column. labels: value → meaning. cell: its type for programs. width: its longest value, in characters.

    several: whether a cell may hold several codes, joined by spaces. part_of: for a 1/0 column, the column with all
    codes; else "".
    """

    name: str
    label: str
    labels: dict[str, str]
    cell: CellType
    several: bool
    width: int
    part_of: str
    entry: Entry | None

    @property
    def is_number(self) -> bool:
        """Whether it holds whole numbers, or 1 and 0."""
        return self.cell.is_number


def described_columns(file: SurveyFile, language: str) -> Iterator[Described]:
    """Every column in order, described in one language."""
    schools = {slug: facts.school_name for slug, facts in file.facts.items()}
    for name in ROW_COLUMNS:
        labels = schools if name == "school" else {}
        yield Described(name, FIRST_MEANINGS[name], labels, _FIRST, False, _WIDEST, "", None)
    by_variable = {entry.column: entry for entry in entries(file, (language,))}
    for column in file.columns:
        entry = by_variable[column.variable.name]
        labels = {code.code: code.meanings[0].words for code in entry.codes if code.meanings}
        question = entry.questions[0].words
        if column.code is not None:
            chosen = f"{question}: {labels.get(column.code, column.code)}"
            yield Described(column.name, chosen, {}, _CHOSEN, False, 3, entry.column, entry)
        else:
            yield Described(
                name=column.name,
                label=question,
                labels=labels,
                cell=column.variable.question.cell,
                several=column.variable.is_split,
                width=_width(column.variable, labels),
                part_of="",
                entry=entry,
            )


def refuse_for_spss(columns: Iterable[Described]) -> None:
    """Raise FormatError if SPSS refuses a column's name. Versions published before we checked names may have one."""
    faults = [fault.message() for column in columns for fault in check_for_spss(column.name, "")]
    if faults:
        raise FormatError("spss_refuses", reason="; ".join(faults))


def _width(variable: Variable, labels: dict[str, str]) -> int:
    widths = [variable.question.widest, *(len(code) for code in (*labels, *MISSING))]
    return sum(widths) + len(widths) if variable.is_split else max(widths)
