"""Who sees the numbers of a release: administrators a draft, everybody what is approved, nobody what was withdrawn."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.district.approval.states import PLANTED, RESULTS, Clients, put
from tests.district.conftest import NOW_ROUND
from tests.staff.accounts.people import OURS

FILLED = {
    "<key>": NOW_ROUND,
    "<unit>": "merced-high",
    "<slug>": "merced-high",
    "<school>": "merced-high",
    "<survey>": "student",
    "<section>": "school",
    "<question>": "belong",
    "<audience>": "student",
    "<language>": "en",
    "<language:language>": "en",
    "<int:number>": "1",
    "<number>": "1",
    "<code>": OURS,
    "<kind>": "poster",
}
FORMS = (("summary", "html"), ("full", "html"), ("summary", "pdf"), ("slide", "pdf"), ("poster", "pdf"))


def addresses(app: Flask) -> Iterator[str]:
    """Every address of the app, about the school and the round; files of results too."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "staff.check_link":
            continue  # the check asks our own address over the network
        path = rule.rule.replace("<token>", "made-up")
        for name, value in FILLED.items():
            path = path.replace(name, value)
        if "<shape>" in path:
            yield from (path.replace("<shape>", shape).replace("<form>", form) for shape, form in FORMS)
        else:
            yield path.replace("<form>", "svg")


def shows(client: FlaskClient, address: str) -> bool:
    """Whether a page shows a number of the release, or is a file made of it."""
    with client.get(address) as answer:
        is_file = answer.status_code == 200 and answer.mimetype in ("application/pdf", "image/svg+xml")
        return (is_file and "/results/" in address) or bool(
            re.search(rf"\b{PLANTED}\b", answer.data.decode(errors="ignore"))
        )


def showing(app: Flask, client: FlaskClient) -> list[str]:
    return [address for address in addresses(app) if shows(client, address)]


@pytest.mark.parametrize("who", ["coordinator", "viewer", "family"])
def test_no_page_shows_a_number_of_a_draft_to_others(draft: Flask, who: str, clients: Clients) -> None:
    assert showing(draft, clients[who]) == []


@pytest.mark.parametrize("who", ["district_admin", "coordinator", "family"])
def test_no_page_shows_a_number_of_withdrawn_results(own_district: Flask, who: str, clients: Clients) -> None:
    put(own_district, NOW_ROUND, "withdrawn", "the wrong question")

    assert showing(own_district, clients[who]) == []


def test_the_same_walk_finds_them_where_they_may_be_seen(draft: Flask, clients: Clients) -> None:
    of_draft = showing(draft, clients["district_admin"])
    put(draft, NOW_ROUND, "approved")
    approved = {who: showing(draft, clients[who]) for who in ("coordinator", "viewer", "family")}

    assert len(of_draft) >= 9
    assert set(approved["coordinator"]) == set(approved["viewer"]) == {*of_draft, "/r/merced-high/en"}
    assert approved["family"] == ["/r/merced-high/en"]


@pytest.mark.parametrize("who", ["coordinator", "viewer"])
def test_others_read_that_there_is_a_draft_and_are_sent_back_to_it(
    draft: Flask, who: str, clients: Clients
) -> None:
    client = clients[who]

    assert "There is a draft of the results." in client.get(RESULTS).text
    for path in (
        "",
        "/student",
        "/student/section/school",
        "/student/question/belong",
        "/student/belong.svg",
    ):
        assert client.get(f"{RESULTS}/merced-high{path}").location == RESULTS
    assert client.get(f"{RESULTS}/golden-valley-high/student").status_code == 404


def test_an_administrator_sees_on_every_page_that_it_is_a_draft(draft: Flask, clients: Clients) -> None:
    client = clients["district_admin"]
    word = "Draft: these results are not approved yet"

    assert (
        "Draft: only district administrators see it. Check it, then approve it." in client.get(RESULTS).text
    )
    paths = ("student", "student/section/school", "student/question/belong", "report/full.html")
    assert [path for path in paths if word not in client.get(f"{RESULTS}/merced-high/{path}").text] == []
    name = client.get(f"{RESULTS}/merced-high/student/belong.svg").headers["Content-Disposition"]
    assert f"draft-{NOW_ROUND}-merced-high" in name
    for shape in ("summary", "full", "slide", "poster"):
        paper = PdfReader(io.BytesIO(client.get(f"{RESULTS}/merced-high/report/{shape}.pdf").data))
        said = [" ".join(page.extract_text().split()) for page in paper.pages]
        assert [number for number, words in enumerate(said) if word not in words] == [], shape
    put(draft, NOW_ROUND, "approved")
    assert [path for path in paths if word in client.get(f"{RESULTS}/merced-high/{path}").text] == []
