"""Schools in the browser: imported from the real files of the state, and by hand."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN
from tests.directory.state_files import ENROLLMENT, SCHOOLS
from tests.staff.accounts.people import OURS, THEIRS, add_districts, signed_in_as
from tests.staff.conftest import token_of

IMPORT = "/staff/schools/import"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return signed_in_as(app, DISTRICT_ADMIN, district=None)


def post(client: FlaskClient, path: str, page: str | None = None, **fields: object):
    token = token_of(client.get(page or path).text)
    return client.post(path, data={"csrf_token": token, **fields})


def upload(
    client: FlaskClient, directory: bytes = SCHOOLS.read_bytes(), enrollment: bytes = ENROLLMENT.read_bytes()
):
    return post(
        client,
        IMPORT,
        directory=(io.BytesIO(directory), "pubschls.txt"),
        enrollment=(io.BytesIO(enrollment), "cdenroll2526.txt"),
    )


def test_a_district_is_imported_from_the_real_files(admin):
    sent = upload(admin)
    choose = admin.get(sent.location)
    assert choose.text.count("?district=") == 6
    address = f"{sent.location}?district={OURS}"
    seen = admin.get(address).text
    assert "9 new schools" in seen
    assert "Merced Adult: it has no grades from TK to 12" in seen
    hidden = dict(re.findall(r'type="hidden" name="(district|fingerprint)" value="([^"]*)"', seen))

    done = post(admin, sent.location, address, **hidden)

    assert done.location == "/staff/people?district=24-65789"
    page = admin.get("/staff/schools").text
    assert page.count("/s/") == 2 * 9
    assert "CDE Census Day 2025-26" in page
    assert admin.get(sent.location).status_code == 404


def test_nothing_is_applied_when_schools_changed_in_the_meantime(admin):
    sent = upload(admin)
    address = f"{sent.location}?district={OURS}"

    done = post(admin, sent.location, address, district=OURS, fingerprint="of yesterday")

    assert done.location == address
    assert "Somebody else changed schools" in admin.get(address).text
    assert "There are no schools yet" in admin.get("/staff/schools").text


@pytest.mark.parametrize(
    ("directory", "words"),
    [
        (b"", "is empty"),
        (SCHOOLS.read_bytes().replace(b"24657890107672", b"4657890107672"), "lost its leading zeros"),
        (b"PK\x03\x04", "Excel file"),
        (ENROLLMENT.read_bytes(), "looks like the enrollment file"),
    ],
)
def test_a_wrong_file_says_which_line_and_what_to_do(admin, directory, words):
    answer = upload(admin, directory)

    assert answer.status_code == 422
    assert words in answer.text


def test_a_file_in_another_encoding_is_read_and_the_preview_says_so(admin):
    other = SCHOOLS.read_text().replace("Sequoia High", "Cañón High").encode("cp1252")

    plain, seen = (
        admin.get(f"{upload(admin, directory).location}?district={OURS}").text
        for directory in (SCHOOLS.read_bytes(), other)
    )

    assert "We read it as Windows-1252." in seen
    assert "Cañón High" in seen
    assert "We read it as" not in plain


def test_the_preview_names_schools_that_may_offer_more_grades_than_they_serve(admin):
    seen = admin.get(f"{upload(admin).location}?district={OURS}").text

    assert "Sequoia High</strong> · /s/sequoia-high · 9–11" in seen
    assert "<li>Sequoia High: may offer 9-12</li>" in seen
    assert "<li>Merced High: may offer" not in seen


def test_an_administrator_imports_only_her_own_district(app):
    add_districts(app)
    admin = signed_in_as(app, DISTRICT_ADMIN)

    sent = upload(admin)

    assert sent.location.endswith(f"?district={OURS}")
    assert THEIRS not in admin.get(sent.location).text
    assert f"?district={OURS}" in sent.location
    other = admin.get(sent.location.replace(OURS, THEIRS))
    assert "Which district?" in other.text
    assert "Merced City" not in other.text


def test_a_coordinator_changes_her_school_but_adds_none(app):
    add_districts(app)
    ana = signed_in_as(app, COORDINATOR, schools=("merced-high",))
    page = "/staff/schools/merced-high"
    fields = {"name": "Merced High School", "city": "Merced", "grade_low": "9", "grade_high": "12"}

    saved = post(
        ana,
        page,
        **fields,
        enrollment="1,980",
        enrollment_source="Office, 2026-10-07",
        languages=["es", "hmn"],
    )

    assert saved.location == page
    assert 'value="1980"' in ana.get(page).text
    assert ana.get("/staff/schools/new").status_code == 403
    assert ana.get("/staff/schools/sequoia-high").status_code == 404


def test_a_form_names_what_is_wrong_and_keeps_what_was_typed(app):
    add_districts(app)
    ana = signed_in_as(app, COORDINATOR, schools=("merced-high",))

    answer = post(
        ana, "/staff/schools/merced-high", name="Merced", enrollment="many", grade_low="12", grade_high="9"
    )

    assert answer.status_code == 422
    assert "Please write a number of students" in answer.text
    assert "lowest and the highest grade" in answer.text
    assert 'value="many"' in answer.text


def test_a_color_that_is_too_light_offers_a_darker_one(app):
    add_districts(app)
    admin = signed_in_as(app, DISTRICT_ADMIN)

    answer = post(admin, f"/staff/districts/{OURS}", name="MUHSD", color="#ffd166")

    assert answer.status_code == 422
    assert re.search(r"shade works: #[0-9a-f]{6}", answer.text)
    assert post(admin, f"/staff/districts/{OURS}", name="MUHSD", color="#145c48").location


def test_the_law_on_languages_is_shown_where_counts_are_known(admin):
    sent = upload(admin)
    address = f"{sent.location}?district={OURS}"
    hidden = dict(re.findall(r'name="(district|fingerprint)" value="([^"]*)"', admin.get(address).text))
    post(admin, sent.location, address, **hidden)

    page = admin.get("/staff/schools/merced-high").text

    assert "We do not know how many students speak each language" in page


def test_a_name_that_paper_cannot_show_is_kept_and_said_at_once(app):
    add_districts(app)
    ana = signed_in_as(app, COORDINATOR, schools=("merced-high",))
    page = ana.get("/staff/schools/merced-high").text
    form = {"name": "Merced ད 🐆", "city": "Merced", "grade_low": "9", "grade_high": "12"}

    saved = ana.post(
        "/staff/schools/merced-high", data={**form, "csrf_token": token_of(page)}, follow_redirects=True
    ).text

    assert "Paper shows □ in place of each: ད (U+0F51)" in saved
    assert "U+1F406" not in saved
