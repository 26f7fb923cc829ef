"""The whole way: families and students answer, the round is closed, the export holds exactly what they said."""

import json
import sqlite3
import urllib.request
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copytree
from time import monotonic
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from playwright.sync_api import Browser, expect

from survey_app.surveys.model import Survey
from tests.browser.answers import FAMILY, FAMILY_IN_ARABIC, STUDENT
from tests.browser.conftest import Watched
from tests.browser.rounds.exported import as_bag, as_cells, columns_that_all_may_see, exported_rows, words_in
from tests.browser.staff.ways_in import follow
from tests.browser.taker import Taker, interface
from tests.installation import Installation

SCHOOL = "merced-high"
SIMULATED = 12

# survey, language, with a script, answers: no two are alike in what the export can show.
JOURNEYS: Mapping[str, tuple[str, str, bool, dict[str, Any]]] = {
    "family in Spanish, with a script": ("family", "es", True, FAMILY),
    "family in Spanish, without": ("family", "es", False, {**FAMILY, "voice": "never", "progress": "none"}),
    "family in Arabic, with a script": ("family", "ar", True, FAMILY_IN_ARABIC),
    "family in Arabic, without": ("family", "ar", False, {**FAMILY_IN_ARABIC, "voice": "always"}),
    "student in Hmong, with a script": ("student", "hmn", True, STUDENT),
    "student in Hmong, without": (
        "student",
        "hmn",
        False,
        {**STUDENT, "belong": "none", "lead": ["not_now"]},
    ),
}


@dataclass
class Told:
    """What came of the round.

    receipts, reviews: by journey. sent: survey → what everyone answered. late: what somebody read who sent too late.
    zip: the exported files. texts: every free text that was typed. The server is still running.
    """

    installation: Installation
    receipts: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    sent: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    late: str = ""
    zip: Path = Path()

    @property
    def texts(self) -> list[str]:
        """Free texts, every time they were sent."""
        free = ("open_change",)
        return [
            words
            for responses in self.sent.values()
            for answers in responses
            for key, words in answers.items()
            if (key in free or key.endswith(".other")) and words
        ]


@pytest.fixture(scope="module")
def told(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser, library: dict[str, Survey]
) -> Iterator[Told]:
    """A round that was taken from its first response to its export, in an installation of its own."""
    folder = tmp_path_factory.mktemp("journeys")
    installation = Installation(copytree(prepared, folder / "instance"))
    installation.serve()
    told = Told(installation)
    try:
        for name, journey in JOURNEYS.items():
            travel(told, chromium, library, name, *journey)
        for name in ("family", "student"):
            simulate(told, library[name])
        close_while_somebody_answers(told, chromium, library["family"])
        told.zip = folder / "round.zip"
        wanted = ("--round", open_round(installation), "--purpose", "a test", "--out", str(told.zip))
        installation.flask("export", "zip", *wanted)
        yield told
    finally:
        installation.stop()


def travel(
    told: Told,
    chromium: Browser,
    library: Mapping[str, Survey],
    name: str,
    survey: str,
    language: str,
    scripts: bool,
    answers: dict[str, Any],
) -> None:
    """Take a survey from its start page to its receipt."""
    window = Watched(chromium, keeps_pages=False, java_script_enabled=scripts)
    taker = Taker(window.page, told.installation.url, SCHOOL, library[survey], language).open()
    if scripts:
        parts = [section.name for section in library[survey].sections if not section.optional]
        taker.go_through(parts, answers)
        review = window.page.locator("#review")
        review.get_by_role("group").wait_for()
        told.reviews[name] = review.text_content() or ""  # what is folded, too
    else:
        taker.answer(answers)
    taker.send()
    told.receipts[name] = taker.receipt()
    assert (window.complaints, window.context.cookies()) == ([], [])
    window.context.close()
    told.sent.setdefault(survey, []).append(answers)


def simulate(told: Told, survey: Survey) -> None:
    """Send responses of others as the script does, so that there are enough to show any."""
    random = Random(survey.name)
    for _ in range(SIMULATED):
        answers = {
            question.name: random.choice([None, *(c.code for c in question.choices)])
            for question in survey.questions()
            if question.type in ("scale", "yes_no") and not question.when
        }
        post(f"{told.installation.url}/s/{SCHOOL}/{survey.audience}/responses", survey.version, answers)
        told.sent[survey.name].append(answers)


def post(address: str, version: str, answers: Mapping[str, Any]) -> None:
    body = {
        "id": str(uuid.uuid4()), "version": version, "language": "en", "channel": "web", "code": None,
        "answers": answers,
    }  # fmt: skip
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201


def close_while_somebody_answers(told: Told, chromium: Browser, survey: Survey) -> None:
    """Close the round; somebody who had begun before sends too late."""
    window = Watched(chromium, keeps_pages=False)
    taker = Taker(window.page, told.installation.url, SCHOOL, survey, "es").open()
    taker.start()
    taker.press("Review and send")
    told.installation.flask("round", "finish", open_round(told.installation))
    taker.send()
    expect(window.page.get_by_role("heading", level=1)).to_be_focused()
    told.late = window.page.locator("#strip:has(.problem)").inner_text()
    window.context.close()


def open_round(installation: Installation) -> str:
    """The round that the sample district was given to answer."""
    (key,) = rows(installation, "SELECT key FROM round WHERE NOT sample")[0]
    return str(key)


