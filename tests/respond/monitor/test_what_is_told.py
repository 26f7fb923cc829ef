"""What a monitor learns: how the server does, and nothing about a school, an audience, a language or a moment."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.languages.listed import listed
from survey_app.problems.problem import Problem
from survey_app.respond.door import install_door, the_door
from survey_app.store.tables import School
from survey_app.vocabulary import AUDIENCES
from survey_app.web.metrics.counting import FEWEST_IN_A_BATCH
from tests.respond.door_addresses import PAGES
from tests.respond.door_samples import SURVEY, a_response
from tests.respond.monitor.conftest import Watch

RESPONSES = f"{SURVEY}/responses"


def walk(app: Flask) -> None:
    """Open every public page, and send every kind of response."""
    client = app.test_client()
    for path in (
        *PAGES,
        *PAGES,
        "/s/kit/es",
        "/s/schools/ar",
        "/nowhere",
        "/s/golden-valley-high/student/en",
    ):
        client.get(path)
    body = a_response()
    for each in (body, body, {**body, "answers": {}}, a_response(version="no-such"), a_response(code="ABCD")):
        client.post(RESPONSES, json=each)
    client.post(RESPONSES, data="{}")
    client.post("/s/golden-valley-high/student/responses", json=a_response())
    client.post(f"{SURVEY}/es", data={"version": "student-2026.1", "needs1": "food"})


LABELS = {"kind", "status", "le", "outcome", "result", "state", "place", "version"}


def labels_that_tell(text: str, words: Iterable[str]) -> list[str]:
    """Labels that are not on the list, and values that name one of these words."""
    told = [
        label
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        for label in sample.labels.items()
    ]
    wrong = [name for name, _ in told if name not in LABELS]
    return wrong + [value for name, value in told if value in set(words)]


def test_no_label_names_a_school_an_audience_or_a_language(
    app: Flask, watch_with: Callable[..., Watch], door_engine: Engine
) -> None:
    watch = watch_with(lambda: True)
    for _ in range(FEWEST_IN_A_BATCH):
        walk(app)
    watch.tick()
    text = watch.text()
    with Session(door_engine) as session:
        schools = [school.slug for school in session.query(School)]

    assert watch.lines()['requests_total{kind="submission",status="2xx"}'] > 20
    assert labels_that_tell(text, [*schools, *AUDIENCES, *(each.tag for each in listed().languages)]) == []
    assert [word for word in (*schools, "Merced", "student", "famil", "spring-2027") if word in text] == []


def test_a_label_that_tells_is_found() -> None:
    labels = ('school="merced-high"', 'kind="student"', 'outcome="es"', 'kind="staff"', 'kind="staff_page"')
    text = "# TYPE a_total counter\n" + "".join(f"a_total{{{label}}} 1\n" for label in labels)
    wrong = labels_that_tell(text, ["merced-high", "student", "staff", "es"])

    assert wrong == ["school", "merced-high", "student", "es", "staff"]


def seen(watch: Watch) -> str:
    """What is told when the clock has moved on, without what the rest of the machine moves, and without the inbox.

    The size of the inbox goes up or down by chance: `tests/actions/test_measuring.py`.
    """
    watch.tick()
    return re.sub(r"(?m)^survey_app_(disk|inbox_responses).*\n", "", watch.text())


def test_one_response_changes_no_byte(app: Flask, client: FlaskClient, watch: Watch) -> None:
    client.get(f"{SURVEY}/es")
    before = seen(watch)
    assert client.post(RESPONSES, json=a_response()).status_code == 201
    assert client.get(f"{SURVEY}/ar").status_code == 200

    assert seen(watch) == before


def test_without_batches_one_response_would_be_seen(
    app: Flask, watch_with: Callable[..., Watch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_app.web.metrics.counting.FEWEST_IN_A_BATCH", 1)
    watch = watch_with(lambda: True)
    before = seen(watch)
    app.test_client().post(RESPONSES, json=a_response())

    assert seen(watch) != before


def test_a_monitor_learns_what_became_of_many(app: Flask, watch_with: Callable[..., Watch]) -> None:
    watch = watch_with(lambda: True)
    client = app.test_client()
    same = a_response()
    bodies = [*(a_response() for _ in range(FEWEST_IN_A_BATCH - 4)), same, same, {**same, "answers": {}}]
    for body in bodies:
        client.post(RESPONSES, json=body)
    client.post(RESPONSES, json=a_response(version="no-such"))
    watch.tick()
    lines = watch.lines()

    stored = FEWEST_IN_A_BATCH - 3
    told = {name: value for name, value in lines.items() if name.startswith("submissions")}
    assert told == {
        'submissions_total{outcome="stored"}': stored,
        'submissions_total{outcome="again"}': 1,
        'submissions_total{outcome="used"}': 1,
        'submissions_total{outcome="invalid"}': 1,
    }
    assert lines['request_duration_seconds_count{kind="submission"}'] == FEWEST_IN_A_BATCH


def test_plain_forms_count_as_responses_do(app: Flask, watch_with: Callable[..., Watch]) -> None:
    watch = watch_with(lambda: True)
    client = app.test_client()
    for _ in range(FEWEST_IN_A_BATCH):
        assert client.post(f"{SURVEY}/es", data={"version": "student-2026.1"}).status_code == 303
    watch.tick()

    assert watch.lines()['submissions_total{outcome="stored"}'] == FEWEST_IN_A_BATCH


def test_pages_from_memory_are_told_from_pages_that_were_drawn(
    app: Flask, watch_with: Callable[..., Watch]
) -> None:
    watch = watch_with(lambda: True)
    for _ in range(FEWEST_IN_A_BATCH):
        app.test_client().get(f"{SURVEY}/es")
    watch.tick()
    lines = watch.lines()

    assert lines['page_cache_total{result="drawn"}'] == 1
    assert lines['page_cache_total{result="hit"}'] == FEWEST_IN_A_BATCH - 1
    assert lines['requests_total{kind="public_page",status="2xx"}'] == FEWEST_IN_A_BATCH


def test_a_response_that_could_not_be_stored_is_told_soon(
    app: Flask, watch: Watch, door_engine: Engine
) -> None:
    client = app.test_client()
    assert client.get(f"{SURVEY}/es").status_code == 200
    with door_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE received_once RENAME TO gone")
    assert client.post(RESPONSES, json=a_response()).status_code == 503
    watch.tick()

    assert watch.lines()['submissions_total{outcome="unavailable"}'] == 1


def test_a_monitor_is_answered_while_the_database_is_away(
    app: Flask, watch: Watch, door_engine: Engine
) -> None:
    with door_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE epoch RENAME TO gone")
        connection.exec_driver_sql("ALTER TABLE alembic_version RENAME TO gone_too")
    text = watch.text()

    assert "survey_app_database_reachable 0.0" in text
    assert "survey_app_ready 0.0" in text
    assert "survey_app_inbox" not in text
    assert 'survey_app_disk_free_bytes{place="instance"}' in text


def test_a_database_that_is_frozen_holds_up_no_monitor(app: Flask, watch: Watch) -> None:
    with app.app_context():
        door = the_door()
        assert door.monitor is not None
        asked = replace(door.monitor, problems=lambda: [Problem("ready_slow", {})], engine=Frozen())
        install_door(app, replace(door, monitor=asked))
    text = watch.text()

    assert "survey_app_database_reachable 0.0" in text
    assert "survey_app_ready 0.0" in text


class Frozen:
    """A database that nobody may ask anything."""
