"""One role on each machine: a web server without private keys, a sealer that has them, and one database."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from survey_app.actions.accounts.staff_links import operator_link
from survey_app.actions.jobs.working import Worker
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.cli.sealing import Sealer
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.database.engine import writing
from survey_app.store.tables import Box, Job, Round
from survey_app.web.jobs import the_sealers_worker
from tests.actions.responses.response_samples import ROUND, all_waiting, open_everything

ADDRESS = "/s/merced-high/student/responses"
ID = "8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11"


@pytest.fixture
def web(database: str, instance: Path, engine: Engine) -> Iterator[Flask]:
    """A web server whose machine has no private key, beside a round that is open today."""
    open_everything(engine)
    with writing(engine) as connection:
        connection.execute(update(Round).values(opens_on=date(2026, 1, 1), closes_on=date(2099, 1, 1)))
    app = create_app(read_settings({"DATABASE_URL": database, "INSTANCE_PATH": str(instance)}))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def sealer(engine: Engine, keys: EpochKeys, tmp_path: Path) -> Iterator[Sealer]:
    """The sealer of another machine."""
    sealer = Sealer(engine, keys, a_worker(engine, keys, tmp_path))
    yield sealer
    sealer.end()


def a_worker(engine: Engine, keys: EpochKeys, tmp_path: Path) -> Worker:
    return the_sealers_worker(engine, keys, tmp_path / "jobs")


def send(web: Flask, number: int = 0) -> int:
    body = {"id": f"{ID[:-2]}{number:02}", "version": "student-2026.1", "language": "en", "channel": "web"}
    return web.test_client().post(ADDRESS, json={**body, "answers": {"belong": "some"}}).status_code


def run(web: Flask, *arguments: str) -> tuple[int, str]:
    done = web.test_cli_runner().invoke(args=list(arguments))
    return done.exit_code, done.output


def sign_in(web: Flask) -> FlaskClient:
    with web.app_context():
        link = f"/staff/enter/{operator_link(db.session(), datetime.now(UTC))}"
        db.session.remove()
    client = web.test_client()
    client.post(link, data={"csrf_token": token_of(client.get(link).text)})
    return client


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


def ask_to_finish(web: Flask) -> tuple[FlaskClient, str]:
    """Press the button on the page of the round. Returns the signed-in browser, and the page that it is sent to."""
    client = sign_in(web)
    page = client.get(f"/staff/rounds/{ROUND}").text
    asked = client.post(f"/staff/rounds/{ROUND}/finish", data={"csrf_token": token_of(page)})
    return client, asked.location


def end(engine: Engine) -> None:
    """The round is over, and takes late responses for years."""
    with writing(engine) as connection:
        connection.execute(update(Round).where(Round.key == ROUND).values(late_until=date(2099, 1, 15)))


def count(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return len(session.scalars(select(table)).all())


def test_a_web_server_without_keys_stores_what_the_sealer_opens(web, engine, sealer, instance):
    early = send(web)
    sealer.look()
    stored = [send(web, number) for number in range(3)]
    end(engine)

    client, job = ask_to_finish(web)
    waits = client.get(job).text
    of_round = client.get(f"/staff/rounds/{ROUND}").text
    sealer.look()

    assert early == 503
    assert stored == [201, 201, 201]
    assert "are being counted and mixed" in waits
    assert "The round is being finished." in of_round
    assert "The round is finished." in client.get(job).text
    assert (count(engine, Box), all_waiting(engine)) == (3, [])
    assert not (instance / "keys").exists()


def test_what_the_sealer_cannot_do_is_said_on_the_page(web, engine, sealer, keys):
    sealer.look()
    send(web)
    end(engine)
    client, job = ask_to_finish(web)
    with writing(engine) as connection:
        connection.execute(update(Round).where(Round.key == ROUND).values(state="rehearsal", late_until=None))
    sealer.look()

    assert "The round could not be finished" in client.get(job).text


def test_a_finish_that_a_sealer_began_and_died_of_is_completed_by_the_next(
    web, engine, sealer, keys, tmp_path
):
    sealer.look()
    send(web)
    end(engine)
    client, job = ask_to_finish(web)
    with writing(engine) as connection:
        connection.execute(update(Job).values(state="running", worker="dead", alive_at=datetime.now(UTC)))
    sealer.look()
    waits = client.get(job).text
    sealer.end()

    second = Sealer(engine, keys, a_worker(engine, keys, tmp_path))
    second.look()
    second.end()

    assert "are being counted and mixed" in waits
    assert "The round is finished." in client.get(job).text
    assert count(engine, Box) == 1


def test_a_sealer_without_the_key_lets_one_lead_that_has_it(web, engine, sealer, keys, tmp_path):
    sealer.look()
    send(web)
    sealer.end()
    elsewhere = EpochKeys(tmp_path / "elsewhere")
    wrong = Sealer(engine, elsewhere, a_worker(engine, elsewhere, tmp_path))

    led = wrong.look()
    refused = send(web, 1)
    sealer.look()
    again = send(web, 1)
    stands_by = not wrong.look()
    wrong.end()

    assert (led, refused, again, stands_by) == (False, 503, 201, True)
    assert len(all_waiting(engine)) == 2


def test_a_command_without_the_keys_says_where_to_run_it_and_changes_nothing(web, engine, sealer, instance):
    sealer.look()
    send(web)

    said = [run(web, *words.split()) for words in (f"round finish {ROUND}", "seal --now", "check")]

    for code, output in said:
        assert code == 1
        assert "If the sealer runs elsewhere, run this there." in output
    assert list((instance / "keys").glob("*")) == []
    assert send(web, 1) == 201


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_role_that_needs_no_private_key_is_checked_without_one(web, sealer, role):
    sealer.look()
    send(web)

    assert run(web, "check", "--only", role) == (0, f"this machine has what the {role} needs\n")


def test_the_check_of_a_role_names_what_it_lacks(web, sealer, instance):
    no_key = run(web, "check", "--only", "web")
    sealer.look()
    send(web)
    no_file = run(web, "check", "--only", "sealer")
    (instance / "jobs").write_text("in the way")
    no_folder = run(web, "check", "--only", "worker")

    assert (no_key[0], no_file[0], no_folder[0]) == (1, 1, 1)
    assert "start a sealer" in no_key[1]
    assert ".key is missing" in no_file[1]
    assert "jobs: this user cannot write there" in no_folder[1]
