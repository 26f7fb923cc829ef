"""The recovery key: people can copy it from paper, mistakes are noticed, and the server forgets it."""

import stat

import pytest

from survey_app.actions.backup.recovery_key import (
    RecoveryKey,
    fingerprint,
    public_key_of,
    read_key,
    read_line,
)
from survey_app.actions.sealing.epoch_keys import seal
from survey_app.errors import BackupError

ZERO = RecoveryKey(bytes(32))


def test_a_key_is_four_lines_of_sixteen_characters_in_groups_of_four():
    lines = RecoveryKey.make().lines()

    assert [[len(group) for group in line.split()] for line in lines] == [[4, 4, 4, 4]] * 4


@pytest.mark.parametrize(
    "change",
    [str, str.lower, lambda line: line.replace(" ", "-"), lambda line: line.replace("0", "o")],
    ids=["as it is", "small", "with hyphens", "O for 0"],
)
def test_a_key_is_read_however_it_is_typed(change):
    key = RecoveryKey.make()

    assert read_key("\n".join(change(line) for line in key.lines())) == key


def test_a_key_is_read_from_the_page_that_was_printed():
    key = RecoveryKey.make()
    page = [
        f"Recovery key {fingerprint(key.public)}",
        *(f"  {n}  {line}" for n, line in enumerate(key.lines(), 1)),
    ]

    assert read_key("\n".join(["x", *page, "Print this page."])) == key


def test_a_wrong_character_a_swap_and_a_line_in_the_wrong_place_are_noticed():
    lines = RecoveryKey(bytes(range(32))).lines()
    first = lines[0]
    wrong = ("1" if first[0] != "1" else "2") + first[1:]
    groups = first.split()
    swapped = " ".join([groups[1], groups[0], *groups[2:]])

    assert read_line(1, first)
    assert [read_line(1, each) for each in (wrong, swapped, first[:-1], first + "0", lines[1])] == [None] * 5


def test_a_mistake_is_named_by_its_line():
    lines = ZERO.lines()

    with pytest.raises(BackupError, match="line 3 of the recovery key"):
        read_key("\n".join([*lines[:2], lines[2][:-1] + "!", lines[3]]))


def test_what_is_too_large_for_a_key_is_refused():
    lines = RecoveryKey(b"\xff" * 32).lines()

    assert read_key("\n".join(lines)).private == b"\xff" * 32


def test_the_private_half_opens_what_the_public_half_sealed():
    key = RecoveryKey.make()

    assert key.open(seal(key.public, b"some", 1024)) == b"some"
    with pytest.raises(BackupError, match="another recovery key"):
        RecoveryKey.make().open(seal(key.public, b"some", 1024))


def test_the_private_half_is_never_printed_by_accident():
    assert repr(ZERO) == "RecoveryKey()"


def test_the_server_keeps_the_public_half_alone(here):
    key = here.make_recovery_key()
    kept = b"".join(path.read_bytes() for path in here.instance.rglob("*") if path.is_file())
    rows = str(here.rows())

    assert public_key_of(here.instance) == key.public
    assert stat.S_IMODE((here.instance / "recovery_key.pub").stat().st_mode) == 0o600
    for spelled in (key.private, key.private.hex().encode(), key.lines()[0].encode()):
        assert spelled not in kept
        assert spelled.decode("latin-1") not in rows
    assert fingerprint(key.public) in rows


def test_a_second_key_takes_the_place_of_the_first(here):
    here.make_recovery_key()
    second = here.make_recovery_key()

    assert public_key_of(here.instance) == second.public


def test_a_damaged_public_half_is_named(here):
    (here.instance / "recovery_key.pub").write_text("abc")

    with pytest.raises(BackupError, match=r"recovery_key.pub is not a recovery key"):
        public_key_of(here.instance)
