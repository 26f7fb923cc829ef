"""The link check finds what is wrong, and says nothing is where nothing is."""

from dataclasses import replace
from datetime import date

import pytest

from survey_app.actions.kit.kit import KitOf
from survey_app.actions.kit.link_check import RoundDays, examine_link
from survey_app.documents.kit import Asked

KIT = KitOf(
    "merced-high",
    Asked("family", "Merced High", date(2027, 5, 1), 8),
    "MUHSD",
    "#145c48",
    None,
    ["en", "es"],
    "https://s.example.org",
)
DAYS = RoundDays("spring", "open", date(2027, 4, 1), date(2027, 5, 1))
TODAY = date(2027, 4, 6)
BASE = "https://s.example.org/s/merced-high/family"


def phone(address: str, accept_language: str) -> tuple[int, str, str]:
    language = accept_language[:2]
    return 200, f"{BASE}/{language}", f'<!doctype html><html lang="{language}"><form data-round="spring">'


def wrong(fetch=phone, kit=KIT, days=DAYS, today=TODAY) -> list[tuple[str, str]]:
    return [(each.code, each.about) for each in examine_link(fetch, kit, days, today) if not each.is_fine]


def test_a_link_that_works_is_fine_in_every_way():
    assert wrong() == []
    assert [each.code for each in examine_link(phone, KIT, DAYS, TODAY)] == [
        "outside",
        "https",
        "dates",
        "reachable",
        "opens",
        "language",
        "language",
        "code",
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kit": replace(KIT, public_url="http://127.0.0.1:8000")}, ("outside", "http://127.0.0.1:8000")),
        ({"kit": replace(KIT, public_url="http://s.example.org")}, ("https", "http://s.example.org")),
        ({"days": replace(DAYS, phase="draft")}, ("dates", "draft")),
        ({"today": date(2027, 3, 31)}, ("dates", "early")),
        ({"today": date(2027, 5, 2)}, ("dates", "over")),
        ({"fetch": lambda *_: None}, ("reachable", BASE)),
        ({"fetch": lambda *_: (410, BASE, "closed")}, ("opens", "410")),
        ({"fetch": lambda *_: (200, BASE, '<html lang="en"><form data-round="fall">')}, ("opens", "200")),
        ({"fetch": lambda *_: phone("", "en")}, ("language", "es")),
    ],
)
def test_each_fault_is_found(changes, fault):
    assert fault in wrong(**changes)
