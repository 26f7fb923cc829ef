"""An office: an installation with rounds in every state."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.staff.drafts import pages_of_a_draft
from tests.browser.staff.ways_in import enter
from tests.installation import Installation


@pytest.fixture(scope="session")
def office(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with the sample rounds, a draft with access codes, and somebody who was invited."""
    installation = Installation(copytree(prepared, tmp_path_factory.mktemp("office") / "instance"))
    with sqlite3.connect(installation.database) as database:
        database.execute("UPDATE round SET key = '2026-27' WHERE 0")
        (key,) = database.execute("SELECT key FROM round WHERE NOT sample").fetchone()
        database.execute("PRAGMA foreign_keys=OFF")
        for table, column in (("round", "key"), ("link", "round")):
            database.execute(f"UPDATE {table} SET {column} = '2026-27' WHERE {column} = ?", (key,))
        database.execute(
            "INSERT INTO round (key, district, name, state, opens_on, closes_on, sample, goal, per)"
            " SELECT 'codes', district, 'With codes', 'draft', opens_on, closes_on, 0, 75, 'household'"
            " FROM round WHERE key = '2026-27'"
        )
        database.execute(
            "INSERT INTO link (round, school, audience, version, sections, access, consent, languages, codes, voided)"
            " SELECT 'codes', school, audience, version, sections, 'codes', 'none', '[]', 30, 5 FROM link"
            " WHERE round = '2026-27' AND audience = 'family' AND school = 'merced-high'"
        )
    database.close()
    installation.serve()
    yield installation
    installation.stop()


@pytest.fixture(scope="module")
def draft_pages(office: Installation) -> list[str]:
    """The pages of surveys, and of a draft of one."""
    return pages_of_a_draft(office.database)


# What stands in the way does so in any language: a template has its labels and colors once.
@pytest.fixture(params=["en", pytest.param("es", marks=pytest.mark.long)])
def window(
    request: pytest.FixtureRequest, chromium: Browser, office: Installation
) -> Iterator[BrowserContext]:
    """A window of somebody who signed in, in English; with --long in Spanish, too."""
    context = chromium.new_context(locale=request.param, viewport={"width": 1200, "height": 900})
    enter(context, office)
    yield context
    context.close()
