"""Releases: how long one takes, what that time is made of, and how fast its pages are, for a school and for a million.

    python -m benchmarks.releases [responses]

One school of 600 students must be compiled and audited within 300 s, and no page of a release of any size may take
longer than 300 ms at the server. The zip of the rows is measured against a plain dump by `benchmarks.export`.
"""

import json
import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.export import fill, fill_up
from survey_app.actions.accounts import operator_link
from survey_app.actions.releases import make_release
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.results.cells import Response, survey_file
from survey_app.results.release import compiler
from survey_app.results.release.compiler import compile_tables
from survey_app.results.release.plan import plan_of
from survey_app.results.release.population import read_population
from survey_app.store.engine import make_engine
from survey_app.store.tables import Box
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.yaml_file import load_library

STUDENTS = 600
MOST_SECONDS = 300.0
MOST_PAGE = 0.3
USUAL = 100_000
KEY = "sample"
SCHOOL = "merced-high"
AGAIN = 5


def main() -> int:
    """Print times; 1 when a limit is exceeded."""
    responses = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/survey.sqlite"
        fill(url, folder)
        school = one_school(url)
        fill_up(url, responses)
        took = released(url)
        print(f"a release of {responses:,} students and the other audiences: {took:.1f} s")
        slowest = pages(url, folder)
    is_fine = school <= MOST_SECONDS and slowest <= MOST_PAGE
    print("ok" if is_fine else "TOO SLOW")
    return not is_fine


def one_school(url: str) -> float:
    """Compile and audit the student survey of 600 students at one school, and say what the time is made of."""
    survey = load_library()["student"]
    file = survey_file([survey], {SCHOOL: SchoolFacts("Merced High", "Merced Union High", 9, 12)})
    plan = plan_of(file)
    engine = make_engine(url)
    with Session(engine) as session:
        rows = session.scalars(select(Box).where(Box.version == survey.version).limit(STUDENTS)).all()
        found = [Response(row.id, SCHOOL, row.version, row.channel, json.loads(row.answers)) for row in rows]
    engine.dispose()
    start = time.perf_counter()
    population = read_population(file, plan, found, b"benchmark")
    read = time.perf_counter() - start
    spent = dict.fromkeys(("classes_of", "leaking_schools", "tables_of", "count"), 0.0)
    for name in spent:
        _watch(name, spent)
    start = time.perf_counter()
    questions = sum(1 for _ in compile_tables(file.facts, plan, population))
    took = time.perf_counter() - start
    print(
        f"{len(found)} students, {questions} questions: read {read:.2f} s, compiled and audited {took:.2f} s"
    )
    for name, seconds in spent.items():
        print(f"  {name} {seconds:.2f} s")
    return read + took


def released(url: str) -> float:
    """Make the whole release."""
    engine = make_engine(url)
    start = time.perf_counter()
    with Session(engine) as session:
        make_release(session, b"benchmark", KEY, "benchmark", datetime.now(UTC))
    engine.dispose()
    return time.perf_counter() - start


def pages(url: str, folder: Path) -> float:
    """The seconds that the slowest page takes: the best of a few, so that nothing else is measured."""
    app = create_app(read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(folder)}))
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


def _watch(name: str, spent: dict[str, float]) -> None:
    """Count the seconds inside one of the compiler's steps."""
    step = getattr(compiler, name)

    def watched(*arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return step(*arguments)
        finally:
            spent[name] += time.perf_counter() - start

    setattr(compiler, name, watched)


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
