"""Optional sections of a survey, and the schools of a round that add them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import RoundError
from survey_app.store.rounds.setup import get_round, links_of, survey_texts
from survey_app.surveys.model import Section
from survey_app.surveys.published import published_survey
from survey_app.vocabulary import AUDIENCES, CHANGEABLE


@dataclass(frozen=True)
class ExtraSection:
    """A section that schools may add. schools: slugs of those whose survey has it; added: of those that ask it."""

    audience: str
    section: Section
    schools: Sequence[str]
    added: Sequence[str]

    @property
    def key(self) -> str:
        """What a form calls it: "student.travel"."""
        return f"{self.audience}.{self.section.name}"


def extra_sections(session: Session, key: str) -> list[ExtraSection]:
    """List every optional section that the surveys of a round have, by audience."""
    links = links_of(session, key)
    texts = survey_texts(session, {link.version for link in links})
    schools: dict[tuple[str, str], list[str]] = {}
    added: dict[tuple[str, str], list[str]] = {}
    sections: dict[tuple[str, str], Section] = {}
    for link in links:
        for section in published_survey(texts[link.version]).extra_sections(link.school):
            place = link.audience, section.name
            sections.setdefault(place, section)
            schools.setdefault(place, []).append(link.school)
            if section.name in link.sections:
                added.setdefault(place, []).append(link.school)
    in_order = sorted(sections, key=lambda place: AUDIENCES.index(place[0]))
    return [ExtraSection(at[0], sections[at], schools[at], added.get(at, [])) for at in in_order]


def choose_sections(
    session: Session,
    by: str,
    key: str,
    shown: Collection[str],
    chosen: Collection[tuple[str, str]],
    now: datetime,
) -> None:
    """Let these schools add these sections. shown: slugs that the form had; chosen: ("student.travel", slug).

    Schools that the form did not show keep what they have. Raises RoundError if the round was ever opened.
    """
    with changing(session, Actor(by, now), "round sections") as change:
        row = get_round(session, key)
        if row is None or row.phase not in CHANGEABLE:
            raise RoundError("sections_fixed", key=key)
        links = [link for link in links_of(session, key) if link.school in shown]
        texts = survey_texts(session, {link.version for link in links})
        for link in links:
            survey = published_survey(texts[link.version])
            offered = [section.name for section in survey.extra_sections(link.school)]
            link.sections = [name for name in offered if (f"{link.audience}.{name}", link.school) in chosen]
        added = sum(len(link.sections) for link in links)
        change.log(key, row.district, {"schools": len(shown), "added": added})
