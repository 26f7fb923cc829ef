"""Make a release: compile the mixed responses of a round, attack the numbers, freeze what withstands."""

import hmac
import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

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
from survey_app.results.release.counting import answered
from survey_app.results.release.plan import Plan, plan_of
from survey_app.results.release.population import Population, read_population
from survey_app.results.release.precision import SMALLEST
from survey_app.results.release.tables import DISTRICT, PEOPLE
from survey_app.store.audit import district_of_round
from survey_app.store.catalogue import schools
from survey_app.store.engine import begin_writing
from survey_app.store.inbox import count_waiting_of
from survey_app.store.releases import (
    PartRow,
    ReleaseRow,
    add_release,
    all_parts,
    earlier_rounds,
    newest_releases,
    part_json,
)
from survey_app.store.round_setup import get_round, links_of
from survey_app.store.tables import Round, School

MOST_RELEASES = 3
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
class _Before:
    """The release before this one, if any; exact: unit → variable → how many had answered."""

    header: Header | None
    parts: Mapping[str, Part]
    exact: Mapping[str, Mapping[str, int]]


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
    interim: bool = False,
    tell: Tell = tell_nobody,
) -> list[MadeRelease]:
    """Make the next release of every survey of a round; of a finished round, or, with `interim`, of an open one.

    An interim release has totals alone. Raises NotFound; RoundError, with the remedy, when no release may be made.
    """
    round_row = _releasable(session, key, interim=interim)
    of_round = hmac.digest(secret, f"release {key}".encode(), "sha256")
    sources = read_sources(session, key)
    if all(len(source) < SMALLEST for source in sources):
        raise RoundError(
            f"fewer than {SMALLEST} people answered round {key}, or they are not mixed yet: run `seal`"
        )
    compiled = _compile(sources, of_round, tell, interim=interim)
    made = [_freeze(session, round_row, what, now, interim=interim) for what in compiled]
    session.rollback()
    begin_writing(session)
    _releasable(session, key, interim=interim)
    there = {found.survey: found.number for found in newest_releases(session, key)}
    for header, parts in made:
        if there.get(header.survey, 0) != header.number - 1:
            raise RoundError(f"somebody else released results of round {key} meanwhile")
        written = header.model_dump_json()
        row = ReleaseRow(key, header.survey, header.number, written, sha256(written.encode()).hexdigest())
        add_release(session, row, parts)
    details = {header.survey: header.number for header, _ in made}
    district = district_of_round(session.connection(), key)
    record(session.connection(), who, "release", key, now, details, district=district)
    session.commit()
    return [_told(header) for header, _ in made]


def _compile(
    sources: Sequence[SurveySource], secret: bytes, tell: Tell, *, interim: bool
) -> Iterator[_Compiled]:
    """One survey after the other. Interim ones have no breakdown."""
    plans = [plan_of(source.file) for source in sources]
    if interim:
        plans = [replace(plan, breakdowns=(), two_way=()) for plan in plans]
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


def _releasable(session: Session, key: str, *, interim: bool) -> Round:
    row = get_round(session, key)
    if row is None:
        raise NotFound(f"there is no round {key}; `round list` shows those there are")
    if interim and row.phase not in ("open", "late"):
        raise RoundError(f"round {key} is {row.phase}; interim results are made while a round is open")
    if not interim and row.phase != "closed":
        raise RoundError(
            f"round {key} is {row.phase}; results are made of finished rounds: `round finish {key}`, "
            f"or ask for interim ones"
        )
    if not interim and count_waiting_of(session.connection(), key):
        raise RoundError(f"responses of round {key} still wait to be mixed; run `seal`, then try again")
    newest = [Header.model_validate_json(found.json) for found in newest_releases(session, key)]
    if any(not header.interim for header in newest):
        raise RoundError(
            f"the results of round {key} were released; nothing can be added to a finished round"
        )
    if interim and any(header.number + 1 >= MOST_RELEASES for header in newest):
        raise RoundError(
            f"round {key} had {MOST_RELEASES - 1} interim releases; the next is the one after it is finished"
        )
    return row


