"""What a school makes of its results: priorities in the report, "you said, we will" on the public page."""

from flask import Flask
from flask.testing import FlaskClient

from survey_app.respond.door import the_door
from tests.district.conftest import NOW_ROUND
from tests.staff.conftest import token_of

PLAN = f"/staff/rounds/{NOW_ROUND}/plan/merced-high"
FILLED = {
    "need0": "Help with classes after school",
    "evidence0": "student student_needs3",
    "pillar0": "P4",
    "strategy0": "partnerships",
    "goal0": "access",
    "owner0": "Ms. Rivera",
    "next0": "Ask students in March",
    "said0-en": "Bathrooms are dirty",
    "will0-en": "Clean them twice a day",
    "said0-es": "Los baños están sucios",
    "will0-es": "Limpiarlos dos veces al día",
    "said1-en": "Only half of it was written",
}


def save(client: FlaskClient, form: dict[str, str]) -> int:
    token = token_of(client.get(PLAN).text)
    return client.post(PLAN, data={"csrf_token": token, **form}).status_code


def look_again(district: Flask) -> None:
    """Let the public door see now what it would see in two seconds."""
    with district.app_context():
        the_door().catalog._next_look = 0.0


def test_a_plan_is_kept_and_shown_where_it_belongs(district: Flask, coordinator: FlaskClient):
    assert save(coordinator, FILLED) == 302

    page = coordinator.get(PLAN).text
    assert 'value="Help with classes after school"' in page
    report = coordinator.get(f"/staff/rounds/{NOW_ROUND}/results/merced-high/report/full.html").text
    assert "Help with classes after school" in report
    assert "Ms. Rivera" in report


def test_families_read_it_in_their_language_or_in_english(district: Flask, coordinator: FlaskClient):
    save(coordinator, FILLED)
    look_again(district)
    pages = {
        language: district.test_client().get(f"/r/merced-high/{language}").text for language in ("es", "pa")
    }

    assert "Limpiarlos dos veces al día" in pages["es"]
    assert 'lang="en" dir="ltr"><dt>' in pages["pa"]
    assert "Clean them twice a day" in pages["pa"]
    assert "Only half of it was written" not in pages["pa"]


def test_what_is_left_blank_goes(coordinator: FlaskClient):
    save(coordinator, FILLED)
    save(coordinator, {"need0": " "})

    assert "Help with classes" not in coordinator.get(PLAN).text


def test_words_of_people_are_never_markup(coordinator: FlaskClient):
    save(coordinator, {**FILLED, "need0": "<script>alert(1)</script> #panic() *x*"})

    place = f"/staff/rounds/{NOW_ROUND}/results/merced-high/report"
    assert "<script>alert" not in coordinator.get(f"{place}/full.html").text
    assert coordinator.get(f"{place}/summary.pdf").data.startswith(b"%PDF")
