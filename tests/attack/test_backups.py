"""Two backups of one round: what they tell without the recovery key, and what they tell with it.

The attacker has both parts of both backups, knows every id, and saw in which order people came.
"""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import Engine

from survey_app.actions.backup import take_backup
from survey_app.actions.backup.parts import DATA, SECRETS, PartReader
from survey_app.actions.backup.recovery_key import RecoveryKey
from survey_app.actions.backup.take_backup import NULLIFIERS, TABLES, WAITING
from survey_app.actions.responses.store_responses import Submission
from survey_app.actions.sealing.seal import seal_now
from survey_app.store.database.engine import make_engine
from tests.actions.backup.machines import Machine
from tests.actions.responses.response_samples import DAY, open_everything
from tests.attack.conftest import hurry
from tests.attack.readers import concordance, tags_in
from tests.attack.scenes import ANSWER, SALT, WORDS, answer_one_by_one, spellings_of_id
from tests.filled import another_database

EARLY, MONDAY, TUESDAY = 100, 300, 7
"""People who were sealed before, who wait when the first backup is taken, and who come before the second."""
KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


class Backup:
    """One backup, as the attacker reads it."""

    def __init__(self, path: Path) -> None:
        self.raw = b"".join(path.read_bytes() for path in sorted(path.iterdir()))
        with PartReader.of(path / DATA) as data, PartReader.of(path / SECRETS) as secrets:
            parts = (data, secrets)
            self.members = {name: part.content(name) for part in parts for name in part.members}
            self.boxes = list(data.boxes(WAITING))
        self.nullifiers = [b64decode(line) for line in self.members[NULLIFIERS].splitlines()]

    def rows(self, table: str) -> list[list[object]]:
        return [json.loads(line) for line in self.members[TABLES + table].splitlines()]

    def opened(self, key: RecoveryKey) -> list[bytes]:
        """What waits, in the order of the backup."""
        return [key.open(sealed) for sealed in self.boxes]


@dataclass
class Scene:
    """Two backups. people: in the order in which they came; careless: a third that was not shuffled."""

    key: RecoveryKey
    people: list[Submission]
    monday: Backup
    tuesday: Backup
    careless: Backup
    wednesday: Backup


