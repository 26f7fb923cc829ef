"""No page and no file of staff tells that somebody answered just now: what one response changes shows after the count.

Two who look at everything before and after one response, an administrator and the coordinator of its school, see the
same bytes. The counters are brought to where one more moves each of them by a step.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import update

from survey_app.actions.audit_log import LoggedAct, show_log
from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from survey_app.config import day_of_last_count
from survey_app.extensions import db
from survey_app.store.database.engine import writing
from survey_app.store.tables import Link, Round
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN
from tests.actions.responses.response_samples import a_submission
from tests.staff.accounts.people import add_districts, signed_in_as

PUBLIC = (
    "/",
    "/en/",
    "/s/merced-high/en",
    "/s/merced-high/family/en",
    "/s/ping",
    "/healthz",
    "/readyz",
    "/metrics",
)
# The same for all that they show: one of each is enough, for a sheet takes a third of a second.
_MANY_ALIKE = re.compile(r"\.pdf|[?&]language|/preview/|/texts/")
_ONE_OF_THEM = re.compile(
    r"[^/.]+(?=\.pdf)|(?<=\.pdf).*|(?<=/)[0-9a-f]{12}$|(?<=/texts/)[\w-]+(?=/)|(?<=/family/)[\w-]+$"
)
_NEW_EACH_TIME = re.compile(rb'name="csrf_token" value="[^"]*"|nonce="[^"]*"')
# Looked at apart, for it grows by each file that we look at ourselves; and forty pages of who signed which words off.
_APART = re.compile(r"/staff/log\b|/signed-off\.pdf")
# What takes longest, and shows words alone; not looked at for what one response changes the next day.
_OF_NO_ROUND = re.compile(r"\.pdf|/texts/|/surveys/|/preview/")
_LINK = re.compile(r'href="(/staff/[^"#]*)')


@pytest.fixture
def counted(app: Flask, keys: EpochKeys) -> Flask:
    """An open round by access codes at a school, with 19 responses counted."""
    add_districts(app)
    with app.app_context():
        db.session.execute(update(Round).values(state="open"))
        db.session.execute(update(Link).values(access="codes", codes=40))
        db.session.commit()
    arrive(app, keys, 19)
    count(app, keys)
    return app


def arrive(app: Flask, keys: EpochKeys, n: int) -> None:
    """So many responses are stored."""
    response = {"round": "ours", "audience": "family", "version": "family-2026.3", "language": "hmn"}
    with app.app_context():
        begin_epoch(db.engine, keys, day_of_last_count())
        with writing(db.engine) as connection:
            store_responses(connection, [a_submission({}, **response) for _ in range(n)], day_of_last_count())


def count(app: Flask, keys: EpochKeys) -> None:
    """The daily count of the same day: the page names the day, and it is not to change for that."""
    with app.app_context():
        seal_now(db.engine, keys, day_of_last_count())


def pages(client: FlaskClient, is_all: bool) -> Iterator[tuple[str, bytes]]:
    """Every page and file that links lead to, without what is new each time; else those of rounds and people alone."""
    waiting, seen, kinds = ["/staff/", "/staff/rounds/ours/participation.csv"], set[str](), set[str]()
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        kind = _ONE_OF_THEM.sub("", address).partition("?")[0]
        if address in seen or (_MANY_ALIKE.search(address) and kind in kinds) or _APART.search(address):
            continue
        if _OF_NO_ROUND.search(address) and not is_all:
            continue
        seen.add(address)
        kinds.add(kind)
        answer = client.get(address)
        yield address, b"%d %b" % (answer.status_code, _told(answer.mimetype, answer.data))
        if answer.mimetype == "text/html":
            waiting += _LINK.findall(answer.text)


def _told(kind: str, content: bytes) -> bytes:
    """A page without its token; what is in a PDF or a zip, for both name the second at which they were made."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as inside:
            return b"".join(inside.read(name) for name in inside.namelist() if name != "docProps/core.xml")
    if kind == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    return _NEW_EACH_TIME.sub(b"", content)


def acts(app: Flask) -> list[LoggedAct]:
    """What the log shows, the newest first."""
    with app.app_context():
        return list(show_log(db.session(), None).acts)


def entries(app: Flask) -> int:
    """How many entries the log has."""
    return max((act.number for act in acts(app)), default=0)


def look(app: Flask, clients: dict[str, FlaskClient], is_all: bool = True) -> dict[tuple[str, str], object]:
    """All that can be seen by those, by anybody, and by the operator's list of rounds."""
    begun = entries(app)
    seen: dict[tuple[str, str], object] = {
        (who, address): content
        for who, client in clients.items()
        for address, content in pages(client, is_all)
    }
    for address in PUBLIC:
        answer = app.test_client().get(address)
        seen["anybody", address] = (answer.status_code, answer.headers.get("ETag"), answer.data)
    result: Result = app.test_cli_runner().invoke(args=["round", "list"])
    seen["operator", "round list"] = result.output
    if is_all:  # whoever takes a sheet is in the log
        seen["administrator", "/staff/log"] = [
            (act.who, act.action, act.subject, act.details.keys())
            for act in acts(app)[: entries(app) - begun]
        ]
    return seen


def test_one_response_changes_nothing_that_anybody_sees_before_the_count(counted: Flask, keys: EpochKeys):
    clients = {
        "administrator": signed_in_as(counted, DISTRICT_ADMIN),
        "coordinator": signed_in_as(counted, COORDINATOR, schools=("merced-high",)),
    }
    # Once beforehand, for what is made when it is first looked at.
    look(counted, clients, is_all=False)
    before = look(counted, clients)
    arrive(counted, keys, 1)
    after = look(counted, clients)
    count(counted, keys)
    the_next_day = look(counted, clients, is_all=False)

    assert [place for place in before if before[place] != after[place]] == []
    assert before.keys() == after.keys()
    assert any(".pdf" in address for _, address in before)
    assert len(before) - 25 > len(the_next_day) > 30
    changed = {place for place, seen in the_next_day.items() if before[place] != seen}
    assert changed == {
        *((who, f"/staff/{page}") for who in clients for page in ("", "rounds", "rounds/ours")),
        *((who, "/staff/rounds/ours/participation") for who in clients),
        *((who, "/staff/rounds/ours/participation.csv") for who in clients),
        ("operator", "round list"),
    }
