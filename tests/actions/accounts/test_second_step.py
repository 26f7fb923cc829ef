"""The second step: codes of the app, recovery codes, and the key that keeps their secrets."""

from datetime import timedelta
from hashlib import sha256

import pyotp
import pytest

from survey_app.actions.accounts.two_factor import new_recovery_codes, new_secret, recovery_hash, step_of
from survey_app.errors import KeyMissing
from tests.surveys.code_shapes import others, shapes


def test_codes_of_the_app_and_recovery_codes_are_taken_in_every_shape(now):
    secret, recovery = new_secret(), new_recovery_codes()[0]
    code, kept = pyotp.TOTP(secret).at(now), recovery_hash(recovery)

    assert [ascii(each) for each in shapes(code) if step_of(secret, each, now, None) is None] == []
    assert [ascii(each) for each in shapes(recovery) if recovery_hash(each) != kept] == []
    assert [ascii(each) for each in others(code) if step_of(secret, each, now, None)] == []
    assert [ascii(each) for each in others(recovery) if recovery_hash(each) == kept] == []


def test_recovery_codes_that_were_kept_before_still_fit():
    """As they were kept in November 2026: capitals, without the hyphen."""
    assert recovery_hash("k7q2f-9xmab") == sha256(b"K7Q2F9XMAB").digest()


def test_a_code_works_once_and_for_a_clock_that_is_half_a_minute_off(now):
    secret = new_secret()
    step = int(now.timestamp()) // 30

    assert step_of(secret, pyotp.TOTP(secret).at(now), now, None) == step
    assert step_of(secret, pyotp.TOTP(secret).at(now), now, step) is None
    assert step_of(secret, pyotp.TOTP(secret).at(now - timedelta(seconds=30)), now, None) == step - 1
    assert step_of(secret, pyotp.TOTP(secret).at(now - timedelta(seconds=90)), now, None) is None
    assert step_of(secret, "ñ12345", now, None) is None


def test_the_key_of_the_secrets_is_a_private_file_and_its_loss_is_named(keeper, tmp_path):
    locked = keeper.lock("SECRET")
    assert keeper.unlock(locked) == "SECRET"
    assert (tmp_path / "second_step_key").stat().st_mode & 0o777 == 0o600

    (tmp_path / "second_step_key").write_bytes(b"x" * 32)
    with pytest.raises(KeyMissing, match="staff reset"):
        keeper.unlock(locked)
    (tmp_path / "second_step_key").unlink()
    with pytest.raises(KeyMissing, match="second_step_key is missing"):
        keeper.unlock(locked)
