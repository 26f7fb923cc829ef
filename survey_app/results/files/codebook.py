"""The codebook: what every column and code means, in every language of the survey. It comes from the definition."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from survey_app.results.cells import SurveyFile
from survey_app.results.files.csv_files import defuse
from survey_app.results.files.labels import label_of, question_of
from survey_app.results.rows.generalization import OTHER_SCHOOLS, coarse_codes
from survey_app.results.variables import MISSING, Column, Variable
from survey_app.surveys.model import Section
from survey_app.surveys.rules import Tree
from survey_app.surveys.text import Shown
from survey_app.surveys.types import Question

FIRST_MEANINGS = {
    "row": "a random number of this row in this file; it is another one in every file",
    "school": f"the short name of the school; {OTHER_SCHOOLS}: one of the schools with too few rows",
    "survey": "the survey",
    "version": "the version of the survey",
    "channel": "how the response came: web, kiosk, paper or interview",
}
COLUMNS = {
    "column": "name of the column in responses.csv",
    "part_of": "the column that holds the whole answer, if this one is a 1/0 column of it",
    "section": "name of the section",
    "type": "type of the question",
    "shown_if": "the rule that decides who is asked; empty for everyone",
    "privacy": "privacy class of the question",
    "pillars": "what the question is evidence for",
    "lcap_goal": "goal of the district's LCAP",
    "question_LL": "the question in the language LL; one column per language",
    "code": "a code that the column may hold",
    "meaning_LL": "the meaning of the code in the language LL; one column per language",
}
"""The columns of codebook.csv, with what they hold."""
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_SAFEGUARDS = {
    "identifier": "may be known about a person: made coarser until 11 rows share every combination",
    "rare": "answers of fewer than 11 rows are withheld",
    "sensitive": "withheld where a group of rows agrees",
    "safe": "as it was given",
}


class Code(NamedTuple):
    """One value that a column may hold, with its meaning in each language."""

    code: str
    meanings: tuple[Shown, ...]


class Entry(NamedTuple):
    """One column. questions: one for each language of the codebook. shown_if: a rule; empty if everyone is asked."""

    column: str
    variable: Variable
    section: Section
    questions: tuple[Shown, ...]
    shown_if: str
    codes: tuple[Code, ...]

    @property
    def safeguard(self) -> str:
        """What we do so that this column gives nobody away."""
        return _SAFEGUARDS[self.variable.privacy]

    @property
    def holds(self) -> str:
        """What kind of value the column holds."""
        return self.variable.question.cell.holds


def entries(file: SurveyFile, languages: Sequence[str]) -> Iterator[Entry]:
    """One entry per variable, in column order. The entry's codes also describe its 1/0 columns."""
    for column in file.columns:
        if column.code is None:
            section, when = _place(file, column.variable)
            questions = tuple(question_of(column.variable, language) for language in languages)
            codes = tuple(_codes(column.variable, languages))
            yield Entry(column.name, column.variable, section, questions, when, codes)


def free_texts(file: SurveyFile) -> tuple[Question, ...]:
    """The free-text questions, which have no column: each in its newest wording, in survey order."""
    by_name = {
        question.name: question
        for survey in reversed(file.versions)
        for question in survey.questions()
        if question.is_words
    }
    return tuple(by_name.values())


def codebook_header(languages: Sequence[str]) -> list[str]:
    """The header of codebook.csv."""
    return [
        name for column in COLUMNS for name in dict.fromkeys(column.replace("LL", each) for each in languages)
    ]


def codebook_rows(file: SurveyFile, languages: Sequence[str]) -> Iterator[list[str]]:
    """The rows of codebook.csv, one per column and code. The missing codes, which all columns share, come last."""
    blank = [""] * len(languages)
    for name, meaning in FIRST_MEANINGS.items():
        yield [name, "", "", "", "", "", "", "", meaning, *blank[1:], "", *blank]
    for entry in entries(file, languages):
        for code in entry.codes or (Code("", ()),):
            yield _row(entry, entry.column, code, blank)
        for column in _split_columns(file, entry.variable):
            meanings = next((one.meanings for one in entry.codes if one.code == column.code), ())
            yield _row(entry, column.name, Code("1", meanings), blank)
            yield _row(entry, column.name, Code("0", ()), blank)
    for missing, meaning in MISSING.items():
        yield ["(every column)", "", "", "", "", "", "", "", *blank, missing, meaning, *blank[1:]]


def rule_in_words(tree: Tree) -> str:
    """Turn the JSON tree of a rule into the words that survey authors write."""
    name, *parts = tree
    if name in ("and", "or"):
        return f" {name} ".join(
            f"({rule_in_words(part)})" if part[0] in ("and", "or") else rule_in_words(part) for part in parts
        )
    if name == "not":
        return f"not ({rule_in_words(parts[0])})"
    if name == "answered":
        return f"answered {parts[0]}"
    if name in _SIGNS:
        return f"{parts[0]} {_SIGNS[name]} {parts[1]}"
    if name == "eq":
        return f"{parts[0]} = {parts[1]}"
    return f"{parts[0]} {name.replace('_', ' ')} ({', '.join(parts[1])})"


def _row(entry: Entry, column: str, code: Code, blank: Sequence[str]) -> list[str]:
    question = entry.variable.question
    meanings = [shown.words for shown in code.meanings] or list(blank)
    return [
        column,
        entry.column if column != entry.column else "",
        entry.section.name,
        question.type,
        defuse(entry.shown_if),
        entry.variable.privacy,
        " ".join(question.pillars),
        "" if question.lcap is None else str(question.lcap),
        *(defuse(shown.words) for shown in entry.questions),
        code.code,
        *(defuse(words) for words in meanings),
    ]


def _split_columns(file: SurveyFile, variable: Variable) -> list[Column]:
    return [column for column in file.columns if column.variable is variable and column.code is not None]


def _codes(variable: Variable, languages: Sequence[str]) -> Iterator[Code]:
    coarse = coarse_codes(variable) if variable.privacy == "identifier" else ()
    for code in (*variable.codes, *coarse):
        yield Code(code, tuple(label_of(variable, code, language) for language in languages))


def _place(file: SurveyFile, variable: Variable) -> tuple[Section, str]:
    """The section of a variable in the newest version that asks it, and the rule for when it is shown."""
    survey = next(survey for survey in file.versions if survey.version in variable.versions)
    section = next(one for one in survey.sections if variable.question in one.questions)
    rules = [rule_in_words(rule) for rule in (section.when, variable.question.when) if rule]
    if section.optional:
        rules.insert(0, f"the school added the section {section.name}")
    return section, " and ".join(f"({rule})" for rule in rules) if len(rules) > 1 else "".join(rules)
