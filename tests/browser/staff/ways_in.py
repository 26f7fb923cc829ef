"""How somebody gets into the office."""

from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page
from sqlalchemy.orm import Session

from survey_app.actions.accounts.staff_accounts import NewStaff, invite
from survey_app.actions.accounts.staff_links import operator_link
from survey_app.store.database.engine import make_engine
from tests.installation import Installation

_SIGNED_IN: dict[str, list[Any]] = {}
"""Office → what a browser of somebody who signed in holds: most tests are not about signing in."""


def tokens(office: Installation) -> tuple[str, str]:
    """A link that signs in, and an invitation."""
    engine = make_engine(f"sqlite:///{office.database}")
    now = datetime.now(UTC)
    with Session(engine) as session:
        ana = NewStaff(
            f"ana{now.timestamp()}@example.org", "Ana Ruiz", "coordinator", "24-65789", ("merced-high",)
        )
        found = operator_link(session, now), invite(session, "operator", ana, now)
    engine.dispose()
    return found


def follow(what: Locator) -> None:
    """Press what leads to another page, and wait for that page: much of it stands on this one, too."""
    with what.page.expect_navigation():
        what.click()


def enter(context: BrowserContext, office: Installation) -> Page:
    """The start page of somebody who is signed in, or who signs in with a link if nobody is any more."""
    page, start = context.new_page(), f"{office.url}/staff/"
    context.add_cookies(_SIGNED_IN.get(office.url, []))
    page.goto(start)
    if page.url != start:
        page.goto(f"{office.url}/staff/enter/{tokens(office)[0]}")
        page.locator("main button").click()
        page.wait_for_url(start)
        _SIGNED_IN[office.url] = context.cookies()
    return page
