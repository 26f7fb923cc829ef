"""What families read of results: the newest that are approved, and when the district took results back."""

from collections.abc import Callable

import pytest
from flask import Flask

from survey_app.actions.results.approval import OLD_DESIGN
from survey_app.respond.door import the_door
from survey_app.respond.snapshot import SECONDS_BETWEEN_LOOKS
from tests.district.approval.states import PLANTED, Clients, press, put
from tests.district.conftest import BEFORE, NOW_ROUND

LANGUAGES = ("en", "es", "hmn", "pa", "ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_families_read_in_their_language_that_results_were_withdrawn(
    own_district: Flask, language: str
) -> None:
    put(own_district, BEFORE, "withdrawn", "the wrong question")
    put(own_district, NOW_ROUND, "draft")
    client = own_district.test_client()
    withdrawn = client.get(f"/r/merced-high/{language}")
    put(own_district, BEFORE, "withdrawn", OLD_DESIGN)
    of_old_design = client.get(f"/r/merced-high/{language}")
    put(own_district, BEFORE, "draft")

    assert (withdrawn.status_code, of_old_design.status_code) == (200, 200)
    assert "Set-Cookie" not in withdrawn.headers
    for answer in (withdrawn, of_old_design):
        assert ("The results were withdrawn" in answer.text) is (language == "en")
        assert f'<html lang="{language}"' in answer.text
    assert len(of_old_design.text) > len(withdrawn.text)
    assert "wrong question" not in withdrawn.text
    assert client.get(f"/r/merced-high/{language}").status_code == 404


def test_families_read_older_results_and_that_newer_ones_were_withdrawn(own_district: Flask) -> None:
    put(own_district, BEFORE, "approved")
    put(own_district, NOW_ROUND, "withdrawn", "the wrong question")

    page = own_district.test_client().get("/r/merced-high/en").text
    assert "Newer results of this school were withdrawn." in page
    assert "What is needed most" in page


@pytest.fixture
def clock(own_district: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass for the public door."""
    put(own_district, BEFORE, "draft")
    put(own_district, NOW_ROUND, "draft")
    now = [0.0]
    with own_district.app_context():
        source = the_door().catalog
        monkeypatch.setitem(vars(source), "_clock", lambda: now[0])
        source.current()
        monkeypatch.setitem(vars(source), "_next_look", now[0] + SECONDS_BETWEEN_LOOKS)

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


def test_the_public_page_notices_within_two_seconds(
    own_district: Flask, clock: Callable[[float], None], clients: Clients
) -> None:
    admin, family = clients["district_admin"], own_district.test_client()
    address = "/r/merced-high/en"
    assert family.get(address).status_code == 404

    press(admin, "/approve", number=1)
    clock(2)
    approved = family.get(address)
    press(admin, "/withdraw", reason="the wrong question")
    at_once = family.get(address).text
    clock(2)
    taken_back = family.get(address)

    assert str(PLANTED) in approved.text
    assert at_once == approved.text
    assert (taken_back.status_code, str(PLANTED) in taken_back.text) == (200, False)
    assert taken_back.headers["ETag"] != approved.headers["ETag"]
