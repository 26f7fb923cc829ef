"""A coordinator writes a section for her own schools, and only those are offered it."""

from flask import Flask
from flask.testing import FlaskClient

from tests.staff.accounts.people import signed_in_as
from tests.staff.conftest import token_of
from tests.staff.surveys.writing import Writer


def begun(client: FlaskClient) -> Writer:
    token = token_of(client.get("/staff/surveys").text)
    data = {"csrf_token": token, "audience": "student", "title": "Our new bus line"}
    made = client.post("/staff/surveys/start", data=data)
    assert made.status_code == 302, made.text
    return Writer(client, made.location.rpartition("/")[2])


def test_a_coordinator_adds_a_question_and_publishes_it_for_her_school(published: Flask) -> None:
    writer = begun(signed_in_as(published, "coordinator", schools=("merced-high",)))
    section = writer.item("Our new bus line")
    assert "Merced High" in writer.page(section)
    new = writer.press("add", question=section).location.rpartition("/")[2]
    writer.change(new, ask="Do you take the new bus?", type="yes_no")

    published_now = writer.press("publish")

    assert published_now.status_code == 302, published_now.text
    assert "Published as student_2465789-" in writer.client.get(published_now.location).text


def test_her_pages_offer_what_she_can_do(published: Flask, boss: FlaskClient) -> None:
    ana = signed_in_as(published, "coordinator", schools=("merced-high",))

    assert "a section that only your schools ask" in ana.get("/staff/").text
    assert "Make your own copy" not in ana.get("/staff/surveys").text
    assert "its words, or questions of your own" in boss.get("/staff/").text
    assert "Make your own copy" in boss.get("/staff/surveys").text


def test_what_was_published_leads_to_a_new_round(writer: Writer) -> None:
    page = writer.client.get(writer.press("publish").location).text

    assert 'Not used in a round yet. <a href="/staff/rounds/new">Set up a round</a>' in page


def test_she_reaches_no_whole_survey_and_no_section_of_others(published: Flask, writer: Writer) -> None:
    ana = signed_in_as(published, "coordinator", schools=("merced-high",))
    eva = signed_in_as(published, "coordinator", schools=("sequoia-high", "merced-high"))
    of_two = begun(eva)

    assert ana.get(writer.address).status_code == 404
    assert ana.get(of_two.address).status_code == 404
    assert eva.get(of_two.address).status_code == 200
