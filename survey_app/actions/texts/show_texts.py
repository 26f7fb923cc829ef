"""Texts where people see them: a question with its choices, and a whole survey."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from survey_app.actions.surveys.catalog import OpenLink
from survey_app.actions.surveys.speech import in_words_of
from survey_app.errors import NotFound
from survey_app.store.schools.schools import get_district
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.text import Shown, fill
from survey_app.surveys.words.places import Placed, texts_of
from survey_app.surveys.words.standing import Stands, TextLine
from survey_app.surveys.words.wordings import INTERFACE
from survey_app.vocabulary import HIGHEST_GRADE, LOWEST_GRADE


@dataclass(frozen=True)
class Seen:
    """A text among those around it. is_it: whether it is the text itself."""

    said: Shown
    part: str
    is_it: bool


def seen_around(session: Session, district: str, line: TextLine) -> list[Seen]:
    """Return what people see around a text: all texts of its question, or of its list; in their order."""
    first = line.stands[0]
    if first.place == INTERFACE:
        return []
    shown = preview_in(session, district, first.version, date.min)
    facts = shown.facts.for_texts(shown.survey)
    every = list(texts_of(shown.survey))
    return [
        Seen(_filled(each.text.in_language(line.language), facts), each.where.part, each.key == first.key)
        for each in every
        if _is_near(each, first.where.question, first.where.section, first.where.part)
    ]


def _filled(said: Shown, facts: Mapping[str, object]) -> Shown:
    return said._replace(words=fill(said.words, facts))


def _is_near(placed: Placed, question: int, section: int, part: str) -> bool:
    where = placed.where
    if question:
        return where.question == question
    return where.question == 0 and where.section == section and (bool(section) or where.part == part)


def screen_of(shown: OpenLink, at: Stands) -> OpenLink:
    """Return a survey with nothing but the section, or the question, that a text stands in."""
    where = at.where
    if not where.section:
        return shown
    section = shown.survey.sections[where.section - 1]
    if where.question:
        asked = list(shown.survey.questions())[where.question - 1]
        section = section.model_copy(update={"questions": (asked.model_copy(update={"when": None}),)})
    survey = shown.survey.model_copy(update={"sections": (section.model_copy(update={"when": None}),)})
    return replace(shown, survey=survey)


def preview_in(session: Session, district: str, version: str, today: date) -> OpenLink:
    """Return a survey as a school would ask it that has every grade and every optional section.

    today: the page has a last day; a preview says this one.
    """
    row = get_district(session, district)
    if row is None:
        raise NotFound("no_district")
    (survey,) = in_words_of(session, district, [version])
    sections = frozenset(section.name for section in survey.sections)
    return OpenLink(
        round_key="preview",
        round_name="",
        state="preview",
        closes_on=today,
        school_slug="preview",
        audience=survey.audience,
        version=version,
        survey=survey,
        facts=SchoolFacts(row.name, row.name, LOWEST_GRADE, HIGHEST_GRADE, sections=sections),
        sample=False,
    )
