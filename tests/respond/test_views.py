"""The public door answers each address: with a page, in the reader's language, or with a way on."""

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import record
from survey_app.actions.schools.branding import darker
from survey_app.store.tables import School
from tests.respond.door_addresses import PAGES
from tests.respond.door_samples import SURVEY

# Every route of the public door, with what it may be asked. A new one must be entered here.
ROUTES = {
    "/": {"GET"},
    "/<language:language>/": {"GET"},
    "/s/<school>": {"GET"},
    "/r/<school>": {"GET"},
    "/r/<school>/<language:language>": {"GET"},
    "/s/<school>/brand.css": {"GET"},
    "/s/<school>/interview": {"GET"},
    "/s/<school>/interview/<language:language>": {"GET"},
    "/s/sound/<name>.mp3": {"GET"},
    "/s/<school>/<language:language>": {"GET"},
    "/s/<school>/<any(student, family, staff, partner):audience>": {"GET"},
    "/s/<school>/<any(student, family, staff, partner):audience>/<language:language>": {"GET", "POST"},
    "/s/<school>/<any(student, family, staff, partner):audience>/<language:language>/thanks": {"GET"},
    "/s/<school>/<any(student, family, staff, partner):audience>/responses": {"POST"},
    "/s/<school>/<any(student, family, staff, partner):audience>/code": {"POST"},
    "/s/ping": {"GET"},
    "/s/sw.js": {"GET"},
    "/s/manifest.webmanifest": {"GET"},
    "/s/kit/<language:language>": {"GET"},
    "/s/schools": {"GET"},
    "/s/schools/<language:language>": {"GET"},
    "/s/about-this-device": {"GET"},
    "/s/about-this-device/<language:language>": {"GET"},
    "/healthz": {"GET"},
    "/readyz": {"GET"},
    "/metrics": {"GET"},
}


def test_every_route_is_on_the_list(app):
    found = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update(rule.methods - {"HEAD", "OPTIONS"})

    assert found == ROUTES


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there(client, path):
    response = client.get(path)

    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert response.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("accept_language", "language"), [("es-MX,en;q=0.5", "es"), ("ar-EG", "ar"), ("hmn", "en"), ("", "en")]
)
def test_a_reader_is_sent_to_the_survey_in_their_language(client, accept_language, language):
    response = client.get(SURVEY, headers={"Accept-Language": accept_language})

    assert (response.status_code, response.location) == (302, f"{SURVEY}/{language}")
    assert response.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize("path", ["/", "/s/merced-high"])
def test_home_and_school_speak_the_readers_language(client, path):
    for language in ("es", "ar", "en"):
        response = client.get(path, headers={"Accept-Language": language})
        assert f'<html lang="{language}"' in response.text
        assert response.headers["Vary"] == "Accept-Language, Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "target"),
    [(f"{SURVEY}/vi", SURVEY), ("/s/merced-high/vi", "/s/merced-high"), (f"{SURVEY}/zh-Hant", SURVEY)],
)
def test_a_link_in_a_language_that_is_not_there_leads_to_one_that_is(client, path, target):
    response = client.get(path)

    assert (response.status_code, response.location) == (302, target)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/xx/",
        "/s/",
        "/s/nowhere",
        "/s/nowhere/es",
        "/s/nowhere/student/es",
        "/s/merced-high/staff/es",
        "/s/merced-high/parents",
        "/s/merced-high/student/es/more",
        "/s/merced-high/student/vi/thanks",
        "/%00",
        "/s/%ff",
    ],
)
def test_an_unknown_address_gets_a_page_that_leads_on(client, path):
    response = client.get(path)

    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_address_is_answered_in_the_language_of_its_path(client):
    assert '<html lang="ar"' in client.get("/s/nowhere/ar", headers={"Accept-Language": "es"}).text
    assert '<html lang="es"' in client.get("/s/nowhere", headers={"Accept-Language": "es"}).text


@pytest.mark.parametrize("path", [f"{SURVEY}/", f"{SURVEY}/es/", "/s/merced-high/", "/es"])
def test_a_slash_more_or_less_is_forgiven(client, path):
    assert client.get(path).status_code in (200, 302)


@pytest.mark.parametrize(
    ("receipt", "is_shown"),
    [
        ("K7Q2-9FXM", True),
        ("k7q2-9fxm", False),
        ("K7Q2-9FXMM", False),
        ("ILOU-ILOU", False),
        ("<script>alert(1)</script>", False),
        ("K7Q2-9FXM\n", False),
        ("", False),
    ],
)
def test_the_thanks_page_shows_a_receipt_and_nothing_else(client, receipt, is_shown):
    response = client.get(f"{SURVEY}/es/thanks", query_string={"receipt": receipt})

    assert response.status_code == 200
    assert (bool(receipt) and receipt in response.text) == is_shown
    assert "alert(1)" not in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_rehearsal_can_be_tried(client):
    assert client.get("/s/buhach-colony-high/student/es").status_code == 200


def test_the_process_and_the_database_can_be_watched(client, door_engine):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/s/ping").json == {"survey_app": "here"}
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (200, {"status": "ready"})

    with door_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'old'")

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")
    assert [problem["code"] for problem in answer.json["problems"]] == ["ready_migration_due"]
    assert "python3 run.py db upgrade" in answer.json["problems"][0]["message"]


def test_a_color_that_was_stored_before_it_was_checked_is_mended(client, door_engine, clock, now):
    with Session(door_engine) as session:
        session.get(School, "merced-high").color = "#ffd166"
        record(session.connection(), "ana@example.org", "school brand", "merced-high", now, district=None)
        session.commit()
    clock.now += 2.1

    assert f"--accent: {darker('#ffd166')}" in client.get("/s/merced-high/brand.css").text


def test_a_school_with_a_color_brings_it_in_a_style_of_its_own(client, door_engine, clock, now):
    without = client.get("/s/merced-high/en").text
    with Session(door_engine) as session:
        session.get(School, "merced-high").color = "#a8261c"
        record(session.connection(), "ana@example.org", "school brand", "merced-high", now, district=None)
        session.commit()
    clock.now += 2.1

    page, style = client.get("/s/merced-high/en").text, client.get("/s/merced-high/brand.css")

    assert "brand.css" not in without
    assert 'href="/s/merced-high/brand.css?a8261c"' in page
    assert "--accent: #a8261c" in style.text
    assert style.mimetype == "text/css"
    assert client.get("/s/golden-valley-high/brand.css").text == ""
