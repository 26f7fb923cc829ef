"""Keys of epochs: private, durable, destroyed without a trace; sealed lengths say little."""

import json
import os
import stat

import pytest

from survey_app.actions.epoch_keys import seal
from survey_app.errors import KeyMissing


def test_what_is_sealed_can_be_opened(keys):
    public_key = keys.make()

    assert keys.opener(public_key).open(seal(public_key, b"some\x80 \0\0")) == b"some\x80 \0\0"


@pytest.mark.parametrize(
    ("length", "sealed"),
    [(0, 1024), (900, 1024), (1000, 4096), (4000, 4096), (4100, 16384), (16_400, 65536), (70_000, 131072)],
)
def test_the_length_of_a_sealed_response_is_one_of_a_few(keys, length, sealed):
    assert len(seal(keys.make(), os.urandom(length))) == sealed


def test_a_response_of_the_usual_length_takes_the_smallest_size(keys):
    answers = {f"question_{number}": "some_answer" for number in range(40)}

    assert len(seal(keys.make(), json.dumps(answers).encode())) == 1024


def test_the_same_response_sealed_twice_looks_different(keys):
    public_key = keys.make()

    assert seal(public_key, b"some") != seal(public_key, b"some")


def test_only_the_user_of_the_app_can_read_a_key_or_enter_the_folder(keys):
    path = keys.path(keys.make())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700


def test_a_folder_that_others_could_enter_is_closed_to_them(keys):
    keys.folder.mkdir(mode=0o755)
    keys.make()

    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700


def test_a_key_of_another_epoch_opens_nothing(keys):
    with pytest.raises(KeyMissing, match="does not open a response"):
        keys.opener(keys.make()).open(seal(keys.make(), b"some"))


def test_a_response_that_was_changed_is_not_opened(keys):
    public_key = keys.make()
    sealed = bytearray(seal(public_key, b"some"))
    sealed[-1] ^= 1

    with pytest.raises(KeyMissing, match="does not open a response"):
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

    with pytest.raises(KeyMissing, match=rf"{public_key.hex()}\.key is missing.* Put it back"):
        keys.opener(public_key)
