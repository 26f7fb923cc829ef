"""Staff are not led astray: steps that cannot be undone ask first, and pages offer only what their reader can do."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.actions.surveys.catalog import preview_link
from survey_app.config import PROJECT
from survey_app.extensions import db
from survey_app.store.tables import Link, Round, School
from tests.staff.accounts.people import OURS, add_districts, signed_in_as
from tests.staff.conftest import token_of

# Pressing these changes something for good, or at once for somebody else.
FINAL = re.compile(
    r"/(open|rehearse|close|finish|delete|void|disable|reset|results/approve|results/withdraw|remove)$"
)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    add_districts(app)
    return signed_in_as(app, "district_admin")


def set_round(app: Flask, **values: object) -> None:
    with app.app_context():
        db.session.execute(update(Round).where(Round.key == "ours").values(**values))
        db.session.commit()


def unasked(page: str) -> list[str]:
    """Addresses of forms that act for good and do not lie behind a question."""
    without = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    return [
        each for each in re.findall(r'<form method="post" action="([^"]+)"', without) if FINAL.search(each)
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"state": "rehearsal"},
        {"state": "open"},
        {"state": "open", "late_until": date(2027, 5, 15)},
        {"state": "closed"},
    ],
)
def test_a_step_that_cannot_be_undone_asks_first(
    app: Flask, admin: FlaskClient, values: dict[str, object]
) -> None:
    set_round(app, **values, opens_on=date(2027, 4, 1), closes_on=date(2099, 5, 1))

    for path in ("/staff/rounds/ours", "/staff/rounds/ours/results", "/staff/people/1"):
        assert unasked(admin.get(path).text) == []


@pytest.mark.parametrize("ending", ["finish", "results/approve"])
def test_a_button_that_acts_at_once_is_noticed(ending: str) -> None:
    address = f"/staff/rounds/a/{ending}"
    assert unasked(f'<form method="post" action="{address}">') == [address]


def test_finishing_says_what_is_lost(app: Flask, admin: FlaskClient) -> None:
    set_round(app, state="open", late_until=date(2027, 5, 15))

    assert "They are lost for this round. You cannot undo this." in admin.get("/staff/rounds/ours").text


def test_the_only_administrator_is_not_sent_to_herself(app: Flask, admin: FlaskClient) -> None:
    page = admin.get("/staff/my-account").text

    assert "ask an administrator of your district" not in page
    assert "make a new link for yourself" in page
    own = admin.post("/staff/people/1/disable", data={"csrf_token": token_of(page)})
    assert "the person who runs the server" in own.text
    coordinator = signed_in_as(app, "coordinator", schools=("merced-high",))
    assert "ask an administrator of your district" in coordinator.get("/staff/my-account").text


def test_a_start_page_offers_what_the_role_has(app: Flask, admin: FlaskClient) -> None:
    coordinator = signed_in_as(app, "coordinator", schools=("merced-high",))

    assert "download their anonymized answers" in admin.get("/staff/").text
    assert "download their anonymized answers" not in coordinator.get("/staff/").text


def test_a_language_is_called_by_its_name(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        db.session.execute(update(School).values(languages=["en", "vi"]))
        db.session.commit()

    page = admin.get("/staff/rounds/ours").text
    assert "Tiếng Việt" in page
    assert "Merced High: vi" not in page


def test_a_color_that_was_chosen_is_kept_while_the_box_stays_ticked(admin: FlaskClient) -> None:
    page = "/staff/schools/merced-high"
    form = {"csrf_token": token_of(admin.get(page).text), "shown_color": "#145c48", "no_color": "1"}

    admin.post(f"{page}/brand", data={**form, "color": "#7a1f1f"})
    assert 'type="color" value="#7a1f1f"' in admin.get(page).text

    admin.post(f"{page}/brand", data={**form, "shown_color": "#7a1f1f", "color": "#7a1f1f"})
    assert 'type="color" value="#145c48"' in admin.get(page).text


def test_a_color_of_the_district_is_kept_too_and_reaches_the_preview(app: Flask, admin: FlaskClient) -> None:
    page = f"/staff/districts/{OURS}"
    form = {"csrf_token": token_of(admin.get(page).text), "name": "Merced", "shown_color": "#145c48"}

    admin.post(page, data={**form, "no_color": "1", "color": "#7a1f1f"})

    assert 'type="color" value="#7a1f1f"' in admin.get(page).text
    with app.app_context():
        link = db.session.get(Link, ("ours", "merced-high", "family"))
        assert preview_link(db.session(), link).color == "#7a1f1f"


def test_a_refused_form_keeps_the_passphrase_that_it_offered(app: Flask, admin: FlaskClient) -> None:
    form = {"name": "Eva", "email": "eva@example.org", "role": "district_admin"}
    made = admin.post("/staff/people", data={"csrf_token": token_of(admin.get("/staff/people").text), **form})
    address = "/staff/welcome/" + re.search(r"/staff/welcome/([\w-]+)", made.text)[1]
    stranger = app.test_client()
    offer = re.compile(r'<code class="offer" dir="ltr">([^<]+)<')
    page = stranger.get(address).text
    offered = offer.search(page)[1]

    data = {"csrf_token": token_of(page), "password": "short", "code": "000000", "offered": offered}
    refused = stranger.post(address, data=data)
    forged = stranger.post(address, data={**data, "offered": "<b>mine</b>"})

    assert offer.search(refused.text)[1] == offered
    assert "mine" not in offer.search(forged.text)[1]


def test_every_visible_word_is_spelled_as_in_america() -> None:
    british = re.compile(r"colou[r]|favou[r]|enro[l]ment|per cent|behaviou[r]|centre|organis", re.IGNORECASE)
    text = (PROJECT / "translations" / "messages.pot").read_text()
    words = re.sub(r"%\(\w+\)s", "", " ".join(re.findall(r'^msgid(?:_plural)? "(.*)"$', text, re.MULTILINE)))

    assert british.findall(words) == []
    assert british.findall("Favour and per cent") == ["Favour", "per cent"]
