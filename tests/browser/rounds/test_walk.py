"""An administrator on her first day: from an invitation to a round that is closed, with everybody in between."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.rounds.first_day import (
    Day,
    Walk,
    close_and_download,
    close_the_round_that_is_open,
    import_schools,
    open_the_round,
    people_answer,
    print_kit,
    set_up,
    sign_in,
)
from tests.installation import Installation


@pytest.fixture(
    scope="module",
    params=[Day(40, 190, by_hand=False), pytest.param(Day(200, 900, by_hand=True), marks=pytest.mark.long)],
    ids=["230", "1100"],
)
def walk(
    request: pytest.FixtureRequest,
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    chromium: Browser,
    library,
) -> Iterator[Walk]:
    """The whole way, walked once."""
    site = Installation(copytree(prepared, tmp_path_factory.mktemp("walk") / "instance"))
    site.serve()
    context = chromium.new_context(locale="en-US", accept_downloads=True)
    try:
        walk = Walk(site, request.param)
        go(walk, context.new_page(), chromium, library["family"])
        yield walk
    finally:
        context.close()
        site.stop()


def go(walk: Walk, page: Page, chromium: Browser, survey) -> None:
    """From the invitation to the files."""
    sign_in(walk, page)
    import_schools(walk, page)
    close_the_round_that_is_open(page)
    set_up(walk, page)
    print_kit(walk, page)
    open_the_round(walk, page)
    people_answer(walk, chromium, survey)
    page.goto(f"{walk.site.url}/staff/rounds/spring-needs/participation")
    walk.pages["before the count"] = page.locator("#main").inner_text()
    # She does not wait for three in the morning.
    walk.site.flask("seal", "--now")
    page.reload()
    walk.pages["participation"] = page.locator("#main").inner_text()
    close_and_download(walk, page)


def test_recovery_codes_are_shown_and_schools_have_their_numbers(walk: Walk) -> None:
    assert len(re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", walk.pages["recovery"])) == 10
    assert "CDE Census Day 2025-26" in walk.pages["schools"]


def test_the_draft_says_what_is_still_to_do_until_it_is_done(walk: Walk) -> None:
    assert "Still to do: Parent consent is missing for: Students" in walk.pages["first draft"]
    assert "Still to do: Make the access codes of: Merced High, Sequoia High." in walk.pages["first draft"]
    assert "Still to do" not in walk.pages["ready"]


def test_the_kit_is_printed_and_comes_as_a_zip(walk: Walk) -> None:
    assert len(set(walk.codes)) == walk.day.families
    assert "Sequoia High" in PdfReader(io.BytesIO(walk.files["poster"])).pages[0].extract_text()
    with zipfile.ZipFile(io.BytesIO(walk.files["zip"])) as file:
        assert len(file.namelist()) == 2 * (3 + 1) * 4


def test_a_typing_error_is_told_at_once_and_a_used_code_once_it_is_sent(walk: Walk) -> None:
    assert "error de escritura" in walk.pages["typing error"]
    assert "ya se usó" in walk.pages["used"]
    assert "typing error in this code" in walk.pages["plain typing error"]


def test_everybody_is_stored_once_and_participation_shows_it(walk: Walk) -> None:
    families, students, _ = walk.day

    assert walk.statuses == [201] * (families - 2 + students)
    assert "or more" not in walk.pages["before the count"]
    seen = walk.pages["participation"]
    assert f"{families + students} or more" in seen
    assert re.search(rf"Merced High\s+Families\s+{families} or more\s+{families} access codes\s+100%", seen)
    enrolled = 1975
    shares = rf"{enrolled} CDE Census Day 2025-26\s+(\d+)% to (\d+)%"
    share = re.search(rf"Merced High\s+Students\s+{students} or more\s+{shares}", seen)
    assert share and int(share[1]) == 100 * students // enrolled
    assert int(share[1]) < int(share[2]) < int(share[1]) + 5
    assert re.search(r"Sequoia High, Students: \d+% or less", seen)


def test_the_round_closes_and_its_answers_come_anonymized(walk: Walk) -> None:
    with zipfile.ZipFile(io.BytesIO(walk.files["answers"])) as file:
        assert "family/responses.csv" in file.namelist()
        assert not [
            code
            for code in walk.codes
            if code.replace("-", "").encode() in b"".join(map(file.read, file.namelist()))
        ]
    assert "closed" in walk.pages["closed"].lower()


def test_everything_she_did_is_in_the_log(walk: Walk) -> None:
    acts = ["account invite accepted", "sign in", "schools import", "round create", "round change"]
    acts += ["codes make", "round open", "round close", "round finish"]

    for act in acts:
        assert act in walk.pages["log"]
    assert "audit log whole up to entry" in walk.site.flask("check")
