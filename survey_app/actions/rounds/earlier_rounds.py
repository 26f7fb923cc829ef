"""Turn an earlier round into the plan of a new one. It keeps what was asked, but not what parents agreed to then."""

import re
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.rounds.plan import (
    BY_GRADES,
    AudiencePlan,
    Offers,
    RoundPlan,
    plan_from_library,
    plan_of_round,
    school_year,
)
from survey_app.store.rounds.setup import get_round
from survey_app.surveys.published import name_of

_SCHOOL_YEAR = re.compile(r"\b20\d\d-\d\d\b")


def plan_from_round(session: Session, who: StaffUser, key: str, choice: Offers, today: date) -> RoundPlan:
    """Return last year's round as a plan for this one. Raises NotFound.

    It keeps schools, audiences, how people get in, languages, extra sections and the goal. It takes the newest versions
    and new days. It asks parents for consent again: last year's consent says nothing about this year. It leaves out
    schools that have closed, and languages and sections that the newest versions no longer have.
    """
    old, fresh = plan_of_round(session, key), plan_from_library(who, choice, today)
    row = get_round(session, key)
    asked = {
        audience: _as_today(audience, each, choice, old.district)
        for audience, each in old.asked.items()
        if choice.usual(audience, old.district)
    }
    here = {school.slug for school in choice.schools}
    return replace(
        old,
        name=fresh.name if row is None or row.sample else _name(old.name, today),
        schools=tuple(slug for slug in old.schools if slug in here),
        asked=asked,
        opens_on=fresh.opens_on,
        closes_on=fresh.closes_on,
        per=choice.once_for(asked) or old.per,
    )


def _as_today(audience: str, asked: AudiencePlan, choice: Offers, district: str) -> AudiencePlan:
    usual = choice.usual(audience, district)
    newest = {offer.survey.name: offer for offer in choice.surveys[audience] if offer.is_for(district)}
    offer = newest.get(name_of(asked.version))
    if offer and offer.district is None:
        # Since then, the district may have made its own copy.
        offer = next((each for each in usual if each.root == offer.root), offer)
    if offer is None or asked.version == BY_GRADES:
        version = BY_GRADES if audience == "student" else usual[-1].version
        return replace(asked, version=version, consent="none")
    languages = tuple(each for each in asked.languages if each in offer.survey.languages)
    return replace(asked, version=offer.version, consent="none", languages=languages)


def _name(old: str, today: date) -> str:
    """Put this school year into the name. A second round of the same year gets a number."""
    name = _SCHOOL_YEAR.sub(school_year(today), old)
    return f"{name} (2)" if name == old else name
