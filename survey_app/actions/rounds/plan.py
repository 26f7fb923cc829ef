"""A round as it is to be, and what there is to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.surveys.speech import Speech
from survey_app.errors import NotFound
from survey_app.store.catalog import newest_versions
from survey_app.store.rounds.setup import (
    get_round,
    links_of,
)
from survey_app.store.schools.schools import schools_within
from survey_app.store.tables import Round, School
from survey_app.store.texts import newest_wordings
from survey_app.surveys.model import Survey
from survey_app.vocabulary import (
    AUDIENCES,
    CONSENTS,
)

BY_GRADES = "by-grades"
"""Stands in place of a version: each school asks the student survey for its grades."""

USUAL_GOAL = 75

USUAL_PER = "household"

_USUAL_LENGTH = timedelta(days=28)


@dataclass(frozen=True)
class AudiencePlan:
    """What one audience is asked. version: of a survey, or BY_GRADES. languages: empty for all of the survey."""

    version: str
    access: str = "open"
    consent: str = "none"
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoundPlan:
    """A round as somebody plans it. asked: only audiences that are asked. goal: percent. per: child or household.

    sections: (school, audience) → the optional sections that the school adds, by name.
    """

    name: str
    district: str
    schools: tuple[str, ...]
    asked: Mapping[str, AudiencePlan]
    opens_on: date | None
    closes_on: date | None
    goal: int | None = USUAL_GOAL
    per: str = USUAL_PER
    sections: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class OfferedSurvey:
    """A published survey to choose. district: of its own survey, or None. root: the survey that it was copied from."""

    version: str
    survey: Survey
    district: str | None = None
    root: str = ""

    def is_for(self, district: str) -> bool:
        """Whether a round of this district may ask it."""
        return self.district in (None, district)


@dataclass(frozen=True)
class Offers:
    """What staff can choose from: the newest version of each survey by audience, and schools."""

    surveys: Mapping[str, Sequence[OfferedSurvey]]
    schools: Sequence[School] = field(default_factory=list)

    def usual(self, audience: str, district: str) -> Sequence[OfferedSurvey]:
        """The surveys that a district asks unless it chooses others: everybody's, or its own copies of them."""
        offered = self.surveys.get(audience, ())
        everybodys = {offer.root: offer for offer in offered if offer.district is None}
        own = {offer.root: offer for offer in offered if offer.district == district}
        return [own.get(root, offer) for root, offer in everybodys.items()] or list(own.values())

    def languages(self, audience: str) -> list[str]:
        """Every language that a survey for an audience is in."""
        offered = self.surveys.get(audience, ())
        return list(dict.fromkeys(each for offer in offered for each in offer.survey.languages))

    def consent_of(self, version: str) -> str:
        """Return what the strictest survey behind a choice needs."""
        chosen = [
            offer.survey.consent
            for offers in self.surveys.values()
            for offer in offers
            if version == offer.version or (version == BY_GRADES and offer.survey.audience == "student")
        ]
        return max(chosen, key=CONSENTS.index, default="none")

    def once_for(self, asked: Mapping[str, AudiencePlan]) -> str | None:
        """Return what the survey for families says: once for each "child" or "household". None: it says nothing."""
        family = asked.get("family")
        for offer in self.surveys.get("family", ()):
            if family and offer.version == family.version:
                return offer.survey.once_for
        return None


def offers(session: Session, who: StaffUser) -> Offers:
    """Return surveys and schools that this person may choose."""
    surveys = _offered(session, who.district)
    schools_within_reach = [
        school for school in schools_within(session, who.district, who.only_schools) if not school.is_archived
    ]
    return Offers(surveys, schools_within_reach)


def usual_surveys(session: Session, audience: str, district: str) -> Sequence[OfferedSurvey]:
    """Return the surveys that a district asks an audience unless it chooses others."""
    return Offers(_offered(session, district)).usual(audience, district)


def _offered(session: Session, district: str | None) -> dict[str, list[OfferedSurvey]]:
    """Return audience → the newest version of each survey that a district may ask; None asks for all districts."""
    rows = newest_versions(session, district)
    speech = Speech(rows, newest_wordings(session, district))
    newest = [
        OfferedSurvey(row.version, speech.in_any_words(row.version, district), row.district, row.root)
        for row in rows
    ]
    return {
        audience: [offer for offer in newest if offer.survey.audience == audience] for audience in AUDIENCES
    }


def plan_from_library(who: StaffUser, choice: Offers, today: date) -> RoundPlan:
    """Return a plan to begin with: it asks everybody the newest surveys, for four weeks from next Monday."""
    opens_on = today + timedelta(days=7 - today.weekday())
    district = who.district or (choice.schools[0].district if choice.schools else "")
    asked = {
        audience: AudiencePlan(usual[-1].version if audience != "student" else BY_GRADES)
        for audience in choice.surveys
        if (usual := choice.usual(audience, district))
    }
    return RoundPlan(
        name=f"Needs and strengths {school_year(today)}",
        district=district,
        schools=tuple(school.slug for school in choice.schools),
        asked=asked,
        opens_on=opens_on,
        closes_on=opens_on + _USUAL_LENGTH,
        per=choice.once_for(asked) or USUAL_PER,
    )


def school_year(day: date) -> str:
    """ "2026-27" from July 2026 to June 2027."""
    year = day.year if day.month >= 7 else day.year - 1
    return f"{year}-{(year + 1) % 100:02}"


def plan_of_round(session: Session, key: str) -> RoundPlan:
    """Return a round as its plan. Raises NotFound."""
    row, links = wanted_round(session, key), links_of(session, key)
    asked: dict[str, AudiencePlan] = {}
    for link in links:
        same = asked.get(link.audience)
        version = link.version if same is None or same.version == link.version else BY_GRADES
        asked[link.audience] = AudiencePlan(version, link.access, link.consent, tuple(link.languages))
    return RoundPlan(
        name=row.name,
        district=row.district,
        schools=tuple(sorted({link.school for link in links})),
        asked=asked,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        goal=row.goal,
        per=row.per,
        sections={(link.school, link.audience): tuple(link.sections) for link in links if link.sections},
    )


def wanted_round(session: Session, key: str) -> Round:
    """A round as its row. Raises NotFound."""
    row = get_round(session, key)
    if row is None:
        raise NotFound("no_round", key=key)
    return row
