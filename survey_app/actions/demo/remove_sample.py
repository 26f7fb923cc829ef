"""Remove the sample from an installation: everything that came with it, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import NotFound
from survey_app.store.accounts.accounts import accounts
from survey_app.store.catalog import districts
from survey_app.store.drafts import written_in
from survey_app.store.schools.sample import delete_district, delete_rounds, own_rounds_in, sample_rounds
from survey_app.store.schools.schools import schools_in
from survey_app.store.sealing.epochs import lock_epochs, require_no_seal, take_current


@dataclass(frozen=True)
class Sample:
    """What would be removed. districts: codes. names: of districts, rounds, schools and people, as pages show them.

    surveys: what people wrote there, drafts by title and versions by name. kept: rounds of its districts that people
    made themselves. If there are any, the districts stay, with their schools and people.
    """

    keys: Sequence[str]
    districts: Sequence[str]
    names: Sequence[str]
    rounds: Sequence[str]
    schools: Sequence[str]
    people: Sequence[str]
    surveys: Sequence[str]
    kept: Sequence[str]


def find_sample(session: Session) -> Sample | None:
    """Find the sample. Returns None if it is not here."""
    rounds = sample_rounds(session)
    if not rounds:
        return None
    codes = sorted({row.district for row in rounds})
    named = {each.code: each.name for each in districts(session)}
    kept = [row.name for row in own_rounds_in(session, codes)]
    goes = [] if kept else codes
    return Sample(
        keys=[row.key for row in rounds],
        districts=codes,
        names=[named[code] for code in codes],
        rounds=[row.name for row in rounds],
        schools=[school.name for code in goes for school in schools_in(session, code)],
        people=[f"{row.name} ({row.email})" for code in goes for row in accounts(session, code)],
        surveys=written_in(session, goes),
        kept=kept,
    )


def remove_sample(engine: Engine, by: str, now: datetime) -> None:
    """Delete the sample's rounds, results and answers; also its schools, people and district if nobody uses them.

    The log keeps what people did with it. Raises NotFound when there is no sample; RoundError during a seal.
    """
    with changing(engine, Actor(by, now), "sample remove") as change:
        connection = change.connection
        # While we hold the epoch, nobody stores a response.
        lock_epochs(connection)
        take_current(connection)
        require_no_seal(connection)
        with Session(connection) as session:
            sample = find_sample(session)
        if sample is None:
            raise NotFound("sample_gone")
        delete_rounds(connection, sample.keys)
        for code in () if sample.kept else sample.districts:
            delete_district(connection, code)
        change.log(sample.districts[0], None, {"rounds": len(sample.keys)})
