"""A language that an administrator adds in the browser goes all the way as soon as its words are there."""

import io
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from survey_app.actions.audit_log import Actor
from survey_app.actions.demo.sample_district import load_sample_district
from survey_app.actions.exports.export import ExportRequest, export_zip
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.texts.change_texts import Said, say, say_all
from survey_app.actions.texts.read_texts import texts_in
from survey_app.config import read_settings, today_in_california
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.languages.locales import addable
from survey_app.store.tables import School
from survey_app.surveys.words.checking import placeholders_of
from survey_app.surveys.words.wordings import INTERFACE
from tests.installation import with_secrets
from tests.languages.journey import VERSION, open_round
from tests.staff.accounts.people import OURS, signed_in_as
from tests.staff.conftest import token_of

TAG = "he"
PAGE = "/staff/texts/add-language"
SURVEY = "/s/merced-high/family"
WORD = "עברית"
DRAFT_RESPONSES = 300


@pytest.fixture(scope="module")
def app(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, static_builds: Path
) -> Iterator[Flask]:
    """The sample district, with an open round and released results."""
    folder = tmp_path_factory.mktemp("added")
    (folder / "static").symlink_to(static_builds)
    shutil.copy(sqlite_template, folder / "survey.sqlite")
    settings = read_settings(
        {"INSTANCE_PATH": str(with_secrets(folder)), "PUBLIC_URL": "https://surveys.example.org"}
    )
    app = create_app(settings)
    with app.app_context():
        keys, now = EpochKeys(folder / "keys"), datetime.now(UTC)
        load_sample_district(db.engine, keys, today_in_california(), now, responses=DRAFT_RESPONSES)
        make_release(db.session(), release_secret(folder), "sample", "admin@example.org", now)
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def admin(app: Flask) -> FlaskClient:
    return signed_in_as(app, "district_admin", OURS)


def send(client: FlaskClient, address: str, **fields: str) -> Any:
    token = token_of(client.get("/staff/texts/add-language").text)
    return client.post(address, data={"csrf_token": token, **fields})


def translate(app: Flask, *, but: int = 0) -> int:
    """Give words to every text of the family survey but the last ones. Return how many texts there are."""
    who = Actor("speaker@example.org", datetime.now(UTC))
    with app.app_context():
        lines = [
            line for line in texts_in(db.session(), OURS, TAG) if "family" in {at.place for at in line.stands}
        ]
        words = [" ".join([WORD, *placeholders_of(line.source)]) for line in lines]
        said = [(line, Said(each, "reviewed")) for line, each in zip(lines, words, strict=True)]
        say_all(db.session(), who, OURS, said[: len(said) - but], "text import")
        db.session.remove()
    return len(lines)


@pytest.fixture(scope="module")
def added(app: Flask, admin: FlaskClient) -> FlaskClient:
    """An administrator who added Hebrew, and whose speaker translated the survey for families."""
    answer = send(admin, PAGE, language=TAG)
    assert answer.location == f"/staff/texts/{TAG}"
    translate(app, but=1)
    assert app.test_client().get(f"{SURVEY}/{TAG}").status_code == 302, "one text is missing"
    translate(app)
    # Workers see new words within five seconds; a busy machine may take longer.
    end = time.monotonic() + 60
    while app.test_client().get(f"{SURVEY}/{TAG}").status_code != 200:
        assert time.monotonic() < end, "the survey never came in the language"
        time.sleep(0.2)
    return admin


def test_the_list_says_what_is_known_of_a_language(admin: FlaskClient) -> None:
    page = admin.get(f"{PAGE}?find=hebr").text

    assert '<span lang="he" dir="rtl">עברית</span>' in page
    assert "right to left" in page
    assert "Spanish" not in admin.get(f"{PAGE}?find=span").text, "we ship it"


