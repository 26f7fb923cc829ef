"""What must be mended in the plan of a round."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.rounds.plan import BY_GRADES, Offers, RoundPlan
from survey_app.vocabulary import (
    ACCESS,
    GIVEN,
    ONCE_FOR,
)

LONGEST_ROUND = timedelta(days=366)


def faults_of(
    session: Session, who: StaffUser, plan: RoundPlan, choice: Offers, today: date
) -> dict[str, str]:
    """Return what the person must correct: field → code. Fields: name, schools, audiences, opens_on, closes_on, goal,
    per, version-student, consent-student ...
    """
    faults: dict[str, str] = {}
    if not plan.name.strip():
        faults["name"] = "round_name_missing"
    offered = {school.slug: school for school in choice.schools}
    if not plan.schools:
        faults["schools"] = "schools_missing"
    elif any(slug not in offered for slug in plan.schools):
        faults["schools"] = "schools_unknown"
    elif len({offered[slug].district for slug in plan.schools} | {plan.district}) > 1:
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
        elif plan.closes_on - plan.opens_on > LONGEST_ROUND:
            faults["closes_on"] = "round_too_long"
    return faults


def _faults_of_asked(plan: RoundPlan, choice: Offers) -> dict[str, str]:
    faults = {}
    for audience, asked in plan.asked.items():
        offered = {
            offer.version: offer.survey
            for offer in choice.surveys.get(audience, ())
            if offer.is_for(plan.district)
        }
        if asked.version not in offered and not (audience == "student" and asked.version == BY_GRADES):
            faults[f"version-{audience}"] = "survey_unknown"
        elif asked.languages and not set(asked.languages) <= {
            language for survey in offered.values() for language in survey.languages
        }:
            faults[f"languages-{audience}"] = "languages_unknown"
        if asked.access not in ACCESS:
            faults[f"access-{audience}"] = "access_unknown"
        if asked.consent not in GIVEN:
            faults[f"consent-{audience}"] = "consent_unknown"
    return faults
