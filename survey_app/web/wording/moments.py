"""When something happened, in California: its time if it was today, else its day and time."""

from datetime import UTC, datetime

from flask_babel import format_datetime, format_time

from survey_app.config import CALIFORNIA


def moment(at: datetime | None) -> str:
    """Say when. at: aware; None if nobody knows."""
    if at is None:
        return "–"
    here, today = at.astimezone(CALIFORNIA), datetime.now(UTC).astimezone(CALIFORNIA).date()
    if here.date() == today:
        return str(format_time(here, "short", rebase=False))
    return str(format_datetime(here, "medium", rebase=False))
