"""Administrators approve results and take them back on the page; nobody else does."""

import pytest
from flask import Flask

from survey_app.actions.results.approval import OLD_DESIGN
from tests.district.approval.states import RESULTS, Clients, press, put
from tests.district.conftest import NOW_ROUND
from tests.staff.conftest import token_of


def test_an_administrator_approves_and_withdraws_on_the_page(draft: Flask, clients: Clients) -> None:
    client = clients["district_admin"]

    assert "There is a newer draft than the one you looked at" in press(client, "/approve", number=2)
    assert "approved. Everybody can see them" in press(client, "/approve", number=1)
    assert "These results are already approved" in press(client, "/approve", number=1)
    assert "Please say why" in press(client, "/withdraw", reason=" ")
    assert "Please say why" in press(client, "/withdraw", reason="x" * 501)
    assert "nobody can see them anymore" in press(client, "/withdraw", reason="<b>wrong</b> question")

    page = client.get(RESULTS).text
    assert "The results of this round were withdrawn" in page
    assert "&lt;b&gt;wrong&lt;/b&gt; question" in page
    assert "Please say why" in press(client, "")
    log = client.get("/staff/log").text
    assert "release approve" in log
    assert "release withdraw" in log


@pytest.mark.parametrize("who", ["coordinator", "viewer"])
def test_others_neither_approve_nor_withdraw(draft: Flask, who: str, clients: Clients) -> None:
    client = clients[who]

    for path in ("approve", "withdraw"):
        token = token_of(client.get("/staff/my-account").text)
        data = {"csrf_token": token, "number": 1, "reason": "why"}
        assert client.post(f"{RESULTS}/{path}", data=data).status_code == 403


def test_a_release_of_an_earlier_version_says_why_it_is_gone_and_how_to_make_another(
    own_district: Flask, clients: Clients
) -> None:
    put(own_district, NOW_ROUND, "withdrawn", OLD_DESIGN)
    for who in ("district_admin", "coordinator", "viewer"):
        page = clients[who].get(RESULTS).text
        assert "made by an earlier version of this software. Its numbers were less exact than it said" in page
        assert ("Make a draft of the results" in page) is (who == "district_admin")
        assert OLD_DESIGN not in page
