"""Keys of epochs: private, durable, destroyed without a trace; sealed lengths say little."""

import os
import stat
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from nacl.public import PublicKey, SealedBox

from survey_app.actions.sealing.epoch_keys import EpochKeys, seal
from survey_app.errors import KeyMissing
from tests.cli.serving.races import at_once


def test_what_is_sealed_can_be_opened(keys):
    public_key = keys.make()

    assert keys.opener(public_key).open(seal(public_key, b"some\x80 \0\0", 1024)) == b"some\x80 \0\0"


@pytest.mark.parametrize("length", [0, 900, 4047])
def test_whatever_is_sealed_has_the_size_of_its_version(keys, length):
    assert len(seal(keys.make(), os.urandom(length), 4096)) == 4096


def test_a_longer_response_is_sealed_too(keys):
    public_key, payload = keys.make(), os.urandom(4048)

    sealed = seal(public_key, payload, 4096)

    assert len(sealed) == 8192
    assert keys.opener(public_key).open(sealed) == payload


def test_what_an_older_version_sealed_is_opened(keys):
    public_key, payload = keys.make(), b'{"round":"spring"}'
    sealed = SealedBox(PublicKey(public_key)).encrypt((zlib.compress(payload) + b"\x80").ljust(976, b"\0"))

    assert keys.opener(public_key).open(sealed) == payload


def test_the_same_response_sealed_twice_looks_different(keys):
    public_key = keys.make()

    assert seal(public_key, b"some", 1024) != seal(public_key, b"some", 1024)


def test_only_the_user_of_the_app_can_read_a_key_or_enter_the_folder(keys):
    path = keys.path(keys.make())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700


def test_a_folder_that_others_could_enter_is_closed_to_them(keys):
    keys.folder.mkdir(mode=0o755)
    keys.make()

    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700


def test_a_key_of_another_epoch_opens_nothing(keys):
    with pytest.raises(KeyMissing, match="does not open a waiting response"):
        keys.opener(keys.make()).open(seal(keys.make(), b"some", 1024))


def test_a_response_that_was_changed_is_not_opened(keys):
    public_key = keys.make()
    sealed = bytearray(seal(public_key, b"some", 1024))
    sealed[-1] ^= 1

    with pytest.raises(KeyMissing, match="does not open a waiting response"):
        keys.opener(public_key).open(bytes(sealed))


def test_a_key_that_was_cut_short_is_named(keys):
    public_key = keys.make()
    keys.path(public_key).write_bytes(b"short")

    with pytest.raises(KeyMissing, match=public_key.hex()):
        keys.opener(public_key)


def test_a_destroyed_key_is_overwritten_before_it_is_removed(keys):
    public_key = keys.make()
    content = keys.path(public_key).read_bytes()
    # A second name for the same place on disk shows what is left there.
    witness = keys.folder / "witness"
    os.link(keys.path(public_key), witness)

    keys.destroy(public_key)

    assert not keys.has(public_key)
    assert len(witness.read_bytes()) == len(content) == 32
    assert witness.read_bytes() != content


def test_destroying_a_key_twice_does_no_harm(keys):
    public_key = keys.make()
    keys.destroy(public_key)
    keys.destroy(public_key)

    assert not keys.has(public_key)


def test_a_missing_key_is_named_with_the_remedy(keys):
    public_key = keys.make()
    keys.destroy(public_key)

    with pytest.raises(KeyMissing, match=rf"{public_key.hex()}\.key is missing.* restore the file"):
        keys.opener(public_key)


def test_chance_is_the_same_again_until_the_key_is_destroyed(keys):
    public_key = keys.make()
    before = keys.chance(public_key).draw("row", b"1")
    again = keys.chance(public_key).draw("row", b"1")
    keys.destroy(public_key)

    assert before == again
    assert list(keys.folder.iterdir()) == []
    assert keys.chance(public_key).draw("row", b"1") != before


def draw_and_tell(public_key, folder):
    return repr(EpochKeys(folder).chance(public_key).draw("row", b"1")).encode()


def test_sealers_that_come_at_once_draw_by_one_chance(tmp_path):
    assert len(set(at_once(partial(draw_and_tell, b"x" * 32), tmp_path / "keys"))) == 1


def test_chance_that_a_killed_seal_had_not_finished_is_not_used_and_is_destroyed_with_the_key(keys):
    public_key = keys.make()
    unfinished = keys.folder / f"{public_key.hex()}.chance.1a2b3c4d"
    unfinished.write_bytes(b"short")

    drawn = [keys.chance(public_key).draw("row", b"1") for _ in range(2)]
    keys.destroy(public_key)

    assert drawn[0] == drawn[1]
    assert list(keys.folder.iterdir()) == []


def test_a_key_that_somebody_else_removes_at_the_same_moment_is_destroyed(keys):
    """Three at once, as three sealers would."""
    for _ in range(20):
        public_key = keys.make()
        keys.chance(public_key)
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda _: keys.destroy(public_key), range(3)))  # noqa: B023 (done before it changes)
        assert not keys.has(public_key)
