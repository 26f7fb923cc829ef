"""Submissions while 100,000 waiting responses are counted, mixed and moved; against the same server without a seal.

Limits, on both engines: nobody is refused, and 99 of 100 wait less than a second.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.shared.http_load import Load, drive
from benchmarks.shared.servers import PROJECT, gunicorn, run_flask
from benchmarks.submissions import ANSWERS, engine, post, response
from survey_app.actions.responses.store_responses import Submission, store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.surveys.catalog import read_catalog
from survey_app.config import day_of_last_count, today_in_california
from survey_app.store.database.engine import make_engine, writing
from survey_app.surveys.answers import accept

WAITING = 100_000
AT_ONCE = 500
CLIENTS = 8
SLICE = 5.0  # seconds
MOST_P99 = 1000.0  # milliseconds


def fill(url: str, folder: Path) -> None:
    """Let responses of students of all schools of the sample wait."""
    database = make_engine(url)
    keys = EpochKeys(folder / "keys")
    submissions = _submissions(database)
    while some := list(islice(submissions, AT_ONCE)):
        begin_epoch(database, keys, day_of_last_count())
        with writing(database) as connection:
            store_responses(connection, some, day_of_last_count())
    database.dispose()


def _submissions(database: Engine) -> Iterator[Submission]:
    with Session(database) as session:
        catalog = read_catalog(session, today_in_california())
    links = [link for (_, _, audience), link in catalog.taking.items() if audience == "student"]
    for number in range(WAITING):
        link = links[number % len(links)]
        yield Submission(
            id=str(uuid4()),
            round=link.round_key,
            school=link.school_slug,
            audience="student",
            version=link.version,
            language="es",
            channel="web",
            reading=accept(link.survey, link.facts, ANSWERS),
        )


def measure(name: str) -> bool:
    """Print what one engine did; whether every limit is kept."""
    with engine(name) as (_, settings):
        run_flask(settings, "prepare")
        folder = Path(settings["INSTANCE_PATH"])
        url = settings.get("DATABASE_URL", f"sqlite:///{folder}/survey.sqlite")
        began = time.monotonic()
        fill(url.replace("postgresql://", "postgresql+psycopg://"), folder)
        print(f"{name}: {WAITING} responses wait, stored in {time.monotonic() - began:.0f} s")
        with gunicorn("wsgi:app", settings) as port:
            alone = _drive(port)
            began = time.monotonic()
            with _seal(settings) as seal:
                beside = [_drive(port)]
                while seal.poll() is None:
                    beside.append(_drive(port))
                said = seal.stdout.read().strip() if seal.stdout else ""
        took = time.monotonic() - began
    p99 = max(load.percentile(0.99) for load in beside)
    refused = sum(n for load in [alone, *beside] for status, n in load.statuses.items() if status != 201)
    kept = refused == 0 and p99 < MOST_P99 and seal.returncode == 0
    print(f"{name}: {said.splitlines()[0]}; {took:.0f} s")
    print(
        f"{name}: without a seal {alone.per_second:.0f}/s, p99 {alone.percentile(0.99):.0f} ms; beside it"
        f" {min(load.per_second for load in beside):.0f}/s, p99 {p99:.0f} ms (limit {MOST_P99:.0f}),"
        f" {refused} refused (limit 0): {'ok' if kept else 'MISSED'}"
    )
    return kept


def _seal(settings: Mapping[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flask", "--app", str(PROJECT / "wsgi.py"), "seal", "--now"]
    environment = {**os.environ, **settings}
    return subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True)


def _drive(port: int) -> Load:
    return drive(port, lambda n: post("/s/merced-high/student/responses", response(n)), CLIENTS, SLICE)


if __name__ == "__main__":
    sys.exit(0 if all([measure("SQLite"), measure("Postgres")]) else 1)
