"""Public pages are the same bytes for everyone, ask the database nothing, and set no cookie."""

import gzip

import brotli
import pytest
from flask import request_started
from sqlalchemy import event, update

from survey_app.store.tables import Round
from tests.respond.door_addresses import PAGES
from tests.respond.door_samples import SURVEY, a_response

# What browsers, phones and nosy programs might send.
READERS = [
    {},
    {"Accept-Encoding": "br", "User-Agent": "Mozilla/5.0 (iPhone)", "Cookie": "session=forged; csrf=x"},
    {
        "Accept-Encoding": "gzip",
        "User-Agent": "curl/8",
        "X-Forwarded-For": "203.0.113.9",
        "Accept-Language": "ar",
    },
    {"Referer": "https://example.org/?name=ana", "DNT": "1", "Accept": "*/*"},
]


def content(response):
    decode = {None: bytes, "br": brotli.decompress, "gzip": gzip.decompress}
    return decode[response.headers.get("Content-Encoding")](response.data)


@pytest.mark.parametrize("path", [f"{SURVEY}/es", "/es/", "/s/merced-high/es"])
def test_a_page_is_the_same_bytes_for_everyone(client, path):
    assert len({content(client.get(path, headers=headers)) for headers in READERS}) == 1


def everything(client):
    """One response of every route and kind of outcome."""
    for path in [
        *PAGES,
        SURVEY,
        "/nothing/here",
        "/s/nowhere",
        "/s/golden-valley-high/student/es",
        "/healthz",
        "/readyz",
    ]:
        yield client.get(path)
        yield client.head(path)
        yield client.options(path)
    yield client.get("/s/ping")
    yield client.post(f"{SURVEY}/responses", json=a_response())
    yield client.post(f"{SURVEY}/responses", data="{")
    yield client.post(f"{SURVEY}/es", data={"belong": "some"})
    yield client.post(f"{SURVEY}/es", data={"belong": "nothing"})
    yield client.post(f"{SURVEY}/es", data={"belong": "some", "switch": "ar"})
    yield client.post("/s/merced-high/student", data={})


def test_nothing_public_sets_a_cookie_or_goes_without_headers(client):
    statuses = set()
    for response in everything(client):
        statuses.add(response.status_code)
        assert "Set-Cookie" not in response.headers, response.request.path
        assert "Cookie" not in response.headers.get("Vary", ""), response.request.path
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"], response.request.path
        assert response.headers["Strict-Transport-Security"], response.request.path
        assert len(response.headers.getlist("Content-Security-Policy")) == 1
    assert {200, 201, 302, 303, 404, 405, 410, 415, 422} <= statuses


def test_a_cookie_would_be_seen(app, client):
    @app.get("/naive")
    def naive():
        return "", {"Set-Cookie": "visitor=1"}

    assert "Set-Cookie" in client.get("/naive").headers


def test_reading_changes_nothing(client, door_engine):
    written = []
    event.listen(door_engine, "before_cursor_execute", lambda *a: written.append(a[2]))
    client.post(f"{SURVEY}/responses", json=a_response())
    assert any(statement.startswith("INSERT") for statement in written)
    written.clear()

    for path in (*PAGES, SURVEY, "/healthz", "/s/ping"):
        client.get(path)

    assert [statement for statement in written if not statement.startswith(("SELECT", "BEGIN"))] == []


def test_on_the_hot_path_there_is_no_query(client, door_engine):
    client.get(f"{SURVEY}/es")
    queries = []
    event.listen(door_engine, "before_cursor_execute", lambda *a: queries.append(a[2]))

    for _ in range(5):
        assert client.get(f"{SURVEY}/es").status_code == 200

    assert queries == []


def test_the_second_visit_costs_no_page(client):
    etag = client.get(f"{SURVEY}/es").headers["ETag"]

    again = client.get(f"{SURVEY}/es", headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


def test_the_second_reader_is_served_without_flask(app, client):
    first = client.get(f"{SURVEY}/es")
    asked = []

    with request_started.connected_to(lambda _: asked.append(1), app):
        again = client.get(f"{SURVEY}/es")
        client.get(SURVEY)

    assert asked == [1], "only the second page needed Flask"

    assert (again.status_code, again.data) == (200, first.data)
    assert dict(again.headers) == dict(first.headers)


def test_pages_are_drawn_again_when_the_round_changes(client, door_engine, clock):
    assert client.get(f"{SURVEY}/es").status_code == 200
    with door_engine.begin() as connection:
        connection.execute(update(Round).where(Round.key == "spring-2027").values(state="closed"))
    assert client.get(f"{SURVEY}/es").status_code == 200

    clock.now += 2.1

    closed = client.get(f"{SURVEY}/es")
    assert closed.status_code == 410
    assert 'lang="es"' in closed.text


def test_a_page_that_is_drawn_again_has_the_same_tag(client, door_engine, clock):
    first = client.get(f"{SURVEY}/es").headers["ETag"]
    with door_engine.begin() as connection:
        connection.execute(update(Round).where(Round.key == "fall-2026").values(name="Autumn"))
    clock.now += 2.1

    assert client.get(f"{SURVEY}/es").headers["ETag"] == first
