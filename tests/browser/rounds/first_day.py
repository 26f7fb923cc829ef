"""What an administrator does on her first day, and how families and students answer in between."""

import io
import json
import re
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pyotp
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.answers import FAMILY
from tests.browser.staff.ways_in import follow
from tests.browser.taker import Taker
from tests.directory.state_files import ENROLLMENT, SCHOOLS
from tests.installation import Installation

PASSPHRASE = "violet tractor reading a slow canal"
SCHOOL = "merced-high"
# Of many boxes, these alone.
CHECK_THESE = """(boxes, wanted) => {
    for (const each of boxes) if (each.checked != wanted.includes(each.value)) each.click();
}"""


class Day(NamedTuple):
    """How many people answer, and how the first of them does."""

    families: int  # in two rooms of the same size
    students: int
    by_hand: bool  # with the pointer and the keyboard

    @property
    def trays(self) -> str:
        """What she types into the page of slips."""
        return "\n".join(f"Room {room}: {self.families // 2}" for room in (1, 2))


@dataclass
class Walk:
    """What she saw on her way: the words of pages, and what she took home."""

    site: Installation
    day: Day
    pages: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)


def sign_in(walk: Walk, page: Page) -> None:
    invitation = walk.site.flask("staff", "add", "ana@example.org", "--name", "Ana Ruiz").strip()
    page.goto(invitation)
    key = (page.locator("code").nth(1).text_content() or "").replace(" ", "")
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_label("The six digits that the app shows now").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Set up my account").click()
    walk.pages["recovery"] = page.locator("ol.codes").inner_text()
    page.get_by_role("link", name="I saved them. Go on").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_label("Code from the app").fill(pyotp.TOTP(key).at(datetime.now(UTC) + timedelta(seconds=30)))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Hello, Ana Ruiz")).to_be_visible()


def import_schools(walk: Walk, page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Schools").click()
    page.get_by_role("link", name="Import from the state’s files").click()
    page.get_by_label("Directory of public schools").set_input_files(SCHOOLS)
    page.get_by_label("Census Day enrollment").set_input_files(ENROLLMENT)
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_role("heading", name="9 schools change")).to_be_visible()
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_text("The schools are up to date.")).to_be_visible()
    walk.pages["schools"] = page.locator("#main").inner_text()


def close_the_round_that_is_open(page: Page) -> None:
    follow(page.get_by_role("navigation").get_by_role("link", name="Start"))
    page.get_by_role("link", name=re.compile("^Needs and strengths")).first.click()
    page.get_by_text("Close it now").click()
    page.get_by_role("button", name="Close the round").click()
    page.get_by_text("Finish now").click()
    page.get_by_role("button", name="Finish the round").click()
    expect(page.get_by_text("The round is finished.")).to_be_visible(timeout=60_000)
    follow(page.get_by_role("link", name="Go to the round"))


def set_up(walk: Walk, page: Page) -> None:
    follow(page.get_by_role("navigation").get_by_role("link", name="Start"))
    page.get_by_role("link", name="Set up a round").click()
    page.get_by_label("Name").fill("Spring needs")
    today = datetime.now(UTC).date()
    page.get_by_label("First day").fill((today - timedelta(days=2)).isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=20)).isoformat())
    page.get_by_role("group", name="Schools").get_by_role("checkbox").evaluate_all(
        CHECK_THESE, [SCHOOL, "sequoia-high"]
    )
    for audience in ("School staff", "Partners"):
        page.get_by_role("checkbox", name=audience, exact=True).uncheck()
    for asked in page.get_by_text("Survey, languages, how they get in").all():
        asked.click()
    # There are eleven languages; these are enough for her schools.
    for audience, languages in (("student", ["en"]), ("family", ["en", "es"])):
        page.locator(f'[name="languages-{audience}"]').evaluate_all(CHECK_THESE, languages)
    page.locator('[name="access-family"][value="codes"]').check()
    follow(page.get_by_role("button", name="Make the draft"))
    walk.pages["first draft"] = page.locator("#main").inner_text()
    follow(page.get_by_role("link", name="Change"))
    page.get_by_text("Survey, languages, how they get in").nth(0).click()
    page.get_by_label("Parents were told and could say no (passive consent)").check()
    follow(page.get_by_role("button", name="Save"))


def print_kit(walk: Walk, page: Page) -> None:
    for school, trays in ((SCHOOL, walk.day.trays), ("sequoia-high", "5")):
        page.goto(f"{walk.site.url}/staff/rounds/spring-needs/kit/{school}/family")
        page.get_by_label("Classes and how many slips each needs").fill(trays)
        page.get_by_role("button", name="Make the codes").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the slips (PDF)").click()
        walk.files[f"slips of {school}"] = Path(download.value.path()).read_bytes()
    slips = PdfReader(io.BytesIO(walk.files[f"slips of {SCHOOL}"]))
    walk.codes = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", " ".join(each.extract_text() for each in slips.pages))
    with page.expect_download() as download:
        page.get_by_role("row", name=re.compile("^Español")).get_by_role("link").first.click()
    walk.files["poster"] = Path(download.value.path()).read_bytes()
    page.goto(f"{walk.site.url}/staff/rounds/spring-needs")
    walk.pages["ready"] = page.locator("#main").inner_text()
    page.get_by_role("button", name="All kits as a zip").click()
    ready = page.get_by_role("link", name="Download the zip")
    expect(ready).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        ready.click()
    walk.files["zip"] = Path(download.value.path()).read_bytes()


