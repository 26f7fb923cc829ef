"""Releases: how long one takes and how much memory, for a district of many schools; and how fast its pages are.

    python -m benchmarks.releases [schools] [responses]      900 schools and 1,000,000 responses when left out

A release of that size may take 120 s of a processor and 500 MB, and four times the schools six times as long at most.
No page of a release may take longer than 300 ms at the server. `benchmarks.export` measures the zip of rows.
"""

import re
import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.orm import Session

from benchmarks.export import STUDENTS, Cost, fill, measure
from survey_app.actions.accounts.staff_links import operator_link
from survey_app.actions.results.make_release import make_release
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.database.engine import make_engine
from survey_app.store.tables import Box, Link, Release, ReleasePart, School
from tests.installation import with_secrets

SCHOOLS, RESPONSES = 900, 1_000_000
FEWER = 4
MOST_SECONDS, MOST_MEMORY = 120.0, 500.0
MOST_GROWTH = 1.5
MOST_PAGE = 0.3
KEY = "sample"
SCHOOL = "merced-high"
AGAIN = 5
_AT_ONCE = 5_000


def main() -> int:
    """Print times and memory; 1 when a limit is exceeded."""
    schools = int(sys.argv[1]) if len(sys.argv) > 1 else SCHOOLS
    responses = int(sys.argv[2]) if len(sys.argv) > 2 else RESPONSES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/survey.sqlite"
        fill(url, folder)
        grow(url, schools // FEWER, responses // FEWER)
        few = released(url, folder, schools // FEWER, responses // FEWER)
        grow(url, schools, responses)
        many = released(url, folder, schools, responses)
        slowest = pages(url, folder)
    growth = many.processor / few.processor / FEWER
    print(f"{FEWER} times the schools take {FEWER * growth:.1f} times as long")
    is_fine = (
        many.processor <= MOST_SECONDS
        and many.memory <= MOST_MEMORY
        and growth <= MOST_GROWTH
        and slowest <= MOST_PAGE
    )
    print("ok" if is_fine else "TOO SLOW OR TOO LARGE")
    return not is_fine


def grow(url: str, schools: int, responses: int) -> None:
    """Let the sample round ask the students of so many schools, and so many have answered. Nothing is released."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(delete(ReleasePart))
        connection.execute(delete(Release))
        slugs = list(connection.scalars(select(School.slug).order_by(School.slug)))
        own = [slug for slug in slugs if "-copy-" not in slug]
        for number in range(len(slugs), schools):
            _add_school(connection, own[number % len(own)], number)
        slugs = list(connection.scalars(select(School.slug)))
        found = connection.execute(select(Box.version, Box.channel, Box.answers).where(STUDENTS)).all()
        kinds = cycle([dict(row._mapping) for row in found[:16_000]])
        rows = (
            {"id": secrets.token_bytes(16), "round": KEY, "school": school, **kind}
            for school, kind in zip(cycle(slugs), kinds, strict=False)
        )
        wanted = islice(rows, max(0, responses - len(found)))
        while batch := list(islice(wanted, _AT_ONCE)):
            connection.execute(insert(Box), batch)
    engine.dispose()


def _add_school(connection: Connection, original: str, number: int) -> None:
    slug = f"{original}-copy-{number}"
    for table, column, values in (
        (School, School.slug, {"slug": slug, "cds": str(10**13 + number), "name": f"School {number}"}),
        (Link, Link.school, {"school": slug}),
    ):
        query = select(table).where(column == original)
        if table is Link:
            query = query.where(Link.round == KEY, Link.audience == "student")
        for row in connection.execute(query).mappings().all():
            connection.execute(insert(table).values({**row, **values}))


def released(url: str, folder: Path, schools: int, responses: int) -> Cost:
    """Make the whole release."""
    cost = measure(_release, url, folder)
    print(
        f"a release of {schools} schools and {responses:,} students: {cost.seconds:.1f} s, "
        f"{cost.processor:.1f} s of a processor, {cost.memory:.0f} MB"
    )
    return cost


def _release(engine: Engine, _: Path) -> None:
    with Session(engine) as session:
        make_release(session, b"benchmark", KEY, "benchmark", datetime.now(UTC))


def pages(url: str, folder: Path) -> float:
    """The seconds that the slowest page takes: the best of a few, so that nothing else is measured."""
    app = create_app(read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(with_secrets(folder))}))
    client = operator(app)
    results = f"/staff/rounds/{KEY}/results"
    slowest = 0.0
    for address in (results, f"{results}/{SCHOOL}/student", f"{results}/all/student", f"/r/{SCHOOL}/en"):
        times = []
        for _ in range(AGAIN):
            start = time.perf_counter()
            answer = client.get(address)
            times.append(time.perf_counter() - start)
            assert answer.status_code == 200, address
        slowest = max(slowest, min(times))
        print(
            f"  {address} {1000 * min(times):.0f} ms (first {1000 * times[0]:.0f} ms), {len(answer.data) // 1024} KiB"
        )
    return slowest


def operator(app: Flask) -> FlaskClient:
    """A client that came by a link from the server."""
    with app.app_context():
        address = f"/staff/enter/{operator_link(db.session(), datetime.now(UTC))}"
        db.session.remove()
    client = app.test_client()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)
    assert found
    client.post(address, data={"csrf_token": found[1]})
    return client


if __name__ == "__main__":
    sys.exit(main())
