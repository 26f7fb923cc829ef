"""Set a round up: what it asks, whom, where, when and how; and what still keeps it from opening."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.rounds.plan import (
    BY_GRADES,
    USUAL_GOAL,
    RoundPlan,
    offers,
    usual_surveys,
    wanted_round,
)
from survey_app.actions.rounds.plan_faults import LONGEST_ROUND, faults_of
from survey_app.errors import RoundError, RoundPlanError
from survey_app.store.rounds.setup import (
    add_round,
    has_responses,
    put_links,
    round_keys,
    schools_by_slug,
    survey_texts,
)
from survey_app.store.tables import Link, Round, School
from survey_app.surveys.model import Survey
from survey_app.surveys.published import published_survey
from survey_app.vocabulary import (
    CHANGEABLE,
)


def create_round(session: Session, who: StaffUser, plan: RoundPlan, now: datetime, today: date) -> str:
    """Make a draft of a round. Return its key. Raises RoundPlanError with everything that the person must correct."""
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
    """Change a round before anybody is asked in it. Raises NotFound, RoundError, RoundPlanError."""
    with changing(session, Actor(who.email, now), "round change") as change:
        row = wanted_round(session, key)
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
    """Give an open round another last day. It may be earlier, but not in the past. Raises NotFound, RoundError."""
    with changing(session, Actor(by, now), "round extend") as change:
        row = wanted_round(session, key)
        if row.phase != "open" or not max(today, row.opens_on) <= closes_on <= row.opens_on + LONGEST_ROUND:
            raise RoundError("last_day_wrong", phase=row.phase)
        change.log(key, row.district, {"from": row.closes_on.isoformat(), "to": closes_on.isoformat()})
        row.closes_on = closes_on


def delete_draft(session: Session, by: str, key: str, now: datetime) -> None:
    """Delete a round that is still a draft, with its links and codes. Raises NotFound, RoundError."""
    with changing(session, Actor(by, now), "round delete") as change:
        row = wanted_round(session, key)
        if row.phase != "draft" or has_responses(change.connection, key):
            raise RoundError("round_not_a_draft", key=key, phase=row.phase)
        change.log(key, row.district)
        put_links(session, key, [])
        session.delete(row)


def _refuse_faults(session: Session, who: StaffUser, plan: RoundPlan, today: date) -> None:
    if faults := faults_of(session, who, plan, offers(session, who), today):
        raise RoundPlanError.at(faults)


def _links(session: Session, key: str, plan: RoundPlan) -> list[Link]:
    schools = schools_by_slug(session, plan.schools)
    texts = survey_texts(session, {asked.version for asked in plan.asked.values()})
    surveys = {version: published_survey(json) for version, json in texts.items()}
    usual = [offer.survey for offer in usual_surveys(session, "student", plan.district)]
    links = []
    for slug in plan.schools:
        for audience, asked in plan.asked.items():
            is_by_grades = asked.version == BY_GRADES
            survey = _for_grades(schools[slug], usual) if is_by_grades else surveys[asked.version]
            wanted = plan.sections.get((slug, audience), ())
            link = Link(round=key, school=slug, audience=audience, version=survey.version)
            link.sections = [each.name for each in survey.extra_sections(slug) if each.name in wanted]
            link.access, link.consent, link.languages = asked.access, asked.consent, list(asked.languages)
            links.append(link)
    return links


def _for_grades(school: School, usual: Iterable[Survey]) -> Survey:
    """Return the survey that shares the most grades with the school."""
    return max(usual, key=lambda survey: survey.shared_grades(school.grade_low, school.grade_high))


def _unused_key(session: Session, name: str) -> str:
    """Return the name as an address can hold it: "Needs and strengths 2026-27" → "needs-and-strengths-2026-27"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "round"
    taken = round_keys(session)
    numbers = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
    return next(key for key in numbers if key not in taken and key != "new")