def open_the_round(walk: Walk, page: Page) -> None:
    page.goto(f"{walk.site.url}/staff/rounds/spring-needs")
    page.get_by_text("Open it to everyone").click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("The round is open.")).to_be_visible()


def people_answer(walk: Walk, chromium: Browser, survey) -> None:
    """Two families on their phones, then everybody else at once."""
    a_family_answers_with_a_script(walk, chromium, survey)
    a_family_answers_without_scripts(walk, chromium, survey)
    everybody_else_answers(walk)


def a_family_answers_with_a_script(walk: Walk, chromium: Browser, survey) -> None:
    """She scans her slip, and tries its code a second time."""
    context = chromium.new_context()
    page = context.new_page()
    taker = Taker(page, walk.site.url, SCHOOL, survey, "es")
    taker.by_hand = walk.day.by_hand
    page.goto(f"{taker.address}#c={walk.codes[0].replace('-', '')}")
    page.wait_for_selector("html[data-offline=ready]")
    expect(page.locator("#code")).to_have_value(re.compile("[0-9A-Z]{10}"))
    assert "#" not in page.url
    page.locator("#code").fill("K7Q2F-9XMA9")
    page.locator("#go button").click()
    walk.pages["typing error"] = page.locator("#e-code").inner_text()
    page.locator("#code").fill(walk.codes[0].lower().replace("-", " "))
    taker.go_through([section.name for section in survey.sections if not section.optional], FAMILY)
    taker.send()
    taker.receipt()
    taker.by_hand = False
    page.goto(taker.address)
    page.wait_for_selector("html[data-offline=ready]")
    page.locator("#code").fill(walk.codes[0])
    taker.go_through([section.name for section in survey.sections if not section.optional], {})
    taker.send()
    expect(page.locator("#strip .problem")).to_be_visible()
    walk.pages["used"] = page.locator("#strip .problem").inner_text()
    context.close()


def a_family_answers_without_scripts(walk: Walk, chromium: Browser, survey) -> None:
    """He types his code, badly at first."""
    plain = chromium.new_context(java_script_enabled=False)
    page = plain.new_page()
    taker = Taker(page, walk.site.url, SCHOOL, survey, "en").open()
    taker.answer(FAMILY)
    page.locator("#code").fill(walk.codes[1].replace(walk.codes[1][0], "!", 1))
    follow(taker.button("Send my answers").last)
    walk.pages["plain typing error"] = page.locator("#problems").inner_text()
    page.locator("#code").fill(walk.codes[1])
    taker.send()
    taker.receipt()
    plain.close()


def everybody_else_answers(walk: Walk) -> None:
    families = [("family", "family-2026.3", code) for code in walk.codes[2:]]
    students = [("student", "student-2026.3", None)] * walk.day.students

    def answer(who: tuple[str, str, str | None]) -> int:
        audience, version, code = who
        body = {"id": str(uuid.uuid4()), "version": version, "language": "en", "channel": "web", "code": code}
        request = urllib.request.Request(
            f"{walk.site.url}/s/{SCHOOL}/{audience}/responses",
            json.dumps({**body, "answers": {}}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return int(reply.status)

    with ThreadPoolExecutor(16) as pool:
        walk.statuses = list(pool.map(answer, [*families, *students]))


def close_and_download(walk: Walk, page: Page) -> None:
    page.goto(f"{walk.site.url}/staff/rounds/spring-needs")
    page.get_by_text("Close it now").click()
    page.get_by_role("button", name="Close the round").click()
    page.get_by_text("Finish now").click()
    page.get_by_role("button", name="Finish the round").click()
    page.get_by_role("link", name="Go to the round").click(timeout=60_000)
    page.get_by_label("What are the answers for?").fill("report to the board")
    page.get_by_role("button", name="Download the anonymized answers").click()
    ready = page.get_by_role("link", name="Download the zip")
    expect(ready).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        ready.click()
    walk.files["answers"] = Path(download.value.path()).read_bytes()
    page.goto(f"{walk.site.url}/staff/log")
    walk.pages["log"] = page.locator("table").inner_text()
    # A worker process may go on for two seconds with what it knows.
    latest = time.monotonic() + 60
    while "closed" not in walk.pages.get("closed", "").lower() and time.monotonic() < latest:
        page.goto(f"{walk.site.url}/s/{SCHOOL}/family/en")
        walk.pages["closed"] = page.locator("#main").inner_text()
