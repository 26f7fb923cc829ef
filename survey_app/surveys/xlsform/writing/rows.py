"""Rows of the sheets, as heading → text. Texts stand in one column for each language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from survey_app.surveys.model import Section, Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.rules import Tree, written
from survey_app.surveys.text import Text
from survey_app.surveys.types import Question
from survey_app.surveys.xlsform import words
from survey_app.surveys.xlsform.columns import INTRODUCTION, OTHER_BOX, OWN, SECTION
from survey_app.surveys.xlsform.limits import constraint_of
from survey_app.surveys.xlsform.sheets.headings import language_heading
from survey_app.surveys.xlsform.writing.lists import NamedList, list_of, lists_of
from survey_app.surveys.xlsform.xpath_text import Field, xpath_of

Cells = dict[str, str]
_MULTILINE = 100
"""A text with more characters gets several lines."""
YES = "yes"
TRUE = "true"


def texts(**given: Text | None) -> Cells:
    """Texts by column, with the languages of which nobody has reviewed them."""
    cells: Cells = {}
    known = {column: text for column, text in given.items() if text}
    for column, text in known.items():
        cells |= {f"{column}::{language_heading(each)}": said for each, said in text.words.items()}
    drafts = dict.fromkeys(each for text in known.values() for each in text.drafts)
    marks: list[str] = []
    for language in drafts:
        having = [column for column, text in known.items() if language in text.words]
        marked = [column for column in having if language in known[column].drafts]
        marks += [language] if marked == having else [f"{column}:{language}" for column in marked]
    return cells | ({OWN + "drafts": " ".join(marks)} if marks else {})


def standard(message: str, languages: Iterable[str]) -> Cells:
    """Words of ours in those languages that have them."""
    said = words.in_languages(message, languages)
    return {f"label::{language_heading(each)}": text for each, text in said.items()}


def choice_cells(choice: Choice) -> Cells:
    """The columns of our own for a choice, or for a row of a matrix."""
    is_fixed = choice.fixed and not choice.other and not choice.exclusive
    marks = {"other": choice.other, "exclusive": choice.exclusive, "fixed": is_fixed, "usual": choice.usual}
    cells = {OWN + name: TRUE for name, is_so in marks.items() if is_so}
    if choice.grade is not None:
        cells[OWN + "grade"] = str(choice.grade)
    if choice.languages:
        cells[OWN + "languages"] = " ".join(choice.languages)
    return cells


class SurveyRows:
    """Writes the sheet survey of one survey."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.lists = lists_of(survey.questions())
        self.taken = {column for question in survey.questions() for column in question.columns}
        self.fields = {each.name: Field(each.is_several, _row_names(each)) for each in survey.questions()}

    def rows(self) -> Iterator[Cells]:
        """Every row."""
        for section in self.survey.sections:
            yield from self._section(section)

    def _free(self, name: str) -> str:
        """A name that no other row has."""
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def _section(self, section: Section) -> Iterator[Cells]:
        name = self._free(f"section_{section.name}")
        yield {
            "type": "begin_group",
            "name": name,
            "appearance": "field-list",
            **texts(label=section.title),
            **self._rule(section.when),
            OWN + "type": SECTION,
            OWN + "name": section.name,
            **({OWN + "optional": TRUE} if section.optional else {}),
            **({OWN + "schools": " ".join(section.schools)} if section.schools else {}),
        }
        if section.introduction:
            named = {"type": "note", "name": self._free(f"{section.name}_introduction")}
            yield {**named, **texts(label=section.introduction), OWN + "type": INTRODUCTION}
        for question in section.questions:
            yield from self._matrix(question) if question.parts else self._question(question)
        yield {"type": "end_group"}

    def _rule(self, when: Tree | None) -> Cells:
        if not when:
            return {}
        relevant = xpath_of(when, self.fields)
        return {OWN + "when": written(when)} | ({"relevant": relevant} if relevant else {})

    def _own(self, question: Question) -> Cells:
        own = {
            "type": question.type,
            "privacy": question.privacy,
            "pillars": " ".join(question.pillars),
            "lcap": "" if question.lcap is None else str(question.lcap),
            "topic": question.protected_topic or "",
        }
        return {OWN + name: value for name, value in own.items() if value}

    def _question(self, question: Question) -> Iterator[Cells]:
        fields = question.model_dump(mode="json")
        alone = [*(each.code for each in question.offered if each.exclusive), *question.escapes]
        constraint = constraint_of(fields, alone if question.is_several else ())
        yield {
            "type": _type_of(question, self.lists),
            "name": question.name,
            **texts(label=question.ask, hint=question.hint),
            **({"required": YES} if question.required else {}),
            **self._rule(question.when),
            **({"constraint": constraint} if constraint else {}),
            **_appearance(question),
            **({"parameters": "randomize=true"} if question.is_shuffled else {}),
            **self._own(question),
        }
        if question.other_key:
            yield self._other_box(question)

    def _other_box(self, question: Question) -> Cells:
        codes = [each.code for each in question.offered if each.other]
        return {
            "type": "text",
            "name": f"{question.name}_other",
            **standard(words.PLEASE_SAY, self.survey.languages),
            "relevant": xpath_of(["any_of", question.name, codes], self.fields),
            OWN + "type": OTHER_BOX,
        }

    def _matrix(self, question: Question) -> Iterator[Cells]:
        yield {
            "type": "begin_group",
            "name": question.name,
            "appearance": "table-list",
            **texts(label=question.ask, hint=question.hint),
            **self._rule(question.when),
            **self._own(question),
        }
        listed = list_of(question, self.lists)
        for row, name in zip(question.parts, _row_names(question), strict=True):
            yield {
                "type": f"select_one {listed.name}",
                "name": name,
                **texts(label=row.text, hint=row.hint),
                **({"required": YES} if question.required else {}),
                **choice_cells(row),
                OWN + "name": row.code,
            }
        yield {"type": "end_group"}


def _row_names(question: Question) -> tuple[str, ...]:
    return tuple(f"{question.name}_{row.code}" for row in question.parts)


def _type_of(question: Question, lists: Iterable[NamedList]) -> str:
    if question.offered:
        kind = "select_multiple" if question.is_several else "select_one"
        return f"{kind} {list_of(question, lists).name}"
    return "integer" if question.cell.is_number else "text"


def _appearance(question: Question) -> Mapping[str, Any]:
    if question.most_characters > _MULTILINE:
        return {"appearance": "multiline"}
    is_scale = question.offered and question.cell.level == "ordinal"
    return {"appearance": "likert"} if is_scale else {}
