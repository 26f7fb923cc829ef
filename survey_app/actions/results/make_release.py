"""Make a release: count the mixed responses of a round, add noise to each count, and freeze what we may show."""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.jobs.progress import UNWATCHED, Tell, Watched
from survey_app.actions.results.approval import checked_reason, earlier_fingerprints, next_release_number
from survey_app.actions.results.release_parts import CompiledSurvey, parts_of_survey
from survey_app.actions.sealing.mixed_responses import SurveySource, read_sources
from survey_app.actions.secret_files import read_secret
from survey_app.config import CALIFORNIA
from survey_app.errors import NotFound, RoundError
from survey_app.results.published.model import Header, Reworded
from survey_app.results.release.compiler import compile_tables
from survey_app.results.release.plan import plan_of
from survey_app.results.release.population import read_population
from survey_app.results.release.tables import DISTRICT
from survey_app.results.shown import FEWEST
from survey_app.store.audit_log import district_of_round
from survey_app.store.responses.inbox import count_waiting_of
from survey_app.store.results.releases import PartRow, ReleaseRow, add_release
from survey_app.store.rounds.deletion import refuse_deleted
from survey_app.store.rounds.setup import get_round, lock_round
from survey_app.store.tables import Round, SurveyVersion
from survey_app.store.texts import changes_of_meaning
from survey_app.surveys.model import Survey
from survey_app.surveys.words.places import texts_of
from survey_app.vocabulary import APPROVED, DRAFT

KEY_FILE = "release.key"


@dataclass(frozen=True)
class MadeRelease:
    """What we released of one survey. shown: how many schools have numbers. schools: how many there are."""

    survey: str
    number: int
    shown: int
    schools: int


def release_secret(instance: Path) -> bytes:
    """Return the secret behind the noise. Never lose it while a round may be released again, and never show it."""
    return read_secret(instance / KEY_FILE)


def make_release(
    session: Session,
    secret: bytes,
    key: str,
    who: str,
    now: datetime,
    *,
    reason: str = "",
    watched: Watched = UNWATCHED,
) -> list[MadeRelease]:
    """Make the draft of a release of every survey of a finished round. For the sample round, approve it at once.

    reason: why there is to be another after the last was withdrawn. Raises NotFound; RoundError, with the remedy, when
    nobody may make a release.
    """
    round_row, number = _releasable(session, key, reason)
    state, why = APPROVED if round_row.sample else DRAFT, checked_reason(reason)
    of_round = hmac.digest(secret, f"release {key}".encode(), "sha256")
    compiled = _compile(_sources(session, key, of_round), of_round, watched.tell)
    # It takes minutes, so nobody should wait for a lock that we hold.
    made = [_freeze(session, round_row, what, (number, _fingerprint(of_round)), now) for what in compiled]
    with changing(session, Actor(who, now), "release") as change:
        lock_round(session, key)
        if _releasable(session, key, reason)[1] != number:
            raise RoundError("results_made_meanwhile", key=key)
        for header, parts in made:
            add_release(session, _row(header, state, why), parts)
        watched.end_with(change.connection)
        change.log(key, district_of_round(change.connection, key), _details(made, state, why))
    return [_told(header) for header, _ in made]


def _details(made: Iterable[tuple[Header, object]], state: str, why: str) -> dict[str, object]:
    """What the audit log keeps: survey → number of its release, the state, and why there is another."""
    numbers = {header.survey: header.number for header, _parts in made}
    return {**numbers, "state": state, **({"reason": why} if why else {})}


def _sources(session: Session, key: str, of_round: bytes) -> Sequence[SurveySource]:
    """Read the responses. Raises RoundError if this secret may not count them, or if there are too few."""
    if earlier_fingerprints(session, key) - {_fingerprint(of_round)}:
        raise RoundError("noise_key_is_another", file=KEY_FILE, key=key)
    sources = read_sources(session, key)
    if all(len(source) < FEWEST for source in sources):
        raise RoundError("too_few_answered", fewest=FEWEST, key=key)
    return sources


def _compile(sources: Sequence[SurveySource], secret: bytes, tell: Tell) -> Iterator[CompiledSurvey]:
    """Compile one survey after the other."""
    plans = [plan_of(source.file) for source in sources]
    total = sum(len(plan.asked) + 1 for plan in plans)
    done = 0
    for source, plan in zip(sources, plans, strict=True):
        already = done

        def note(step: int, _: int, already: int = already) -> None:
            tell(already + step, total)

        population = read_population(source.file, plan, source.in_order(), secret)
        tables = list(compile_tables(plan, population, secret, note))
        yield CompiledSurvey(source, plan, population.schools, tables)
        done += len(plan.asked) + 1


def _releasable(session: Session, key: str, reason: str) -> tuple[Round, int]:
    """Return the round and the number of its next release."""
    row = get_round(session, key)
    if row is None:
        raise NotFound("no_round", key=key)
    if row.phase != "closed":
        raise RoundError("results_not_finished", key=key, phase=row.phase)
    if count_waiting_of(session.connection(), key):
        raise RoundError("responses_not_mixed", key=key)
    refuse_deleted(session, key)
    return row, next_release_number(session, key, reason)


def _fingerprint(secret: bytes) -> str:
    return sha256(b"fingerprint of " + secret).hexdigest()[:16]


def _freeze(
    session: Session, row: Round, what: CompiledSurvey, release: tuple[int, str], now: datetime
) -> tuple[Header, list[PartRow]]:
    """Freeze a release. release: its number, and the fingerprint of the secret of its noise."""
    source, (number, fingerprint) = what.source, release
    written = {part.unit: part.model_dump_json() for part in parts_of_survey(session, row, what)}
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
        # Nobody answered after we made the numbers, whatever the round planned.
        closes_on=min(row.closes_on, made_on).isoformat(),
        sample=row.sample,
        key=fingerprint,
        breakdowns=tuple(one.name for one in what.plan.breakdowns),
        parts={unit: _digest(written.get(unit)) for unit in (DISTRICT, *sorted(source.received))},
        reworded=_reworded(session, row, source.file.versions),
    )
    return header, [PartRow(unit, text) for unit, text in written.items()]


def _reworded(session: Session, row: Round, versions: Sequence[Survey]) -> tuple[Reworded, ...]:
    """List the questions and choices whose words began to mean something else while people answered."""
    roots = {session.get_one(SurveyVersion, one.version).root for one in versions}
    texts = {(placed.key, placed.text.source) for one in versions for placed in texts_of(one)}
    changes = [each for root in sorted(roots) for each in changes_of_meaning(session, row.district, root)]
    days = [(each, each.at.astimezone(CALIFORNIA).date()) for each in changes]
    found = [
        Reworded(language=each.language, source=each.source, on=day.isoformat())
        for each, day in days
        if (each.key, each.source) in texts and row.opens_on <= day <= row.closes_on
    ]
    return tuple(dict.fromkeys(found))


def _row(header: Header, state: str, why: str) -> ReleaseRow:
    written = header.model_dump_json()
    digest = sha256(written.encode()).hexdigest()
    return ReleaseRow(header.round, header.survey, header.number, written, digest, state, why)


def _digest(written: str | None) -> str | None:
    return sha256(written.encode()).hexdigest() if written else None


def _told(header: Header) -> MadeRelease:
    return MadeRelease(header.survey, header.number, sum(1 for _ in header.shown()), len(header.parts) - 1)