def test_what_families_here_speak_comes_first(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        school = db.session.get(School, "merced-high")
        school.language_counts = {**school.language_counts, "to": 12, "lo": 40}
        db.session.commit()
    first = re.findall(r'<tr><th scope="row">(.*?)</th>', admin.get(PAGE).text)[:4]

    assert first == ["Lao", "Tongan", "Abkhazian", "Acehnese"]


@pytest.mark.parametrize("tag", ["", "xx", "aii", "en", "he<b>"])
def test_only_a_language_of_the_list_is_added(admin: FlaskClient, tag: str) -> None:
    answer = send(admin, PAGE, language=tag)

    assert answer.status_code == 422
    assert "Please choose one of the list." in answer.text
    assert "<b>" not in answer.text


def test_a_language_that_is_there_is_not_added_twice(admin: FlaskClient) -> None:
    assert send(admin, PAGE, language="es").location == "/staff/texts/es"
    assert "by mistake" not in admin.get(PAGE).text


def test_a_language_without_words_can_be_taken_away(admin: FlaskClient) -> None:
    send(admin, PAGE, language="to")
    assert "lea fakatonga" in admin.get("/staff/texts").text.lower()

    send(admin, "/staff/texts/to/remove")

    assert admin.get("/staff/texts/to").status_code == 404


def test_a_language_with_words_stays(added: FlaskClient) -> None:
    send(added, f"/staff/texts/{TAG}/remove")

    assert "Somebody has written words in this language" in added.get("/staff/texts").text
    assert added.get(f"/staff/texts/{TAG}").status_code == 200


def test_a_translator_does_not_add_languages(app: Flask) -> None:
    assert signed_in_as(app, "translator", OURS).get(PAGE).status_code == 403


def test_the_log_says_who_added_it(added: FlaskClient) -> None:
    assert "language add" in added.get("/staff/log").text


def test_the_survey_is_in_it_with_what_is_missing_around_it_in_english(
    app: Flask, added: FlaskClient
) -> None:
    page = app.test_client().get(f"{SURVEY}/{TAG}").text

    assert f'<html lang="{TAG}" dir="rtl"' in page
    assert page.count(WORD) > 100
    assert "Some words on this page are not translated yet." in page
    assert WORD in app.test_client().get(f"{SURVEY}/en").text
    wanted = {"Accept-Language": "he-IL,he;q=0.9,en;q=0.5"}
    assert app.test_client().get(SURVEY, headers=wanted).location == f"{SURVEY}/{TAG}"
    assert app.test_client().get(f"/s/kit/{TAG}").status_code == 200


def test_each_plural_form_is_a_text_of_its_own(app: Flask, added: FlaskClient) -> None:
    page = added.get(f"/staff/texts/{TAG}?find=About+%25%28num%29s+minute").text

    assert re.findall(r"for numbers such as ([0-9, ]+)", page) == ["1", "2", "0, 3, 4, 5"]


def test_both_doors_store_a_response_in_it(app: Flask, added: FlaskClient) -> None:
    client = app.test_client()
    version = VERSION.search(client.get(f"{SURVEY}/{TAG}").text)[1]
    body = {"id": str(uuid4()), "version": version, "language": TAG, "channel": "web", "code": None}

    stored = client.post(f"{SURVEY}/responses", json={**body, "answers": {"feel_welcome": "great"}})
    form = client.post(f"{SURVEY}/{TAG}", data={"version": version, "feel_welcome": "great"})

    assert (stored.status_code, form.status_code) == (201, 303)
    assert client.get(form.location).status_code == 200


def test_the_round_offers_it_on_paper_in_its_letters(app: Flask, added: FlaskClient) -> None:
    key = open_round(app)
    sheet = added.get(
        f"/staff/rounds/{key}/kit/merced-high/family/poster.pdf", query_string={"languages": TAG}
    )

    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(sheet.data)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert f"languages={TAG}" in added.get(f"/staff/rounds/{key}/kit/merced-high/family").text
    assert f'value="{TAG}"' in added.get("/staff/rounds/new").text
    assert fonts


def test_the_export_has_its_labels(app: Flask, added: FlaskClient, tmp_path: Path) -> None:
    with app.app_context():
        request = ExportRequest("sample", "A test", survey="family", languages=(TAG,))
        export_zip(db.session(), request, tmp_path / "x.zip", Actor("a@example.org", datetime.now(UTC)))
        db.session.remove()

    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        labels = [name for name in archive.namelist() if f"_{TAG}" in name or f"-{TAG}" in name]
        assert any(WORD in archive.read(name).decode() for name in labels), archive.namelist()


def test_every_language_of_the_list_can_be_shown_on_the_page(admin: FlaskClient) -> None:
    pages = -(-len(addable()) // 40)

    assert all(admin.get(f"{PAGE}?page={at}").status_code == 200 for at in range(1, pages + 1))


def test_the_pages_of_the_school_and_its_results_are_offered_in_it_too(
    app: Flask, added: FlaskClient
) -> None:
    client = app.test_client()
    for address in ("/s/merced-high", "/r/merced-high"):
        page = client.get(f"{address}/{TAG}")
        assert f'<html lang="{TAG}" dir="rtl"' in page.text, address
        assert f'href="{address}/{TAG}"' in client.get(f"{address}/en").text
    # Our own pages are not in it: the way home is that of the reader.
    assert 'href="/he/"' not in client.get(f"/s/merced-high/{TAG}").text


def test_reports_are_in_it_in_the_words_of_the_district(app: Flask, added: FlaskClient) -> None:
    with app.app_context():
        lines = [line for line in texts_in(db.session(), OURS, TAG) if line.stands[0].place == INTERFACE]
        line = next(line for line in lines if line.source == "Who took part")
        by = Actor("speaker@example.org", datetime.now(UTC))
        say(db.session(), by, OURS, line, Said("מה אנשים אמרו", "reviewed"))
        db.session.remove()

    report = added.get(f"/staff/rounds/sample/results/merced-high/report/full.html?language={TAG}").text

    assert "מה אנשים אמרו" in report
    assert (
        "מה אנשים אמרו"
        not in added.get("/staff/rounds/sample/results/merced-high/report/full.html?language=es").text
    )
