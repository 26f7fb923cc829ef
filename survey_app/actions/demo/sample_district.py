"""Fill an empty installation with the sample district: nine real schools, an open round, and a closed round.

Nobody really gave the answers of the closed round: its respondents are simulated, and every page marks it as a sample.
Their responses go the same way as all others: through the validator, into the inbox, sealed, into the box.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import Person, SampleDistrict, draw_people, read_sample_district
from survey_app.actions.responses.store_responses import Submission, store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.rounds.plan import USUAL_PER, school_year
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.config import last_count
from survey_app.errors import RoundError
from survey_app.store.database.engine import writing
from survey_app.store.rounds.rounds import set_round_state
from survey_app.store.schools.demo import (
    add_district,
    add_round,
    add_schools,
    has_open_round,
    unused_round_key,
)
from survey_app.store.tables import Link, Round, School
from survey_app.surveys.answers import read
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.yaml_file import load_library
from survey_app.vocabulary import AUDIENCES

SAMPLE_RESPONSES = 2_400
"""How many respondents the sample round of a new installation has."""

_SAMPLE_NAME = "Sample round (simulated answers)"
_OPEN_SINCE = timedelta(days=7)
_OPEN_FOR = timedelta(days=60)
_AT_ONCE = 500
# Schools that added an optional section to the student survey, as some schools do.
_SECTIONS = {("livingston-high", "student"): ["travel"], ("yosemite-high", "student"): ["travel"]}


@dataclass(frozen=True)
class SampleRound:
    """A round of simulated answers. responses: how many it holds."""

    key: str
    responses: int


def load_sample_district(
    engine: Engine, keys: EpochKeys, today: date, now: datetime, *, responses: int = SAMPLE_RESPONSES
) -> SampleRound:
    """Set up the sample district with an open round around `today`, and a closed round of simulated answers.

    Takes a few seconds. Leaves alone the districts, schools and versions that are already there.
    """
    # While no round is open, finishing writes the database file anew and it stays small.
    made = simulate(engine, keys, today, now, responses=responses)
    district = read_sample_district()
    with Session(engine) as session:
        surveys = _set_up(session, district, now)
        if not has_open_round(session, district.code):
            name = school_year(today)
            key = unused_round_key(session, name)
            row = Round(key=key, name=f"Needs and strengths {name}", state="open", sample=False, trial=True)
            _add_round(session, row, (today - _OPEN_SINCE, today + _OPEN_FOR), district, surveys)
    return made


def simulate(
    engine: Engine,
    keys: EpochKeys,
    today: date,
    now: datetime,
    *,
    responses: int = SAMPLE_RESPONSES,
    seed: int = 1,
) -> SampleRound:
    """Add a closed round of simulated answers to the sample district. The same seed gives the same answers.

    Raises RoundError for fewer than one response.
    """
    if responses < 1:
        raise RoundError("sample_too_small")
    district = read_sample_district()
    days = (today - timedelta(days=120), today - timedelta(days=90))
    with Session(engine) as session:
        surveys = _set_up(session, district, now)
        key = unused_round_key(session, "sample")
        # A rehearsal counts each response under the day that we pass, and counts nothing of other rounds.
        row = Round(key=key, name=_SAMPLE_NAME, state="rehearsal", sample=True)
        _add_round(session, row, days, district, surveys)
    submissions = _submissions(Random(seed), district, surveys, key, responses)  # noqa: S311  # a game, no secret
    _store(engine, keys, submissions, days[0], last_count(now).date())
    with writing(engine) as connection:
        set_round_state(connection, key, "open")
    finish_round(engine, keys, key)
    return SampleRound(key, responses)


def _store(
    engine: Engine, keys: EpochKeys, submissions: Iterator[Submission], first: date, last_count_on: date
) -> None:
    """Store responses over thirty days from the first."""
    begin_epoch(engine, keys, last_count_on)
    for number, batch in enumerate(_batches(submissions)):
        with writing(engine) as connection:
            store_responses(connection, batch, first + timedelta(days=number % 30))


def _set_up(session: Session, district: SampleDistrict, now: datetime) -> dict[str, Survey]:
    """Add the district and its schools and publish the bundled surveys. Return those for a high school, by audience."""
    library = load_library()
    for survey in library.values():
        publish_survey(session, survey, now)
    _add_schools(session, district)
    return {audience: library[audience] for audience in AUDIENCES}


def _add_schools(session: Session, district: SampleDistrict) -> None:
    schools = [
        School(
            slug=school.slug,
            district=district.code,
            cds=school.cds,
            name=school.name,
            city=school.city,
            grade_low=school.low,
            grade_high=school.high,
            enrollment=school.enrollment,
            enrollment_source=district.source,
        )
        for school in district.schools
    ]
    with writing(session):
        add_district(session, district.code, district.name)
        add_schools(session, schools)


def _add_round(
    session: Session,
    row: Round,
    days: tuple[date, date],
    district: SampleDistrict,
    surveys: Mapping[str, Survey],
) -> None:
    row.district = district.code
    row.opens_on, row.closes_on = days
    row.per = surveys["family"].once_for or USUAL_PER
    links = [
        Link(
            round=row.key,
            school=school.slug,
            audience=audience,
            version=survey.version,
            sections=_SECTIONS.get((school.slug, audience), []) if row.sample else [],
            consent=survey.consent,
        )
        for school in district.schools
        for audience, survey in surveys.items()
    ]
    with writing(session):
        add_round(session, row, links)


def _submissions(
    random: Random, district: SampleDistrict, surveys: Mapping[str, Survey], key: str, responses: int
) -> Iterator[Submission]:
    simulation = Simulation(random, district.people)
    spoken = {audience: survey.languages for audience, survey in surveys.items()}
    for person in draw_people(random, district, responses, spoken):
        survey = surveys[person.audience]
        facts = _facts(district, person)
        yield Submission(
            # Not from `random`: the same seed in another round must give other responses.
            id=str(uuid4()),
            round=key,
            school=person.school.slug,
            audience=person.audience,
            version=survey.version,
            language=person.language,
            channel=person.channel,
            reading=read(survey, facts, simulation.answer(survey, facts, person)),
        )


def _facts(district: SampleDistrict, person: Person) -> SchoolFacts:
    school = person.school
    facts = SchoolFacts(school.name, district.name, school.low, school.high, school.enrollment)
    return replace(facts, sections=frozenset(_SECTIONS.get((school.slug, person.audience), [])))


def _batches(submissions: Iterator[Submission]) -> Iterator[Sequence[Submission]]:
    while batch := list(islice(submissions, _AT_ONCE)):
        yield batch
