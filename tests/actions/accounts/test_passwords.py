"""Passwords: which are good enough, how they are kept, and when two are the same."""

import unicodedata

import argon2
import pytest

from survey_app.actions.accounts import passwords
from survey_app.actions.accounts.passwords import (
    hash_password,
    is_password,
    offer_passphrase,
    password_problem,
)
from survey_app.actions.accounts.two_factor import new_secret, step_of
from tests.actions.accounts.staff_samples import PASSPHRASE


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("fourteen chars", "password_too_short"),
        ("x" * 201, "password_too_long"),
        ("passwordpassword", "password_easy_to_guess"),
        ("123456789012345", "password_easy_to_guess"),
        ("iloveyouiloveyou", "password_easy_to_guess"),
        ("qwertyuiopasdfgh", "password_easy_to_guess"),
        ("ana@muhsd.example.org", "password_easy_to_guess"),
        (PASSPHRASE, None),
    ],
)
def test_a_password_is_long_and_not_among_the_common_ones(password, problem):
    assert password_problem(password, ["ana@muhsd.example.org", "Ana"]) == problem


def test_the_passphrase_that_is_offered_is_good_and_never_the_same():
    offers = {offer_passphrase() for _ in range(20)}

    assert {password_problem(each, []) for each in offers} == {None}
    assert len(offers) == 20


def test_passwords_are_kept_as_argon2id(true_hasher, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", true_hasher)

    hashed = hash_password(PASSPHRASE)

    parameters = argon2.extract_parameters(hashed)
    assert parameters.type == argon2.Type.ID
    assert parameters.memory_cost >= 64 * 1024
    assert parameters.time_cost >= 3
    assert is_password(hashed, PASSPHRASE)
    assert not is_password(hashed, PASSPHRASE.upper())
    assert not is_password(None, PASSPHRASE)


ACCENTED = "ma\u00f1ana pi\u00f1ata caf\u00e9 coraz\u00f3n 2026"
TAKEN_APART = unicodedata.normalize("NFD", ACCENTED)
KOREAN = "\ud55c\uad6d\uc5b4 \ube44\ubc00\ubc88\ud638 tractor canal"
SAME_WORDS = [
    (ACCENTED, TAKEN_APART),
    (TAKEN_APART, ACCENTED),
    (PASSPHRASE, PASSPHRASE.replace(" a ", "\u00a0a\u3000")),
    (PASSPHRASE, "\uff56\uff49\uff4f\uff4c\uff45\uff54 tractor reading a slow canal"),
    (
        "\u3072\u304c\u3057 \u30ac\u30e9\u30b9 tractor canal",
        "\u3072\u304b\u3099\u3057 \uff76\uff9e\uff97\uff7d tractor canal",
    ),
    (KOREAN, unicodedata.normalize("NFD", KOREAN)),
]


@pytest.mark.parametrize(("chosen", "typed"), SAME_WORDS)
def test_the_same_words_from_another_keyboard_are_the_same_password(chosen, typed):
    assert chosen != typed

    assert is_password(hash_password(chosen), typed)
    assert password_problem(chosen, []) == password_problem(typed, [])
    assert not is_password(
        hash_password(chosen), typed.replace("t", "d").replace("2026", "2027")
    )  # the control


@pytest.mark.parametrize("chosen", [ACCENTED, TAKEN_APART, PASSPHRASE])
def test_a_password_that_was_kept_as_it_was_typed_still_fits(chosen):
    kept = passwords._hasher.hash(chosen)

    assert is_password(kept, chosen)
    assert not is_password(kept, chosen + ".")


def test_characters_are_counted_as_they_are_kept():
    fourteen = "\u00e9\u00e8\u00f1\u00f3 \u00fc\u00e7 \u00e4\u00f6 \u00e2\u00ee\u00e5"

    assert len(unicodedata.normalize("NFD", fourteen)) > 20
    assert password_problem(unicodedata.normalize("NFD", fourteen), []) == "password_too_short"
    assert password_problem("e\u0301" * 200, []) != "password_too_long"
    assert password_problem("e\u0301" * 201, []) == "password_too_long"


def test_a_million_accents_are_no_password_and_cost_nothing(now):
    """Sorting the accents of one letter takes the square of their number; in this test, hours."""
    endless = "e" + "\u0301\u0323" * 500_000

    assert password_problem(endless, []) == "password_too_long"
    assert not is_password(hash_password(PASSPHRASE), endless)
    assert not is_password(None, endless)
    assert step_of(new_secret(), endless, now, None) is None
