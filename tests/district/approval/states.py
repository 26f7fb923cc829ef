"""Put releases into the state that a test needs, plant a number in them, and press the buttons of their page."""

import json
import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from survey_app.extensions import db
from survey_app.respond.door import the_door
from survey_app.store.tables import Release, ReleasePart
from tests.district.conftest import NOW_ROUND
from tests.staff.conftest import token_of

RESULTS = f"/staff/rounds/{NOW_ROUND}/results"
Clients = dict[str, FlaskClient]
PLANTED = 7777


def plant(app: Flask) -> None:
    """Write PLANTED wherever a release of the round counts people, so that every page shows it."""
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


def press(client: FlaskClient, path: str, **fields: object) -> str:
    """Press a button of the page of results; returns what the next page says first."""
    form = {"csrf_token": token_of(client.get("/staff/my-account").text), **fields}
    answer = client.post(f"{RESULTS}{path}", data=form, follow_redirects=True)
    found = re.search(r'class="done-now"[^>]*>(.*?)</div>', answer.text, re.DOTALL)
    return found[1] if found else answer.text