def rows(installation: Installation, query: str, *values: object) -> list[Any]:
    connection = sqlite3.connect(installation.database)
    found = connection.execute(query, values).fetchall()
    connection.close()
    return found


# --- What must be true afterwards ---------------------------------------------------------------------


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_ends_with_a_receipt(told: Told, journey: str):
    assert Counter(told.receipts[journey])["-"] == 1
    assert len(told.receipts[journey]) == 9
    assert len(set(told.receipts.values())) == len(JOURNEYS)


def test_the_review_shows_what_was_written_in_the_readers_language(told: Told, library: dict[str, Survey]):
    review = told.reviews["family in Arabic, with a script"]

    asked = [question.ask.in_language("ar").words for question in library["family"].questions()]
    assert [ask for ask in asked if ask not in review] == []
    assert FAMILY_IN_ARABIC["open_change"] in review
    assert interface("Does not apply", "ar") not in review


def test_who_sends_too_late_is_told_so(told: Told):
    assert interface("The survey was over when it arrived, so it was not stored.", "es") in told.late
    assert interface("Save to a file", "es") in told.late


@pytest.mark.parametrize("name", ["family", "student"])
def test_the_export_holds_exactly_the_answers_that_were_sent(
    told: Told, library: dict[str, Survey], name: str
):
    survey = library[name]
    columns = columns_that_all_may_see(survey)

    exported = Counter(tuple(row[column] for column in columns) for row in exported_rows(told.zip, name))

    assert exported == Counter(tuple(as_cells(survey, answers, columns)) for answers in told.sent[name])


@pytest.mark.parametrize("name", ["family", "student"])
def test_the_ledger_adds_up(told: Told, name: str):
    with zipfile.ZipFile(told.zip) as archive:
        disclosure = archive.read("disclosure.txt").decode()
    ledger = disclosure.partition(f"## {name}\r\n")[2].split("\r\n")[:4]

    count = len(told.sent[name])
    assert ledger == [
        f"Responses received: {count}",
        f"  = rows in responses.csv: {count}",
        "  + withheld, because there are fewer than 11 in all: 0",
        "  + still waiting to be mixed: 0",
    ]


def test_free_text_is_among_the_comments_and_nowhere_else(told: Told):
    key = open_round(told.installation)
    comments = [body for (body,) in rows(told.installation, "SELECT body FROM comment WHERE round = ?", key)]
    boxed = "\n".join(
        json.dumps(json.loads(answers), ensure_ascii=False)
        for (answers,) in rows(told.installation, "SELECT answers FROM box WHERE round = ?", key)
    )
    exported = "\n".join(words_in(told.zip))

    assert sorted(comments) == sorted(told.texts)
    assert len(comments) == 32
    first_lines = [words.split("\n")[0] for words in told.texts]
    assert [words for words in first_lines if words in boxed or words in exported] == []


def test_words_in_files_that_are_packed_would_be_seen(tmp_path: Path):
    """Positive control: a cell of a .sav in a zip is read like any other."""
    frame = pd.DataFrame({"wish": ["a pony for everybody, please"]})
    pyreadstat.write_sav(frame, str(tmp_path / "rows.sav"), row_compress=True)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.write(tmp_path / "rows.sav", "student/rows.sav")

    assert "a pony for everybody, please" in "\n".join(words_in(tmp_path / "packed.zip"))


def test_received_counts_every_language(told: Told):
    counted = rows(
        told.installation,
        "SELECT audience, language, sum(n) FROM received_language WHERE round = ? GROUP BY 1, 2 ORDER BY 1, 2",
        open_round(told.installation),
    )

    assert counted == [
        ("family", "ar", 2),
        ("family", "en", SIMULATED),
        ("family", "es", 2),
        ("student", "en", SIMULATED),
        ("student", "hmn", 2),
    ]


@pytest.mark.parametrize("language", ["es", "ar", "hmn"])
def test_afterwards_the_page_says_that_the_survey_is_closed(told: Told, chromium: Browser, language: str):
    window = Watched(chromium, keeps_pages=False)
    address = f"{told.installation.url}/s/{SCHOOL}/student/{language}"
    deadline = monotonic() + 10  # every worker looks within seconds
    while (answer := window.page.goto(address)) is None or answer.status != 410:
        assert monotonic() < deadline, "the survey is still open"

    closed = interface("This survey is closed.", language)
    expect(window.page.get_by_role("heading", level=1)).to_have_text(closed)
    window.context.close()


def test_staff_download_the_same_rows_from_their_page(told: Told, chromium: Browser, tmp_path: Path):
    page = Watched(chromium, keeps_pages=False).page
    page.goto(told.installation.flask("staff", "link").strip())
    follow(page.get_by_role("button", name="Sign in"))
    page.goto(f"{told.installation.url}/staff/rounds/{open_round(told.installation)}")
    page.get_by_label("What are the answers for?").fill("Report to the board")
    page.get_by_role("button", name="Download the anonymized answers").click()
    ready = page.get_by_role("link", name="Download the zip")
    expect(ready).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        ready.click()
    download.value.save_as(tmp_path / "download.zip")
    page.context.close()

    for name in ("family", "student"):
        downloaded, exported = (exported_rows(path, name) for path in (tmp_path / "download.zip", told.zip))
        assert as_bag(downloaded) == as_bag(exported)
