"""The file of labels: the file of rows with words instead of codes, in one language. Nothing else is different.

We make it from the cells of the file of rows, so it cannot say more than they do. Numbers and 1/0 stay as they are. In
every column, words say why an answer is missing, even if the file of rows has an empty cell.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from survey_app.results.cells import SurveyFile
from survey_app.results.files.csv_files import defuse
from survey_app.results.files.interface_texts import interface_text as _
from survey_app.results.files.interface_texts import pgettext
from survey_app.results.release.plan import NOT_SAID
from survey_app.results.rows.generalization import GRADE_BANDS, OTHER_SCHOOLS, TWO_OR_MORE
from survey_app.results.variables import (
    BLANK,
    NOT_REACHED,
    NOT_SHOWN,
    PREFERS_NOT,
    WITHHELD,
    Column,
    Variable,
)
from survey_app.surveys.questions import NOT_APPLY, NOT_KNOW
from survey_app.surveys.text import Shown, Text
from survey_app.vocabulary import ROW_COLUMNS

ALL_OTHERS = "all_others"
"""The code for the other groups of a breakdown, shown together if there are too many to name."""


@cache
def words_of_codes() -> dict[str, Text]:
    """Code → what it means, for codes that surveys have no words for."""
    return {
        # This labels an answer in a table. The button that people press has another translation.
        NOT_KNOW: _("Do not know"),
        NOT_APPLY: pgettext("in a table", "Does not apply"),
        TWO_OR_MORE: _("Two or more"),
        ALL_OTHERS: _("All others"),
        NOT_SAID: _("Did not say"),
        OTHER_SCHOOLS: _("Other schools"),
    }


@cache
def words_of_missing() -> dict[str, Text]:
    """Missing code → the words that replace it, in every column of the file of labels."""
    return {
        NOT_SHOWN: _("Not asked"),
        NOT_REACHED: _("Not reached"),
        BLANK: _("Left blank"),
        PREFERS_NOT: _("Prefers not to say"),
        WITHHELD: _("Withheld to protect people"),
    }


class Labels(NamedTuple):
    """The words of one language. header: one heading per column. words: per column, a function from cell to words."""

    header: tuple[str, ...]
    words: tuple[Callable[[str], str], ...]


def labels_of(file: SurveyFile, language: str) -> Labels:
    """The words that replace the header and the cells of the file of rows."""
    schools = {slug: facts.school_name for slug, facts in file.facts.items()}
    schools[OTHER_SCHOOLS] = words_of_codes()[OTHER_SCHOOLS].in_language(language).words
    withheld = words_of_missing()[WITHHELD].in_language(language).words
    first: dict[str, Callable[[str], str]] = dict.fromkeys(
        ROW_COLUMNS, lambda cell: withheld if cell == WITHHELD else cell
    )
    first["school"] = lambda slug: defuse(schools[slug])
    return Labels(
        (*ROW_COLUMNS, *(defuse(_heading(column, language)) for column in file.columns)),
        (*first.values(), *(_words_of(column, language) for column in file.columns)),
    )


def label_of(variable: Variable, code: str, language: str) -> Shown:
    """What a code of a variable means, with the language of these words."""
    if code in variable.question.codes and (said := variable.question.words_for(code)):
        return said.in_language(language)
    if code in GRADE_BANDS:
        return _band(variable, code, language)
    words = words_of_codes().get(code)
    return words.in_language(language) if words else Shown(code, "zxx", draft=False)


def question_of(variable: Variable, language: str) -> Shown:
    """The words of the question, followed by the words of the row if it is a matrix."""
    ask = variable.question.ask.in_language(language)
    if variable.part is None:
        return ask
    return ask._replace(words=f"{ask.words} / {variable.part.text.in_language(language).words}")


def untranslated(file: SurveyFile, language: str) -> int:
    """How many different texts in the file of labels have no translation, so that they are in another language."""
    texts = {question_of(variable, language) for variable in file.variables}
    texts |= {label_of(variable, code, language) for variable in file.variables for code in variable.codes}
    return sum(shown.language not in (language, "zxx") for shown in texts)


def _heading(column: Column, language: str) -> str:
    ask = question_of(column.variable, language).words
    choice = f" / {label_of(column.variable, column.code, language).words}" if column.code else ""
    return f"{ask}{choice} [{column.name}]"


def _words_of(column: Column, language: str) -> Callable[[str], str]:
    variable = column.variable
    missing = {code: text.in_language(language).words for code, text in words_of_missing().items()}
    labels = {
        code: label_of(variable, code, language).words
        for code in (*variable.codes, *GRADE_BANDS, *words_of_codes())
    }
    are_codes = column.code is None and bool(variable.codes)

    def find(cell: str) -> str:
        if cell in missing or not are_codes:
            return missing.get(cell, cell)
        return defuse("; ".join(labels.get(code, code) for code in cell.split(" ")))

    return find


def _band(variable: Variable, band: str, language: str) -> Shown:
    """A band of grades by both of its ends: "Grade 9 – Grade 10"."""
    span = GRADE_BANDS[band]
    inside = [
        choice.text.in_language(language)
        for choice in variable.question.offered
        if choice.grade is not None and choice.grade in span
    ]
    ends = dict.fromkeys([inside[0].words, inside[-1].words]) if inside else {band: None}
    return Shown(" – ".join(ends), inside[0].language if inside else "zxx", any(one.draft for one in inside))
