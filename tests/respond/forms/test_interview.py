"""Reading to somebody: an interview comes through the same door as every response, and names the language spoken."""

import gzip
import re

import pytest

from tests.respond.door_samples import SURVEY, a_response

RESPONSES = f"{SURVEY}/responses"
START = "/s/merced-high/interview"
FAMILY = "/s/merced-high/family"


def page_of(response) -> str:
    is_packed = "Content-Encoding" in response.headers
    return gzip.decompress(response.data).decode() if is_packed else response.text


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a survey page."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page))


@pytest.mark.parametrize("spoken", ["mxb", "mam", "hmn", "es", "mis"])
def test_an_interview_is_stored_with_the_language_that_was_spoken(client, stored, spoken):
    body = a_response(channel="interview", language=spoken)

    assert client.post(RESPONSES, json=body).status_code == 201
    assert client.post(RESPONSES, json=body).status_code == 200
    (kept,) = stored()
    assert (kept["channel"], kept["language"]) == ("interview", spoken)


@pytest.mark.parametrize("spoken", ["xx", "MXB", "Mixteco", "", None, ["mxb"], {"mxb": 1}, "mxb\0"], ids=str)
def test_a_language_that_nobody_knows_is_refused_with_the_remedy(client, stored, spoken):
    response = client.post(RESPONSES, json=a_response(channel="interview", language=spoken))

    assert response.status_code == 422
    assert 'or "mis"' in response.json["error"]["message"]
    assert stored() == []


def test_no_page_is_in_a_language_that_is_only_spoken(client, stored):
    assert client.post(RESPONSES, json=a_response(language="mxb")).status_code == 422
    assert client.get(f"{SURVEY}/mxb").status_code == 302
    assert stored() == []


def test_without_a_script_the_start_leads_to_a_form_that_carries_the_language(client, stored):
    start = page_of(client.get(f"{START}/en"))
    assert '<option value="mxb">Mixteco</option>' in start
    assert re.findall(r'value="(\w+)" formaction="([^"]*)"', start) == [
        (code, f"{FAMILY}/{code}") for code in ("en", "es", "ar")
    ]

    first = client.post(f"{FAMILY}/es", data={"switch": "es", "spoken-language": "mxb"})
    fields = hidden(page_of(first))
    assert (first.status_code, fields["spoken-language"]) == (200, "mxb")
    assert stored() == []

    wrong = client.post(f"{FAMILY}/es", data={**fields, "siblings": "muchos"})
    assert (wrong.status_code, hidden(page_of(wrong))) == (422, fields)
    assert client.post(f"{FAMILY}/es", data={**fields, "siblings": "3"}).status_code == 303
    assert client.post(f"{FAMILY}/es", data={**fields, "siblings": "3"}).status_code == 303
    (kept,) = stored()
    assert (kept["channel"], kept["language"], kept["answers"]["siblings"]) == ("interview", "mxb", 3)


def test_a_form_of_somebody_who_answers_alone_says_nothing_of_an_interview(client, stored):
    assert "spoken-language" not in page_of(client.get(f"{FAMILY}/es"))
    assert client.post(f"{FAMILY}/es", data={"siblings": "3"}).status_code == 303
    assert (stored()[0]["channel"], stored()[0]["language"]) == ("web", "es")


@pytest.mark.parametrize("spoken", ["", "xx"])
def test_a_form_with_a_language_that_nobody_knows_is_refused(client, stored, spoken):
    response = client.post(f"{FAMILY}/es", data={"siblings": "3", "spoken-language": spoken})

    assert response.status_code == 422
    assert stored() == []


def test_the_start_is_the_same_for_everyone_and_sets_no_cookie(client):
    first = client.get(f"{START}/es")
    again = client.get(f"{START}/es", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert "Set-Cookie" not in first.headers
    assert 'lang="es"' in page_of(first)


def test_the_start_is_found_in_the_language_of_the_helper(client):
    wanted = client.get(START, headers={"Accept-Language": "ar"})

    assert (wanted.status_code, wanted.location) == (302, f"{START}/ar")
    assert client.get(f"{START}/xx").location == START


def test_there_is_no_start_where_nobody_asks_families(client):
    assert client.get("/s/el-capitan-high/interview/en").status_code == 404
    assert client.get("/s/no-such-school/interview/en").status_code == 404