@pytest.fixture(scope="module", params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("backups")
    with another_database(request, request.param, folder) as url:
        engine = make_engine(url)
        hurry(engine)
        yield play(engine, folder)
        engine.dispose()


def play(engine: Engine, folder: Path) -> Scene:
    open_everything(engine)
    machine = Machine(engine, folder / "instance")
    machine.keep_secrets()
    key = machine.make_recovery_key()
    people = answer_one_by_one(engine, machine.keys, range(EARLY))
    seal_now(engine, machine.keys, DAY)
    people += answer_one_by_one(engine, machine.keys, range(EARLY, EARLY + MONDAY))
    machine.back_up(folder / "monday")
    people += answer_one_by_one(engine, machine.keys, range(EARLY + MONDAY, EARLY + MONDAY + TUESDAY))
    machine.back_up(folder / "tuesday")
    with patch.object(take_backup, "shuffled", list):
        machine.back_up(folder / "careless")
    seal_now(engine, machine.keys, DAY)
    machine.back_up(folder / "wednesday")
    days = [Backup(folder / name) for name in ("monday", "tuesday", "careless", "wednesday")]
    return Scene(key, people, *days)


# --- Without the recovery key -----------------------------------------------------------------------------


def test_what_waits_is_nowhere_readable(scene):
    """Neither answers, words and salts, nor anything that the machine kept secret, opens or holds it."""
    for backup in (scene.monday, scene.tuesday):
        waiting = set(range(EARLY, EARLY + MONDAY + TUESDAY))
        for content in (backup.raw, *backup.members.values()):
            assert not waiting & {*tags_in(content, ANSWER), *tags_in(content, WORDS)}
            assert SALT.encode() + b"-" not in content
            assert not any(
                each in content for person in scene.people[::60] for each in spellings_of_id(person)
            )


def test_what_was_sealed_would_be_found(scene):
    """The control: the box and the comments are readable in a backup, as in the database."""
    content = scene.monday.members[TABLES + "box"]

    assert len(tags_in(content, ANSWER)) == EARLY - 11


@pytest.mark.parametrize("day", ["monday", "tuesday", "wednesday"])
def test_no_order_in_a_backup_is_that_of_arrival(scene, day):
    backup: Backup = getattr(scene, day)
    place = {person.nullifier: number for number, person in enumerate(scene.people)}
    spent = [place[b64decode(str(row[0]))] for row in backup.rows("received_once")]
    waiting = tags_in(b"".join(backup.opened(scene.key)), ANSWER)
    boxed = tags_in(backup.members[TABLES + "box"], ANSWER)
    listed = [place[nullifier] for nullifier in backup.nullifiers]

    for order in (spent, boxed, waiting, listed):
        # Of the fewest, 11, no order can be told.
        assert len(order) == 11 or 0.38 < concordance(order) < 0.62
    assert backup.nullifiers == sorted(backup.nullifiers)


def test_all_that_waits_for_one_survey_has_one_length(scene):
    assert len({len(sealed) for sealed in scene.tuesday.boxes}) == 1


def test_two_backups_tell_who_came_between_and_never_which_rows_are_theirs(scene):
    """Whoever knows the ids sees who came; what they said is among the rows that are new, at least 11 for each."""
    before, after = (
        {b64decode(str(row[0])) for row in day.rows("received_once")}
        for day in (scene.monday, scene.wednesday)
    )
    new = {str(row[0]) for row in scene.wednesday.rows("box")} - {
        str(row[0]) for row in scene.monday.rows("box")
    }

    assert after - before == {person.nullifier for person in scene.people[-TUESDAY:]}
    assert len(new) >= 11


def test_a_row_has_the_same_place_in_every_backup(scene):
    """The order of ids: nothing tells which rows came together."""
    was, now = ([row[0] for row in day.rows("box")] for day in (scene.monday, scene.tuesday))

    assert was == now


# --- With the recovery key --------------------------------------------------------------------------------


def pairs_right(scene: Scene, backup: Backup) -> float:
    """How often the first box belongs to the first nullifier, the second to the second, and so on."""
    said = {person.nullifier: number for number, person in enumerate(scene.people)}
    opened = [tags_in(payload, ANSWER)[0] for payload in backup.opened(scene.key)]
    pairs = zip(backup.nullifiers, opened, strict=True)
    return sum(said[nullifier] == number for nullifier, number in pairs) / len(opened)


def test_with_the_key_no_response_leads_to_its_id(scene):
    # One of all meets its own by chance, on average.
    assert pairs_right(scene, scene.monday) < 0.03
    assert pairs_right(scene, scene.tuesday) < 0.03


def test_without_a_shuffle_every_response_would_lead_to_its_id(scene):
    """The control."""
    assert pairs_right(scene, scene.careless) == 1


def test_with_the_key_two_backups_tell_what_those_said_who_came_between(scene):
    """This is what docs/privacy.md says of whoever has the paper and two backups: exactly these, and all they said."""
    came = Counter(scene.tuesday.opened(scene.key)) - Counter(scene.monday.opened(scene.key))
    numbers = sorted(tags_in(b"".join(came.elements()), ANSWER))

    assert numbers == list(range(EARLY + MONDAY, EARLY + MONDAY + TUESDAY))
    assert all(b'"language":"en"' in payload for payload in came)


def test_another_recovery_key_opens_none_of_it(scene):
    opens: Callable[[bytes], bytes] = RecoveryKey.make().open
    failed = 0
    for sealed in scene.tuesday.boxes:
        with pytest.raises(Exception, match="another recovery key"):
            opens(sealed)
        failed += 1

    assert failed == len(scene.tuesday.boxes) > 300
