"""Set a round up: what is asked of whom, where, when and how; and what still stands in the way of opening it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import NotFound, RoundError, RoundPlanError
from survey_app.store.catalog import newest_versions, schools
from survey_app.store.rounds.setup import (
    add_round,
    get_round,
    has_responses,
    links_of,
    put_links,
    round_keys,
    schools_by_slug,
    survey_texts,
)
from survey_app.store.tables import Link, Round, School
from survey_app.surveys.model import Survey
from survey_app.surveys.published import published_survey
from survey_app.vocabulary import (
    ACCESS,
    AUDIENCES,
    CHANGEABLE,
    CONSENTS,
    HIGHEST_GRADE,
    LOWEST_GRADE,
    ONCE_FOR,
)

BY_GRADES = "by-grades"
"""In place of a version: at each school the student survey for its grades."""

USUAL_GOAL = 75
USUAL_PER = "household"
_USUAL_LENGTH = timedelta(days=28)
_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class AudiencePlan:
    """What one audience is asked. version: of a survey, or BY_GRADES. languages: empty for all of the survey."""

    version: str
    access: str = "open"
    consent: str = "none"
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoundPlan:
    """A round as it is to be. asked: by audience, those that are asked. goal: per cent; per: child or household.

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
    """A published survey to choose. consent: what it needs from parents."""

    version: str
    survey: Survey


@dataclass(frozen=True)
class Offers:
    """What there is to choose from: the newest version of each survey by audience, and schools."""

    surveys: Mapping[str, Sequence[OfferedSurvey]]
    schools: Sequence[School] = field(default_factory=list)

    def consent_of(self, version: str) -> str:
        """What the strictest survey behind a choice needs."""
        chosen = [
            offer.survey.consent
            for offers in self.surveys.values()
            for offer in offers
            if version == offer.version or (version == BY_GRADES and offer.survey.audience == "student")
        ]
        return max(chosen, key=CONSENTS.index, default="none")

    def once_for(self, asked: Mapping[str, AudiencePlan]) -> str | None:
        """What the survey for families says: answer once for each "child", or for the "household". None: nothing."""
        family = asked.get("family")
        for offer in self.surveys.get("family", ()):
            if family and offer.version == family.version:
                return offer.survey.once_for
        return None


def offers(session: Session, who: StaffUser) -> Offers:
    """Surveys and schools that this person may choose."""
    newest = [OfferedSurvey(row.version, published_survey(row.json)) for row in newest_versions(session)]
    surveys: dict[str, list[OfferedSurvey]] = {
        audience: [offer for offer in newest if offer.survey.audience == audience] for audience in AUDIENCES
    }
    mine = [
        school
        for school in schools(session)
        if not school.is_archived and who.reaches_school(school.slug, school.district)
    ]
    return Offers(surveys, mine)


