"""Make a release: compile the mixed responses of a round, attack the numbers, freeze what withstands."""

import hmac
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.actions.approval import checked_reason, keys_before, refuse_another
from survey_app.actions.audit import record
from survey_app.actions.export_sources import SurveySource, read_sources
from survey_app.actions.kept_file import kept_file
from survey_app.actions.participation import people_asked
from survey_app.actions.progress import Tell, tell_nobody
from survey_app.config import CALIFORNIA
from survey_app.errors import NotFound, RoundError
from survey_app.results.published.freeze import numbers_by_unit
from survey_app.results.published.model import Header, Numbers, Part, Participation
from survey_app.results.published.summary import share_of_asked, summarize, voices
from survey_app.results.release.compiler import Compiled, compile_tables
from survey_app.results.release.plan import Plan, plan_of
from survey_app.results.release.population import Population, read_population
from survey_app.results.release.precision import SMALLEST
from survey_app.results.release.tables import DISTRICT
from survey_app.store.audit import district_of_round
from survey_app.store.catalogue import schools
from survey_app.store.engine import begin_writing
from survey_app.store.inbox import count_waiting_of
from survey_app.store.releases import (
    APPROVED,
    DRAFT,
    PartRow,
    ReleaseRow,
    add_release,
    earlier_rounds,
    part_json,
    releases_in,
)
from survey_app.store.round_setup import get_round, links_of
from survey_app.store.tables import Round, School

KEY_FILE = "release.key"
_GRADE = "grade"


@dataclass(frozen=True)
class MadeRelease:
    """What was released of one survey. shown, schools: of how many schools there are numbers. gave_way: how many
    times a question shows less, so that nobody can be identified.
    """

    survey: str
    number: int
    shown: int
    schools: int
    gave_way: int


@dataclass(frozen=True)
class _Compiled:
    """The tables of one survey, with what they were made of. fingerprint: of the secret they were rounded with."""

    source: SurveySource
    plan: Plan
    population: Population
    tables: Sequence[Compiled]
    fingerprint: str


def release_secret(instance: Path) -> bytes:
    """What decides how counts are rounded. It must never be lost while a round goes on, and never be shown."""
    return kept_file(instance / KEY_FILE, lambda: secrets.token_bytes(32))


def make_release(
    session: Session,
    secret: bytes,
    key: str,
    who: str,
    now: datetime,
    *,
    reason: str = "",
    tell: Tell = tell_nobody,
) -> list[MadeRelease]:
    """Make the draft of a release of every survey of a finished round; of the sample round, it is approved at once.

    reason: why there is to be another after the last was withdrawn. Raises NotFound; RoundError, with the remedy, when
    no release may be made.
    """
    round_row, number = _releasable(session, key, reason)
    state = APPROVED if round_row.sample else DRAFT
    of_round = hmac.digest(secret, f"release {key}".encode(), "sha256")
    if keys_before(session, key) - {_fingerprint(of_round)}:
        raise RoundError(
            f"{KEY_FILE} is not the one that earlier results of round {key} were made with; put the old "
            "file back, for numbers that are rounded anew tell more than they may"
        )
    sources = read_sources(session, key)
    if all(len(source) < SMALLEST for source in sources):
        raise RoundError(
            f"fewer than {SMALLEST} people answered round {key}, or they are not mixed yet: run `seal`"
        )
    made = [_freeze(session, round_row, what, number, now) for what in _compile(sources, of_round, tell)]
    session.rollback()
    begin_writing(session)
    if _releasable(session, key, reason)[1] != number:
        raise RoundError(f"somebody else made results of round {key} meanwhile; look at them again")
    why = checked_reason(reason)
    for header, parts in made:
        written = header.model_dump_json()
        digest = sha256(written.encode()).hexdigest()
        add_release(session, ReleaseRow(key, header.survey, number, written, digest, state, why), parts)
    details: dict[str, object] = {header.survey: number for header, _ in made}
    details |= {"state": state} | ({"reason": why} if why else {})
    district = district_of_round(session.connection(), key)
    record(session.connection(), who, "release", key, now, details, district=district)
    session.commit()
    return [_told(header) for header, _ in made]


def _compile(sources: Sequence[SurveySource], secret: bytes, tell: Tell) -> Iterator[_Compiled]:
    """One survey after the other."""
    plans = [plan_of(source.file) for source in sources]
    total = sum(len(plan.asked) + 1 for plan in plans)
    done = 0
    for source, plan in zip(sources, plans, strict=True):
        already = done

        def note(step: int, _: int, already: int = already) -> None:
            tell(already + step, total)

        population = read_population(source.file, plan, source.in_order(), secret)
        tables = list(compile_tables(source.file.facts, plan, population, note))
        yield _Compiled(source, plan, population, tables, _fingerprint(secret))
        done += len(plan.asked) + 1


