"""Participation counts tell nobody who came just now."""

import pytest

from survey_app.actions.participation import in_steps


@pytest.mark.parametrize(("n", "shown"), [(0, None), (10, None), (11, 10), (19, 10), (20, 20), (1234, 1230)])
def test_counts_go_in_steps_of_ten_and_never_show_fewer_than_eleven(n: int, shown: int | None) -> None:
    assert in_steps(n) == shown
