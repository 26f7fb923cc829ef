"""A draft of the student survey with something of everything: a fault, a rule, a shared list, a table, a history."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.surveys.drafts.drafts import copy_survey, read_draft
from survey_app.actions.surveys.drafts.editing import Form, save_fields
from survey_app.store.database.engine import make_engine
from survey_app.surveys.drafts.items import places

WRITER = StaffUser(1, "operator", "Server operator", "district_admin", None, frozenset())
DISTRICT = "24-65789"
SHOWN = ("school", "grade", "belong", "know_help", "ready", "safe_where")


def pages_of_a_draft(database: Path) -> list[str]:
    """Make a draft, and name its pages below /staff/."""
    engine, now = make_engine(f"sqlite:///{database}"), datetime.now(UTC)
    with Session(engine) as session:
        draft = copy_survey(session, WRITER, "student-2026.3", now, DISTRICT)
        items = places(read_draft(session, WRITER, draft).document)
        ids = {str(place.item.get("name")): id_ for id_, place in items.items() if place.kind != "choice"}
        lists = [id_ for id_, place in items.items() if place.kind == "list"]
        for name, field, words in (("grade", "hint", "This year."), ("peers", "ask", "")):
            before = {field: "How much do students here help each other?" if name == "peers" else ""}
            save_fields(session, WRITER, draft, ids[name], Form(before, {field: words}), now)
    engine.dispose()
    shown = ["about", *(ids[name] for name in SHOWN), ids["peers"], lists[0]]
    whole = ["", "/history", "/changes", "/try"]
    return [
        "surveys",
        *(f"surveys/{draft}{page}" for page in whole),
        *(f"surveys/{draft}/items/{item}" for item in shown),
    ]
