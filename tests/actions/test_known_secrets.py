"""Secrets belong to a database: made once, recognized ever after, never invented in place of one that is missing."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor, show_log
from survey_app.actions.known_secrets import KnownSecrets, forget_secret
from survey_app.actions.responses.access_codes import CodeBook
from survey_app.errors import KeyMissing, NotFound, NotReady
from survey_app.store.database.engine import make_engine
from survey_app.store.tables import Account, Secret
from tests.cli.serving.races import at_once

NAMES = ("pepper", "release.key", "second_step_key", "secret_key", "envelopes/1.pem")
BY = Actor("operator", datetime(2027, 4, 6, 19, 0, tzinfo=UTC))
SET_KEY = "a key that somebody chose, with many characters"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def settled(engine, folder):
    """A database, and the secrets that its first start made."""
    KnownSecrets(folder, None).settle(engine)
    return folder


def secrets_in(folder):
    return {name: (folder / name).read_bytes() for name in NAMES if (folder / name).exists()}


def fingerprints(engine):
    with Session(engine) as session:
        return {row.name: row.fingerprint for row in session.scalars(select(Secret))}


def refused(engine, folder, signing_key=None):
    """What a start with this folder says; and that it changed neither folder nor database."""
    before = secrets_in(folder), fingerprints(engine)
    with pytest.raises(NotReady) as error:
        KnownSecrets(folder, signing_key).settle(engine)
    with pytest.raises(NotReady):
        KnownSecrets(folder, signing_key).require(engine)
    assert (secrets_in(folder), fingerprints(engine)) == before
    return str(error.value)


def test_the_first_start_makes_the_secrets_and_the_next_one_changes_nothing(engine, settled):
    made, known = secrets_in(settled), fingerprints(engine)
    assert set(made) == set(known) == set(NAMES)
    assert all((settled / name).stat().st_mode & 0o777 == 0o600 for name in NAMES)

    KnownSecrets(settled, None).settle(engine)

    assert (secrets_in(settled), fingerprints(engine)) == (made, known)
    assert not list(settled.glob("unfinished*"))


def test_the_database_has_nothing_of_a_secret_but_a_keyed_hash(engine, settled):
    for name, content in secrets_in(settled).items():
        assert len(fingerprints(engine)[name]) == 64
        assert fingerprints(engine)[name] not in (content.hex(), content.decode("latin-1"))


def test_an_installation_of_an_earlier_version_keeps_its_secrets(engine, folder):
    KnownSecrets(folder, None).make_missing()
    (folder / "release.key").unlink()
    before = secrets_in(folder)

    KnownSecrets(folder, None).settle(engine)

    assert before.items() < secrets_in(folder).items()
    assert set(fingerprints(engine)) == set(NAMES)


def test_an_earlier_version_that_lost_what_its_rows_need_is_refused_by_name(engine, folder):
    KnownSecrets(folder, None).make_missing()
    (folder / "second_step_key").unlink()
    with Session(engine) as session:
        account = Account(email="a@example.org", name="Ana", role="district_admin", created_at=BY.now)
        account.schools, account.totp = [], b"locked"
        session.add(account)
        session.commit()

    with pytest.raises(NotReady, match=r"second_step_key is missing.*secret forget second_step_key"):
        KnownSecrets(folder, None).settle(engine)
    assert not (folder / "second_step_key").exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_secret_is_named_with_the_remedy_and_nothing_is_made(engine, settled, name):
    (settled / name).unlink()

    said = refused(engine, settled)

    assert f"{settled / name} is missing" in said
    assert f"python3 run.py secret forget {name}" in said


@pytest.mark.parametrize("name", NAMES)
def test_another_server_with_another_secret_does_not_start(engine, settled, tmp_path, name):
    other = Path(shutil.copytree(settled, tmp_path / "other"))
    KnownSecrets(tmp_path / "third", None).make_missing()
    shutil.copy(tmp_path / "third" / name, other / name)

    assert f"{other / name} is not the one" in refused(engine, other)
    KnownSecrets(settled, None).settle(engine)


def test_a_shared_folder_that_is_not_mounted_is_not_filled(engine, settled, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()

    assert "see whether it is mounted" in refused(engine, empty)
    assert list(empty.iterdir()) == []


def test_the_setting_stands_for_the_file_and_must_be_the_same_on_every_server(engine, folder):
    KnownSecrets(folder, SET_KEY).settle(engine)

    assert not (folder / "secret_key").exists()
    assert "SECRET_KEY is not the one" in refused(engine, folder, SET_KEY[::-1])
    assert "secret_key is missing" in refused(engine, folder)


def test_a_lost_secret_is_given_up_on_record_and_the_next_start_makes_another(engine, settled):
    old = (settled / "pepper").read_bytes()
    (settled / "pepper").unlink()

    forget_secret(engine, "pepper", BY)
    KnownSecrets(settled, None).settle(engine)

    assert (settled / "pepper").read_bytes() != old
    with Session(engine) as session:
        act = show_log(session, None).acts[0]
    assert (act.who, act.action, act.subject) == ("operator", "secret forget", "pepper")


def test_an_old_envelope_key_goes_once_it_is_given_up(engine, settled):
    second = settled / "envelopes" / "2.pem"
    KnownSecrets(settled.parent / "other", None).make_missing()
    shutil.copy(settled.parent / "other" / "envelopes" / "1.pem", second)
    KnownSecrets(settled, None).settle(engine)
    (settled / "envelopes" / "1.pem").unlink()
    assert "1.pem is missing" in refused(engine, settled)

    forget_secret(engine, "envelopes/1.pem", BY)
    KnownSecrets(settled, None).settle(engine)

    assert [path.name for path in second.parent.iterdir()] == ["2.pem"]
    assert "envelopes/1.pem" not in fingerprints(engine)


def test_a_secret_that_there_is_not_cannot_be_given_up(engine, settled):
    with pytest.raises(NotFound, match=r"no secret paper; it knows: .*pepper"):
        forget_secret(engine, "paper", BY)


def test_a_secret_that_vanishes_while_the_server_runs_is_not_made_again(engine, settled):
    book = CodeBook.of(settled)
    book.hash_of("0000000000")
    (settled / "pepper").unlink()

    with pytest.raises(KeyMissing, match="pepper is missing"):
        book.hash_of("0000000000")


@pytest.mark.parametrize("shares", [True, False])
def test_servers_that_start_at_once_make_one_set(database, tmp_path, closing, shares):
    """With a folder that they share, all of them run. Without one, exactly one does."""
    together = Barrier(3)
    engines = [closing(make_engine(database)) for _ in range(3)]

    def start(number):
        folder = tmp_path / ("shared" if shares else str(number))
        together.wait()
        try:
            KnownSecrets(folder, None).settle(engines[number])
        except NotReady:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        started = list(pool.map(start, range(3)))

    assert sorted(started) == ([True] * 3 if shares else [False, False, True])
    winner = tmp_path / ("shared" if shares else str(started.index(True)))
    KnownSecrets(winner, None).require(engines[0])


def make_and_tell(folder):
    KnownSecrets(folder, None).make_missing()
    return b"\n".join(content.hex().encode() for content in secrets_in(folder).values())


def test_processes_that_make_secrets_at_once_agree_on_them(tmp_path):
    assert len(set(at_once(make_and_tell, tmp_path / "shared"))) == 1
