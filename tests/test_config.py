"""Settings: the hour at which responses are counted."""

from datetime import UTC, datetime

import pytest

from survey_app.config import last_count


@pytest.mark.parametrize(
    ("now", "counted"),
    [
        # Winter: California is 8 hours behind UTC.
        (datetime(2026, 11, 29, 10, 59, 59, tzinfo=UTC), datetime(2026, 11, 28, 11, tzinfo=UTC)),
        (datetime(2026, 11, 29, 11, 0, tzinfo=UTC), datetime(2026, 11, 29, 11, tzinfo=UTC)),
        (datetime(2026, 11, 30, 7, 59, tzinfo=UTC), datetime(2026, 11, 29, 11, tzinfo=UTC)),
        # Summer: 7 hours.
        (datetime(2027, 6, 1, 9, 59, tzinfo=UTC), datetime(2027, 5, 31, 10, tzinfo=UTC)),
        (datetime(2027, 6, 1, 10, 0, tzinfo=UTC), datetime(2027, 6, 1, 10, tzinfo=UTC)),
        # The morning on which 2 becomes 3.
        (datetime(2027, 3, 14, 9, 59, tzinfo=UTC), datetime(2027, 3, 13, 11, tzinfo=UTC)),
        (datetime(2027, 3, 14, 10, 0, tzinfo=UTC), datetime(2027, 3, 14, 10, tzinfo=UTC)),
        # The morning on which it is 1 o'clock twice.
        (datetime(2027, 11, 7, 9, 30, tzinfo=UTC), datetime(2027, 11, 6, 10, tzinfo=UTC)),
        (datetime(2027, 11, 7, 10, 59, tzinfo=UTC), datetime(2027, 11, 6, 10, tzinfo=UTC)),
        (datetime(2027, 11, 7, 11, 0, tzinfo=UTC), datetime(2027, 11, 7, 11, tzinfo=UTC)),
    ],
)
def test_responses_are_counted_at_three_in_the_morning_in_california(now, counted):
    assert last_count(now) == counted
