"""Who writes surveys, and short ways to what they write."""

from datetime import UTC, datetime

from survey_app.actions.accounts.roles import StaffUser
from survey_app.surveys.drafts.items import places

NOW = datetime(2027, 1, 12, 17, 0, tzinfo=UTC)
DISTRICT, ELSEWHERE = "24-65789", "24-65771"
BOSS = StaffUser(1, "boss@example.org", "Boss", "district_admin", DISTRICT, frozenset())
LIZ = StaffUser(2, "liz@example.org", "Liz", "district_admin", DISTRICT, frozenset())
ANA = StaffUser(3, "ana@example.org", "Ana", "coordinator", DISTRICT, frozenset({"merced-high"}))
EVA = StaffUser(4, "eva@example.org", "Eva", "district_admin", ELSEWHERE, frozenset())
OPERATOR = StaffUser(5, "ops@example.org", "Ops", "district_admin", None, frozenset())


def item_named(document, name):
    """The id of the section, question, list or choice with this name or code."""
    return next(
        id_
        for id_, place in places(document).items()
        if name in (place.item.get("name"), place.item.get("code"))
    )


def asked(document, name):
    """The question with this name, as it is stored."""
    return places(document)[item_named(document, name)].item