def _fingerprint(secret: bytes) -> str:
    return sha256(b"fingerprint of " + secret).hexdigest()[:16]


def _freeze(
    session: Session, row: Round, what: _Compiled, now: datetime, *, interim: bool
) -> tuple[Header, list[PartRow]]:
    source, plan = what.source, what.plan
    before = _before(session, row.key, source.file.name)
    if before.header and before.header.key != what.fingerprint:
        raise RoundError(
            f"{KEY_FILE} is not the one that earlier results of round {row.key} were made with; put the old "
            "file back, for numbers that are rounded anew tell more than they may"
        )
    exact = _exact(what.population, what.tables)
    units = numbers_by_unit(source.file, plan, what.tables)
    kept = _keep_what_few_joined(units, exact, before, interim=interim)
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
        number=before.header.number + 1 if before.header else 1,
        made_on=made_on.isoformat(),
        opens_on=row.opens_on.isoformat(),
        # No answer was given after the numbers were made, whatever the round planned.
        closes_on=min(row.closes_on, made_on).isoformat(),
        interim=interim,
        sample=row.sample,
        key=what.fingerprint,
        breakdowns=tuple((one.name,) for one in plan.breakdowns),
        parts={unit: _digest(written.get(unit)) for unit in (DISTRICT, *sorted(source.received))},
        steps=_steps(what.tables),
        kept=kept,
    )
    rows = [PartRow(unit, text, json.dumps(exact.get(unit, {}))) for unit, text in written.items()]
    return header, rows


def _before(session: Session, key: str, survey: str) -> _Before:
    row = next((found for found in newest_releases(session, key) if found.survey == survey), None)
    if row is None:
        return _Before(None, {}, {})
    parts = all_parts(session, row)
    return _Before(
        Header.model_validate_json(row.json),
        {part.unit: Part.model_validate_json(part.json) for part in parts},
        {part.unit: json.loads(part.answered) for part in parts},
    )


def _exact(population: Population, compiled: Sequence[Compiled]) -> dict[str, dict[str, int]]:
    """Unit → variable → how many answered, where that is published."""
    found: dict[str, dict[str, int]] = {unit: {} for unit in (DISTRICT, *population.schools)}
    for one in compiled:
        for table in one.tables:
            if not table.breakdown:
                found[table.unit][one.asked.name] = int(answered(one.asked, table.people)[0])
    return found


def _keep_what_few_joined(
    units: dict[str, list[Numbers]],
    exact: dict[str, dict[str, int]],
    before: _Before,
    *,
    interim: bool,
) -> dict[str, int]:
    """Where one to ten people joined since the last release, leave what it said: the difference would be them.

    Changes `units` and `exact`; returns unit → how many questions were kept.
    """

    def is_few(unit: str, variable: str) -> bool:
        then = before.exact.get(unit, {}).get(variable)
        now = exact.get(unit, {}).get(variable)
        return then is not None and now is not None and 0 < now - then < SMALLEST

    few = {(unit, name) for unit, names in before.exact.items() for name in names if is_few(unit, name)}
    few |= {(unit, name) for unit, names in before.exact.items() for name in names if (unit, PEOPLE) in few}
    # What all schools but one gained is what the one gained.
    few |= {(DISTRICT, name) for _, name in few if name in before.exact.get(DISTRICT, {})}
    if few and interim:
        raise RoundError(
            "since the last release fewer than 11 people joined somewhere; their answers would show in the "
            "difference. Wait for more, or for the end of the round"
        )
    for unit, name in few:
        old = before.parts[unit].people if name == PEOPLE else before.parts[unit].numbers(name)
        assert old is not None  # noqa: S101  # it was published
        units[unit] = [old if one.name == name else one for one in units[unit]]
        exact[unit][name] = before.exact[unit][name]
    return dict(Counter(unit for unit, _ in few))


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
        for found in newest_releases(session, earlier):
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
