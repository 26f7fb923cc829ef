"""Somebody who asks for work, works that write a word, and a clock that is set by hand."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from survey_app.actions.jobs.jobs import JobView, ask_for, see_job
from survey_app.actions.jobs.working import Hold, Work, Worker
from survey_app.store.database.engine import writing
from survey_app.store.jobs import Claimed, claim
from survey_app.store.tables import Account, Job

NOW = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)
KINDS = ("kit",)


class HandClock:
    """Says a time until somebody moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


def write_word(wanted: Mapping[str, object], path: Path, hold: Hold) -> tuple[()]:
    """Write what was wanted, in two steps."""
    hold.tell(1, 2)
    path.write_text(str(wanted["word"]))
    return ()


def account(engine: Engine) -> int:
    with Session(engine) as session:
        if found := session.query(Account.id).scalar():
            return int(found)
        row = Account(email="ana@example.org", name="Ana", role="district_admin", created_at=NOW)
        row.schools = []
        session.add(row)
        session.commit()
        return row.id


def ask(engine: Engine, folder: Path, word: str = "kit", kind: str = "kit", now: datetime = NOW) -> str:
    with Session(engine) as session:
        return ask_for(session, folder, kind, account(engine), {"word": word}, now)[0]


def see(engine: Engine, number: str) -> JobView:
    with Session(engine) as session:
        return see_job(session, number, account(engine))


def a_worker(engine: Engine, folder: Path, name: str, clock: HandClock, work: Work = write_word) -> Worker:
    return Worker(engine, folder, {"kit": work}, name, clock)


def take(engine: Engine, worker: str, now: datetime = NOW, kinds: tuple[str, ...] = KINDS) -> Claimed | None:
    with writing(engine) as connection:
        return claim(connection, worker, kinds, now)


def set_job(engine: Engine, number: str, **values: object) -> None:
    with writing(engine) as connection:
        connection.execute(update(Job).where(Job.id == number).values(**values))
