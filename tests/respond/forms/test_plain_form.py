"""The plain form, without a script: stored, thanked for, and never lost when something is wrong."""

import gzip

import pytest

from tests.respond.door_samples import SURVEY

FORM = f"{SURVEY}/es"
FILLED_IN = {
    "belong": "pnts",
    "needs1": "other",
    "needs1.other": "Zapatos",
    "needs3": ["food", "bus"],
    "helped": "",
    "know.clinic": "no",
    "siblings": "٣",
    "open_change": "uno\r\ndos",
    "no_such": "x",
}


def page_of(response):
    return (
        gzip.decompress(response.data).decode() if "Content-Encoding" in response.headers else response.text
    )


def test_a_plain_form_is_stored_and_thanked_for(client, stored):
    response = client.post(FORM, data=FILLED_IN)

    assert (response.status_code, response.headers["Cache-Control"]) == (303, "no-store")
    thanks, _, receipt = response.location.partition("?receipt=")
    assert thanks == f"{FORM}/thanks"
    assert len(receipt) == 9
    assert receipt in page_of(client.get(response.location))
    (kept,) = stored()
    assert kept["others"] == {"needs1": "Zapatos"}
    assert kept["answers"] == {
        "belong": "pnts",
        "needs1": "other",
        "needs3": ["food", "bus"],
        "helped": None,
        "know": {"clinic": "no"},
        "siblings": 3,
        "open_place": None,
        "open_change": "uno\ndos",
    }


def test_an_empty_form_is_a_response_too(client, stored):
    assert client.post(FORM, data={}, content_type="application/x-www-form-urlencoded").status_code == 303
    assert len(stored()) == 1


def test_a_form_with_a_problem_comes_back_with_every_answer(client, stored):
    response = client.post(FORM, data={**FILLED_IN, "needs3": ["food", "bus", "tutor"], "siblings": "muchos"})

    page = page_of(response)
    assert (response.status_code, response.headers["Cache-Control"]) == (422, "no-store")
    for kept in ("Zapatos", "muchos", "uno\ndos"):
        assert kept in page.replace("\r", "")
    assert 'lang="es"' in page
    assert stored() == []


def test_switching_the_language_without_a_script_keeps_every_answer(client, stored):
    response = client.post(FORM, data={**FILLED_IN, "switch": "ar", "siblings": "muchos"})

    page = page_of(response)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert 'lang="ar"' in page
    assert "Zapatos" in page
    assert "muchos" in page
    assert f'action="{SURVEY}/ar"' in page
    assert stored() == []


def test_a_language_that_is_not_offered_does_not_swallow_a_response(client, stored):
    assert client.post(FORM, data={**FILLED_IN, "switch": "xx"}).status_code == 303
    assert len(stored()) == 1


def test_a_form_of_an_older_version_is_read_as_that_version(client, stored):
    assert client.post(FORM, data={"version": "student-2025.1", "belong": "a_lot"}).status_code == 303
    assert stored()[0]["version"] == "student-2025.1"

    assert client.post(FORM, data={"version": "nothing", "belong": "some"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"belong=%ff", "application/x-www-form-urlencoded", 422),
        (b"a=1&" * 3000, "application/x-www-form-urlencoded", 422),
        (b"a=1&" * 100_000, "application/x-www-form-urlencoded", 413),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"{}", "application/json", 415),
    ],
)
def test_a_broken_form_gets_a_page_that_says_so(client, stored, body, content_type, status):
    response = client.post(FORM, data=body, content_type=content_type)

    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert stored() == []


def test_a_closed_survey_says_so_to_the_form_as_well(client):
    response = client.post("/s/golden-valley-high/student/es", data={"belong": "some"})

    assert (response.status_code, response.mimetype) == (410, "text/html")
    assert 'lang="es"' in response.text


def test_each_form_is_a_response_of_its_own(client, stored):
    for _ in range(3):
        client.post(FORM, data=FILLED_IN)

    assert len(stored()) == 3