def _releasable(session: Session, key: str, reason: str) -> tuple[Round, int]:
    """The round, and the number of its next release."""
    row = get_round(session, key)
    if row is None:
        raise NotFound(f"there is no round {key}; `round list` shows those there are")
    if row.phase != "closed":
        raise RoundError(
            f"round {key} is {row.phase}; results are made of finished rounds: `round finish {key}`"
        )
    if count_waiting_of(session.connection(), key):
        raise RoundError(f"responses of round {key} still wait to be mixed; run `seal`, then try again")
    return row, refuse_another(session, key, reason)


def _fingerprint(secret: bytes) -> str:
    return sha256(b"fingerprint of " + secret).hexdigest()[:16]


def _freeze(
    session: Session, row: Round, what: _Compiled, number: int, now: datetime
) -> tuple[Header, list[PartRow]]:
    source, plan = what.source, what.plan
    units = numbers_by_unit(source.file, plan, what.tables)
    parts = {unit: _part(session, row, source, unit, numbers) for unit, numbers in units.items() if numbers}
    written = {unit: part.model_dump_json() for unit, part in parts.items()}
    survey = source.file.versions[0]
    made_on = now.astimezone(CALIFORNIA).date()
    header = Header(
        round=row.key,
        round_name=row.name,
        survey=source.file.name,
        audience=survey.audience,
        versions=tuple(one.version for one in source.file.versions),
        number=number,
        made_on=made_on.isoformat(),
        opens_on=row.opens_on.isoformat(),
        # No answer was given after the numbers were made, whatever the round planned.
        closes_on=min(row.closes_on, made_on).isoformat(),
        interim=False,
        sample=row.sample,
        key=what.fingerprint,
        breakdowns=tuple((one.name,) for one in plan.breakdowns),
        parts={unit: _digest(written.get(unit)) for unit in (DISTRICT, *sorted(source.received))},
        steps=_steps(what.tables),
        kept={},
    )
    return header, [PartRow(unit, text) for unit, text in written.items()]


def _part(session: Session, row: Round, source: SurveySource, unit: str, numbers: list[Numbers]) -> Part:
    """The part of one unit. numbers: first how many took part."""
    people, questions = numbers[0], numbers[1:]
    places = [school for school in schools(session) if unit in (DISTRICT, school.slug)]
    here = [school for school in places if school.slug in source.received]
    then, before_name = _part_of_round_before(session, row.key, source.file.name, unit)
    survey = source.file.versions[0]
    enrolment: Counter[str] = Counter()
    if survey.audience == "student" and all(school.enrolment_by_grade for school in here):
        for school in here:
            enrolment.update({grade: n or 0 for grade, n in school.enrolment_by_grade.items()})
    return Part(
        unit=unit,
        people=people,
        questions=tuple(questions),
        participation=_participation(session, row, source, people, here),
        voices=tuple(voices(people, _GRADE, enrolment)),
        summary=summarize(source.file, questions, then, before_name),
    )


def _participation(
    session: Session, row: Round, source: SurveySource, people: Numbers, here: Sequence[School]
) -> Participation:
    total = people.total
    assert total is not None  # noqa: S101  # what has no total has no part
    versions = {survey.version for survey in source.file.versions}
    named = {school.slug: school for school in here}
    counted = [
        people_asked(row, link, named[link.school])
        for link in links_of(session, row.key)
        if link.school in named and link.version in versions
    ]
    known = [n for n, _ in counted if n]
    asked = sum(known) if len(known) == len(counted) and known else None
    return Participation(
        n=total.n,
        asked=asked,
        source="; ".join(sorted({source for _, source in counted if source})) if asked else "",
        per_cent=share_of_asked(total.n, asked, row.goal) if asked else None,
        goal=row.goal,
    )


def _part_of_round_before(
    session: Session, key: str, survey: str, unit: str
) -> tuple[Part | None, str | None]:
    for earlier in earlier_rounds(session, key):
        for found in releases_in(session, earlier, (APPROVED,)):
            if found.survey == survey and (written := part_json(session, found, unit)):
                return Part.model_validate_json(written), Header.model_validate_json(found.json).round_name
    return None, None


def _steps(compiled: Sequence[Compiled]) -> dict[str, dict[str, int]]:
    steps: dict[str, Counter[str]] = {}
    for one in compiled:
        for unit, step in one.steps.items():
            steps.setdefault(unit, Counter())[str(step)] += 1
    return {unit: dict(found) for unit, found in steps.items()}


def _digest(written: str | None) -> str | None:
    return sha256(written.encode()).hexdigest() if written else None


def _told(header: Header) -> MadeRelease:
    return MadeRelease(
        header.survey,
        header.number,
        sum(1 for _ in header.shown()),
        len(header.parts) - 1,
        sum(n for steps in header.steps.values() for n in steps.values()),
    )
