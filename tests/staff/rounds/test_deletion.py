"""Two administrators delete what a finished round received, on its page; nobody can do it alone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from survey_app.config import today_in_california
from survey_app.extensions import db
from survey_app.store.tables import Deletion, Round
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.conftest import token_of

ROUND, PAGE = "/staff/rounds/ours", "/staff/rounds/ours/deletion"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """An administrator of a district with a finished round."""
    add_districts(app)
    with app.app_context():
        db.session.execute(update(Round).values(state="closed"))
        db.session.commit()
        db.session.remove()
    return signed_in_as(app, "district_admin")


@pytest.fixture
def other(app: Flask, admin: FlaskClient) -> FlaskClient:
    """Another administrator of the same district."""
    return signed_in_as(app, "district_admin", schools=("merced-high",))


def send(client: FlaskClient, path: str = "", **fields: str) -> tuple[int, str]:
    form = {"csrf_token": token_of(client.get("/staff/my-account").text), **fields}
    answer = client.post(f"{PAGE}{path}", data=form)
    return answer.status_code, answer.text if answer.status_code != 302 else client.get(PAGE).text


def ask(client: FlaskClient, day: str | None = None) -> tuple[int, str]:
    return send(client, reason="the board has decided", due_on=day or today_in_california().isoformat())


def states(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(select(Deletion.state)))
        db.session.remove()
    return found


def test_the_page_of_a_finished_round_leads_to_it_and_it_says_what_goes_and_what_stays(
    admin: FlaskClient,
) -> None:
    assert PAGE in admin.get(ROUND).text

    page = admin.get(PAGE).text

    assert "All answers and comments" in page
    assert "Approved results. They are numbers about nobody" in page
    assert "Another administrator must agree before anything is deleted" in page


def test_one_asks_and_another_agrees(app: Flask, admin: FlaskClient, other: FlaskClient) -> None:
    status, asked = ask(admin)
    assert status == 302
    assert "You asked, so it cannot be you" in asked
    assert "Agree to delete" not in asked

    day = today_in_california().isoformat()
    assert "Agree to delete the answers" in other.get(PAGE).text
    status, agreed = send(other, "/agree", due_on=day)

    assert status == 302
    assert "The server deletes them on that day" in agreed
    assert "will be deleted on" in admin.get(ROUND).text
    assert states(app) == ["agreed"]


def test_whoever_asked_cannot_agree_even_with_a_form_of_their_own(app: Flask, admin: FlaskClient) -> None:
    ask(admin)

    status, page = send(admin, "/agree", due_on=today_in_california().isoformat())

    assert status == 409
    assert "another administrator must agree" in page
    assert states(app) == ["asked"]


def test_it_can_be_called_off(app: Flask, admin: FlaskClient, other: FlaskClient) -> None:
    ask(admin, "2031-01-01" if today_in_california().year < 2031 else None)
    assert "Nobody has agreed yet" in other.get(ROUND).text

    assert send(other, "/call-off")[0] == 302

    assert states(app) == []
    assert send(other, "/call-off")[0] == 409


def test_a_form_that_lacks_something_says_so_and_keeps_the_rest(app: Flask, admin: FlaskClient) -> None:
    status, page = send(admin, reason="the board", due_on="soon")
    assert (status, "Please choose a day." in page, "the board" in page) == (422, True, True)

    status, page = send(admin, reason=" ", due_on=today_in_california().isoformat())
    assert status == 409
    assert 'role="alert"' in page

    status, page = send(admin, reason="the board", due_on="1999-01-01")
    assert status == 409
    assert "Please choose today or a later day" in page
    assert states(app) == []


def test_a_deleted_round_says_so_and_offers_no_answers(
    app: Flask, admin: FlaskClient, other: FlaskClient
) -> None:
    ask(admin)
    send(other, "/agree", due_on=today_in_california().isoformat())
    with app.app_context():
        db.session.execute(update(Deletion).values(state="done", done_on=today_in_california()))
        db.session.commit()
        db.session.remove()

    page = admin.get(ROUND).text

    assert "The answers of this round were deleted on" in page
    assert "Download the anonymized answers" not in page
    assert "Participation" not in page
    assert "Reason: the board has decided" in admin.get(PAGE).text


def test_a_round_that_is_not_finished_offers_nothing(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        db.session.execute(update(Round).values(state="open"))
        db.session.commit()
        db.session.remove()

    assert PAGE not in admin.get(ROUND).text
    assert "once the round is finished" in admin.get(PAGE).text
    assert ask(admin)[0] == 409


def test_a_coordinator_sees_the_day_but_cannot_decide(
    app: Flask, admin: FlaskClient, other: FlaskClient
) -> None:
    ask(admin)
    send(other, "/agree", due_on=today_in_california().isoformat())
    coordinator = signed_in_as(app, "coordinator", schools=("merced-high",))

    assert "will be deleted on" in coordinator.get(ROUND).text
    assert coordinator.get(PAGE).status_code == 403