def plan_from_library(who: StaffUser, choice: Offers, today: date) -> RoundPlan:
    """A plan to begin with: everybody is asked the newest surveys, for four weeks from next Monday."""
    opens_on = today + timedelta(days=7 - today.weekday())
    asked = {
        audience: AudiencePlan(found[-1].version if audience != "student" else BY_GRADES)
        for audience, found in choice.surveys.items()
        if found
    }
    return RoundPlan(
        name=f"Needs and strengths {school_year(today)}",
        district=who.district or (choice.schools[0].district if choice.schools else ""),
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
    """A round as its plan. Raises NotFound."""
    row, links = _round(session, key), links_of(session, key)
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


def create_round(session: Session, who: StaffUser, plan: RoundPlan, now: datetime, today: date) -> str:
    """Make a draft of a round; return its key. Raises RoundPlanError with everything that must be mended."""
    with changing(session, Actor(who.email, now), "round create") as change:
        _refuse_faults(session, who, plan, today)
        key = _unused_key(session, plan.name)
        days = {"opens_on": plan.opens_on, "closes_on": plan.closes_on}
        aim = {"goal": plan.goal, "per": plan.per}
        row = Round(key=key, district=plan.district, name=plan.name.strip(), state="draft", **days, **aim)
        add_round(session, row)
        put_links(session, key, _links(session, key, plan))
        change.log(key, plan.district, {"schools": len(plan.schools)})
        return key


def change_round(
    session: Session, who: StaffUser, key: str, plan: RoundPlan, now: datetime, today: date
) -> None:
    """Change a round that nobody was asked in yet. Raises NotFound, RoundError, RoundPlanError."""
    with changing(session, Actor(who.email, now), "round change") as change:
        row = _round(session, key)
        plan = replace(plan, district=row.district)
        _refuse_faults(session, who, plan, today)
        if row.phase not in CHANGEABLE:
            raise RoundError("promises_fixed", key=key, phase=row.phase)
        row.name, row.goal, row.per = plan.name.strip(), plan.goal or USUAL_GOAL, plan.per
        if plan.opens_on and plan.closes_on:
            row.opens_on, row.closes_on = plan.opens_on, plan.closes_on
        put_links(session, key, _links(session, key, plan))
        change.log(key, row.district, {"schools": len(plan.schools)})


def extend_round(session: Session, by: str, key: str, closes_on: date, now: datetime, today: date) -> None:
    """Give an open round another last day, earlier ones too, but not in the past. Raises NotFound, RoundError."""
    with changing(session, Actor(by, now), "round extend") as change:
        row = _round(session, key)
        if row.phase != "open" or not max(today, row.opens_on) <= closes_on <= row.opens_on + _LONGEST:
            raise RoundError("last_day_wrong", phase=row.phase)
        change.log(key, row.district, {"from": row.closes_on.isoformat(), "to": closes_on.isoformat()})
        row.closes_on = closes_on


def delete_draft(session: Session, by: str, key: str, now: datetime) -> None:
    """Delete a round that is still a draft, with its links and codes. Raises NotFound, RoundError."""
    with changing(session, Actor(by, now), "round delete") as change:
        row = _round(session, key)
        if row.phase != "draft" or has_responses(change.connection, key):
            raise RoundError("round_not_a_draft", key=key, phase=row.phase)
        change.log(key, row.district)
        put_links(session, key, [])
        session.delete(row)


def faults_of(
    session: Session, who: StaffUser, plan: RoundPlan, choice: Offers, today: date
) -> dict[str, str]:
    """What must be mended: field → code. Fields: name, schools, audiences, opens_on, closes_on, goal, per,
    version-student, consent-student ...
    """
    faults: dict[str, str] = {}
    if not plan.name.strip():
        faults["name"] = "round_name_missing"
    mine = {school.slug: school for school in choice.schools}
    if not plan.schools:
        faults["schools"] = "schools_missing"
    elif any(slug not in mine for slug in plan.schools):
        faults["schools"] = "schools_unknown"
    elif len({mine[slug].district for slug in plan.schools} | {plan.district}) > 1:
        faults["schools"] = "schools_of_two_districts"
    if not plan.asked:
        faults["audiences"] = "audiences_missing"
    if plan.goal is None or not 1 <= plan.goal <= 100:
        faults["goal"] = "goal_out_of_range"
    if plan.per not in ONCE_FOR:
        faults["per"] = "per_unknown"
    elif (once_for := choice.once_for(plan.asked)) not in (None, plan.per):
        faults["per"] = "once_for_household" if once_for == "household" else "once_for_child"
    return faults | _faults_of_days(plan, today) | _faults_of_asked(plan, choice)


def _faults_of_days(plan: RoundPlan, today: date) -> dict[str, str]:
    faults = {}
    if plan.opens_on is None:
        faults["opens_on"] = "first_day_missing"
    if plan.closes_on is None:
        faults["closes_on"] = "last_day_missing"
    if plan.opens_on and plan.closes_on:
        if plan.closes_on < plan.opens_on:
            faults["closes_on"] = "last_day_before_first"
        elif plan.closes_on < today:
            faults["closes_on"] = "last_day_over"
        elif plan.closes_on - plan.opens_on > _LONGEST:
            faults["closes_on"] = "round_too_long"
    return faults


def _faults_of_asked(plan: RoundPlan, choice: Offers) -> dict[str, str]:
    faults = {}
    for audience, asked in plan.asked.items():
        offered = {offer.version: offer.survey for offer in choice.surveys.get(audience, ())}
        if asked.version not in offered and not (audience == "student" and asked.version == BY_GRADES):
            faults[f"version-{audience}"] = "survey_unknown"
        elif asked.languages and not set(asked.languages) <= {
            language for survey in offered.values() for language in survey.languages
        }:
            faults[f"languages-{audience}"] = "languages_unknown"
        if asked.access not in ACCESS:
            faults[f"access-{audience}"] = "access_unknown"
        if asked.consent not in CONSENTS:
            faults[f"consent-{audience}"] = "consent_unknown"
    return faults


def _refuse_faults(session: Session, who: StaffUser, plan: RoundPlan, today: date) -> None:
    if faults := faults_of(session, who, plan, offers(session, who), today):
        raise RoundPlanError.at(faults)


def _links(session: Session, key: str, plan: RoundPlan) -> list[Link]:
    found = schools_by_slug(session, plan.schools)
    texts = survey_texts(session, {asked.version for asked in plan.asked.values()})
    surveys = {version: published_survey(json) for version, json in texts.items()}
    newest = [published_survey(row.json) for row in newest_versions(session)]
    links = []
    for slug in plan.schools:
        for audience, asked in plan.asked.items():
            by_grades = asked.version == BY_GRADES
            survey = _for_grades(found[slug], newest) if by_grades else surveys[asked.version]
            wanted = plan.sections.get((slug, audience), ())
            link = Link(round=key, school=slug, audience=audience, version=survey.version)
            link.sections = [each.name for each in survey.extra_sections() if each.name in wanted]
            link.access, link.consent, link.languages = asked.access, asked.consent, list(asked.languages)
            links.append(link)
    return links


def _for_grades(school: School, newest: Iterable[Survey]) -> Survey:
    """The student survey whose grades the school shares most of."""

    def shared(survey: Survey) -> int:
        low, high = survey.grades or (LOWEST_GRADE, HIGHEST_GRADE)
        return min(high, school.grade_high) - max(low, school.grade_low)

    return max((survey for survey in newest if survey.audience == "student"), key=shared)


def _round(session: Session, key: str) -> Round:
    row = get_round(session, key)
    if row is None:
        raise NotFound("no_round", key=key)
    return row


def _unused_key(session: Session, name: str) -> str:
    """The name as it can stand in an address: "Needs and strengths 2026-27" → "needs-and-strengths-2026-27"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "round"
    taken = round_keys(session)
    numbers = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
    return next(key for key in numbers if key not in taken and key != "new")
