"""Who sees the numbers of a release: administrators a draft, everybody what is approved, nobody what was withdrawn."""

import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, update

from survey_app.actions.results.approval import OLD_DESIGN
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.respond.door import the_door
from survey_app.respond.snapshot import SECONDS_BETWEEN_LOOKS
from survey_app.store.tables import Release, ReleasePart
from tests.district.conftest import BEFORE, NOW_ROUND
from tests.staff.accounts.people import OURS, signed_in_as
from tests.staff.conftest import token_of

RESULTS = f"/staff/rounds/{NOW_ROUND}/results"
PLANTED = 7777
Clients = dict[str, FlaskClient]
LANGUAGES = ("en", "es", "hmn", "pa", "ar")
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


@pytest.fixture(scope="module")
def own_district(district: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A copy of the district, whose releases each test puts into the state that it needs."""
    folder = tmp_path_factory.mktemp("approval")
    with district.app_context():
        copy = folder / "survey.sqlite"
        with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
    app = create_app(read_settings({"DATABASE_URL": f"sqlite:///{copy}", "INSTANCE_PATH": str(folder)}))
    plant(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def plant(app: Flask) -> None:
    """Let so many people have taken part and answered everywhere, in the round that is looked at, that it is seen."""
    with app.app_context():
        rows = db.session.scalars(select(ReleasePart).where(ReleasePart.round == NOW_ROUND)).all()
        assert rows
        for row in rows:
            row.json = json.dumps(planted(json.loads(row.json)))
        db.session.commit()
        db.session.remove()


def planted(found: object) -> object:
    if isinstance(found, list):
        return [planted(each) for each in found]
    if not isinstance(found, dict):
        return found
    made = {name: planted(each) for name, each in found.items()}
    if "n" in made:
        made["n"] = [PLANTED] * len(made["n"]) if isinstance(made["n"], list) else PLANTED
    return made


def put(app: Flask, key: str, state: str, reason: str = "") -> None:
    """Put the releases of a round into a state, as if somebody had, and let the public door look again."""
    with app.app_context():
        moved = update(Release).where(Release.round == key).values(state=state, reason=reason)
        db.session.execute(moved)
        db.session.commit()
        db.session.remove()
        look_again(app)


def look_again(app: Flask) -> None:
    """Let the public door forget what it has."""
    vars(the_door().catalog)["_snapshot"] = None


@pytest.fixture
def draft(own_district: Flask) -> Flask:
    put(own_district, BEFORE, "approved")
    put(own_district, NOW_ROUND, "draft")
    return own_district


@pytest.fixture(scope="module")
def clients(own_district: Flask) -> Clients:
    return {
        "district_admin": signed_in_as(own_district, "district_admin", OURS),
        "coordinator": signed_in_as(own_district, "coordinator", OURS, ("merced-high",)),
        "viewer": signed_in_as(own_district, "viewer", OURS, ("merced-high",)),
        "family": own_district.test_client(),
    }


def addresses(app: Flask) -> Iterator[str]:
    """Every address that there is, about the school and the round; files of results as pages, too."""
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
def test_no_page_shows_a_number_of_what_was_taken_back(
    own_district: Flask, who: str, clients: Clients
) -> None:
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
def test_others_read_that_there_is_a_draft_and_are_led_there(
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


def press(client: FlaskClient, path: str, **fields: object) -> str:
    """Press a button of the page of results; what the next page says first."""
    form = {"csrf_token": token_of(client.get("/staff/my-account").text), **fields}
    answer = client.post(f"{RESULTS}{path}", data=form, follow_redirects=True)
    found = re.search(r'class="done-now"[^>]*>(.*?)</div>', answer.text, re.DOTALL)
    return found[1] if found else answer.text


def test_an_administrator_approves_and_takes_back_on_the_page(draft: Flask, clients: Clients) -> None:
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
def test_others_neither_approve_nor_take_back(draft: Flask, who: str, clients: Clients) -> None:
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


# --- The public page


@pytest.mark.parametrize("language", LANGUAGES)
def test_families_read_in_their_language_that_results_were_taken_back(
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


def test_families_read_older_results_and_that_newer_ones_were_taken_back(own_district: Flask) -> None:
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
