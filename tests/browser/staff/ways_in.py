"""How somebody gets into the office."""

from datetime import UTC, datetime

from playwright.sync_api import BrowserContext, Page
from sqlalchemy.orm import Session

from survey_app.actions.accounts.staff_accounts import NewStaff, invite
from survey_app.actions.accounts.staff_links import operator_link
from survey_app.store.database.engine import make_engine
from tests.installation import Installation


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


def enter(context: BrowserContext, office: Installation) -> Page:
    page = context.new_page()
    page.goto(f"{office.url}/staff/enter/{tokens(office)[0]}")
    page.locator("main button").click()
    page.wait_for_url(f"{office.url}/staff/")
    return page
