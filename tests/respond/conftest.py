"""The public door on a real database, with clocks that stand still until a test moves them."""

import base64
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey_app import respond, web
from survey_app.actions.readiness import Readiness
from survey_app.actions.responses.access_codes import AccessCodes, CodeBook
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.responses.failures import SharedFailures
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.surveys.catalog import read_catalog
from survey_app.config import read_settings
from survey_app.respond.door import PublicDoor, the_door
from survey_app.respond.rate_limit import RateLimit
from survey_app.respond.snapshot import CatalogSource
from survey_app.store.clips import sound_called
from survey_app.store.database.engine import make_engine
from survey_app.store.database.stamp import catalog_stamp
from survey_app.store.tables import Epoch
from tests.actions.responses.response_samples import all_waiting
from tests.actions.responses.test_envelopes import sealed_to
from tests.filled import filled
from tests.installation import with_secrets
from tests.respond.door_samples import TODAY, open_everything

sqlite_template, postgres_template = filled("door", open_everything)


class Clock:
    """Seconds that grow only when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door_engine(sqlite_url: str) -> Iterator[Engine]:
    engine = make_engine(sqlite_url)
    yield engine
    engine.dispose()


def sound_in(engine: Engine, name: str) -> bytes | None:
    with Session(engine) as session:
        return sound_called(session, name)


@pytest.fixture
def app(
    door_engine: Engine, keys: EpochKeys, clock: Clock, tmp_path: Path, static_builds: Path
) -> Iterator[Flask]:
    (tmp_path / "static").symlink_to(static_builds)
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "PUBLIC_URL": "https://surveys.example.org"})
    begin_epoch(door_engine, keys, TODAY)
    writer = ResponseWriter(door_engine, count_day=lambda: TODAY)

    def read() -> Any:
        with Session(door_engine) as session:
            return read_catalog(session, TODAY)

    def stamp() -> Any:
        with Session(door_engine) as session:
            return catalog_stamp(session)

    app = Flask("survey_app", static_folder=None)
    app.secret_key = "only for tests, and long enough for them"
    web.register(app, settings)
    # The languages of the house, whether their translations are compiled or not.
    app.extensions["survey_app.languages"] = ("en", "es", "hmn", "pa", "ar")
    source = CatalogSource(stamp, read, clock)
    envelopes = EnvelopeKeys.of(with_secrets(tmp_path))
    codes = AccessCodes(door_engine, CodeBook(tmp_path / "pepper"))
    budget = RateLimit(clock, SharedFailures(door_engine, codes.book).add)
    ready = Readiness(door_engine, tmp_path, kept=0).told
    sound = partial(sound_in, door_engine)
    respond.register(app, PublicDoor(settings, source, writer, envelopes, codes, budget, ready, None, sound))
    yield app
    writer.stop()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Stored:
    """Opens what waits in the inbox, as sealing will."""

    def __init__(self, engine: Engine, keys: EpochKeys) -> None:
        self._engine = engine
        self._keys = keys

    def __call__(self) -> list[dict[str, Any]]:
        """Every stored response, in no order."""
        with self._engine.connect() as connection:
            keys = dict(connection.execute(select(Epoch.number, Epoch.public_key)).all())
        waiting = all_waiting(self._engine)
        return [json.loads(self._keys.opener(keys[epoch]).open(sealed)) for _, epoch, sealed in waiting]


@pytest.fixture
def stored(door_engine: Engine, keys: EpochKeys) -> Stored:
    return Stored(door_engine, keys)


@pytest.fixture
def seal(app):
    """Seals a body as a browser does: `seal(body)`; link, and any key of the envelope, can be something else."""
    with app.app_context():
        key = the_door().envelopes.current()

    def seal_one(body, link="merced-high/student", content=None, **changes):
        content = content or json.dumps(body).encode().ljust(1024)
        sealed = sealed_to(key.public, content, f"survey_app 1 {link} {body['id']}")
        words = base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
        return {"protocol": 1, "id": body["id"], "key": key.id, "sealed": words, **changes}

    return seal_one
