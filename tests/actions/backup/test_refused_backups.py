"""What cannot be backed up or brought back is refused with the remedy, and nothing has changed then."""

import io
import json
import stat
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from survey_app.actions.backup.parts import Member
from survey_app.actions.backup.recovery_key import RecoveryKey
from survey_app.errors import BackupError, KeyMissing
from tests.actions.backup.machines import Machine, people


@pytest.fixture
def key(here: Machine, target: Path) -> RecoveryKey:
    """The recovery key of a backup in which 12 responses wait."""
    here.keep_secrets()
    here.send(people(12))
    key = here.make_recovery_key()
    here.back_up(target)
    return key


def refuse(
    elsewhere: Machine, path: Path, key: RecoveryKey | None, why: str, secrets: Path | None = None
) -> None:
    """Check that a backup is refused, and that the machine is as it was."""
    before = elsewhere.rows(), files(elsewhere.instance)
    with pytest.raises(BackupError, match=why):
        elsewhere.restore(path, key, secrets)
    assert (elsewhere.rows(), files(elsewhere.instance)) == before


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewritten(part: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Write a part anew with other members, as somebody with a hex editor could."""
    with zipfile.ZipFile(part) as old:
        members = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(part, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)


def test_while_responses_wait_a_backup_needs_a_recovery_key(here, target):
    here.send(people(1))

    with pytest.raises(BackupError, match=r"run\.py recovery-key"):
        here.back_up(target)
    assert list(target.parent.glob("monday*")) == []


def test_a_response_that_no_key_opens_stops_a_backup(here, key, tmp_path):
    for path in here.keys.folder.iterdir():
        path.unlink()

    with pytest.raises(KeyMissing, match=r"run\.py recover"):
        here.back_up(tmp_path / "tuesday")
    assert list(tmp_path.glob("tuesday*")) == []


def test_nothing_is_overwritten(here, key, target):
    before = files(target)

    with pytest.raises(BackupError, match="monday already exists"):
        here.back_up(target)
    assert files(target) == before


def test_what_the_disk_refuses_is_told_in_one_line_and_leaves_nothing(here, tmp_path):
    with pytest.raises(BackupError, match="cannot be written: File name too long"):
        here.back_up(tmp_path / ("x" * 250))
    assert list(tmp_path.glob("x*")) == []


def test_only_we_can_read_a_backup(key, target):
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in target.iterdir()} == {
        "data.zip": 0o600,
        "secrets.zip": 0o600,
    }


def test_the_same_secrets_make_the_same_part(here, key, target, tmp_path):
    here.back_up(tmp_path / "tuesday")

    assert (tmp_path / "tuesday" / "secrets.zip").read_bytes() == (target / "secrets.zip").read_bytes()


def test_a_database_that_is_not_empty_is_left_alone(here, key, target):
    refuse(here, target, key, "not empty")


def test_another_recovery_key_is_refused_and_the_right_one_is_named(elsewhere, key, target):
    refuse(elsewhere, target, RecoveryKey.make(), "needs the recovery key [0-9a-f]{4}-")


def test_one_bit_that_changed_is_noticed_wherever_it_is(elsewhere, key, target):
    whole, noticed = (target / "data.zip").read_bytes(), 0
    for place in range(40, len(whole), len(whole) // 25):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        if members(damaged) == members(whole):
            continue  # a byte that means nothing, such as the time that zip writes beside each table
        (target / "data.zip").write_bytes(damaged)
        refuse(elsewhere, target, key, "damaged|not a whole part")
        noticed += 1
    assert noticed >= 15


def members(content: bytes) -> dict[str, bytes] | None:
    """Everything in a zip; None if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return {name: file.read(name) for name in file.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
        return None


def test_a_part_that_was_cut_short_is_noticed(elsewhere, key, target):
    content = (target / "data.zip").read_bytes()
    (target / "data.zip").write_bytes(content[: len(content) // 2])

    refuse(elsewhere, target, key, "not a whole part")


def test_rows_that_changed_are_noticed_by_their_sum(elsewhere, key, target):
    rewritten(target / "data.zip", lambda name, content: content.replace(b"Merced", b"Morced"))

    refuse(elsewhere, target, key, r"damaged at tables/")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("format", 2, "of another|restore it with the version"),
        ("migration", "0001", "has migration 0001"),
        ("engine", "oracle", "comes from oracle"),
        ("part", "secrets", "not a whole part"),
        ("members", 3, "damaged at manifest.json"),
    ],
)
def test_another_version_another_engine_and_another_part_are_refused(
    elsewhere, key, target, name, value, why
):
    def change(member: str, content: bytes) -> bytes:
        if member != "manifest.json":
            return content
        return json.dumps({**json.loads(content), name: value}).encode()

    rewritten(target / "data.zip", change)

    refuse(elsewhere, target, key, why)


def test_secrets_of_another_backup_are_refused(here, elsewhere, key, target, tmp_path):
    (here.instance / "pepper").write_bytes(b"another")
    here.back_up(tmp_path / "tuesday")

    refuse(elsewhere, target, key, "other secrets than this backup needs", tmp_path / "tuesday")


def test_secrets_that_are_here_already_stay(elsewhere, key, target):
    (elsewhere.instance / "pepper").write_bytes(b"another")

    refuse(elsewhere, target, key, "other secrets here already.*pepper")


def test_what_does_not_fit_together_is_undone_whole(elsewhere, key, target):
    """Somebody took a line out, and made the sums fit: the fault is found when most is already there."""

    def change(name: str, content: bytes) -> bytes:
        lost = b"".join(content.splitlines(keepends=True)[1:]) if name == "waiting.nullifiers" else content
        if name == "manifest.json":
            manifest = json.loads(content)
            manifest["members"]["waiting.nullifiers"] = fitting[0]._asdict()
            return json.dumps(manifest).encode()
        if name == "waiting.nullifiers":
            fitting.append(Member(11, len(lost), sha256(lost).hexdigest()))
        return lost

    fitting: list[Member] = []
    rewritten(target / "data.zip", change)

    refuse(elsewhere, target, key, "does not fit together")


def test_a_part_that_names_a_file_elsewhere_writes_nothing(elsewhere, key, target):
    with zipfile.ZipFile(target / "secrets.zip") as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members["manifest.json"])
    manifest["members"]["../evil"] = manifest["members"].pop("pepper")
    members["../evil"], members["manifest.json"] = members.pop("pepper"), json.dumps(manifest).encode()
    with zipfile.ZipFile(target / "secrets.zip", "w") as new:
        for name, content in members.items():
            new.writestr(name, content)

    refuse(elsewhere, target, key, "not a whole part")
