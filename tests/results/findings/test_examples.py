"""What a page says of counts that a person can judge."""

import subprocess
import sys

import pytest

from survey_app.results.findings.comparisons import Comparison, clear_differences, direction
from survey_app.results.findings.counts import Count
from survey_app.results.findings.ranks import Rank, ranked

ALIKE = [
    Comparison(number, [Count(20 + number % 3, 50, False), Count(40, 100, False)]) for number in range(100)
]


def test_a_large_difference_among_many_comparisons_is_announced_with_its_pair():
    unlike = Comparison("safe", [Count(30, 60, False), Count(20, 200, False), Count(180, 200, False)])

    (found,) = clear_differences([*ALIKE, unlike])

    assert (found.comparison, found.high, found.low) == (unlike, 2, 1)
    assert 60 <= found.points < 80


def test_an_old_false_gap_is_not_announced():
    """1 of 13 and 3 of 151 was printed as a gap; twice as many people do not make it one either."""
    assert (
        clear_differences([*ALIKE, Comparison("attend", [Count(2, 30, False), Count(6, 302, False)])]) == []
    )


def test_a_difference_under_ten_points_is_not_announced_however_sure():
    large = [Count(50_000, 100_000, False), Count(59_000, 100_000, False)]

    assert clear_differences([Comparison("safe", large)]) == []


def test_the_largest_difference_comes_first():
    some, more = (
        Comparison(name, [Count(50, 300, True), Count(y, 300, True)])
        for name, y in (("some", 150), ("more", 250))
    )

    assert [each.comparison.name for each in clear_differences([some, more])] == ["more", "some"]


def test_a_change_tells_up_from_down():
    before, now = Count(50, 300, True), Count(150, 300, True)

    up, down = clear_differences([Comparison("up", [before, now]), Comparison("down", [now, before])])

    assert [each.comparison.name for each in (up, down)] == ["up", "down"]
    assert [direction(each) for each in (up, down, None)] == ["up", "down", "same"]


def test_the_same_counts_are_judged_alike_each_time():
    close = [
        Comparison(number, [Count(20, 60, False), Count(30 + number, 60, False)]) for number in range(12)
    ]

    assert clear_differences(close) == clear_differences(list(close))


def test_a_page_without_comparisons_announces_nothing():
    assert clear_differences([]) == []


@pytest.mark.parametrize("y", [-9, 0, 60, 69])
def test_noise_that_leads_out_of_what_is_possible_is_no_difference(y):
    assert clear_differences([Comparison("all", [Count(y, 60, False), Count(y, 60, False)])]) == []


def test_one_group_cannot_be_compared():
    with pytest.raises(ValueError, match="grade: 1 of at least 2 groups"):
        Comparison("grade", [Count(1, 30, False)])


def test_nobody_has_no_share():
    with pytest.raises(ValueError, match="0 people"):
        Count(0, 0, True)


def answers(*given: float, people: int = 100) -> list[Count]:
    return [Count(each, people, True) for each in given]


def test_answers_that_the_counts_tell_apart_are_cut():
    assert ranked(answers(12, 80, 76, 40)) == [Rank((1, 2), False), Rank((3,), True), Rank((0,), True)]


def test_answers_that_fade_into_each_other_are_in_no_clear_order():
    assert ranked(answers(30, 40, 50, 60, 70)) == [Rank((4, 3, 2, 1, 0), False)]


@pytest.mark.parametrize("given", [(500, 510, 490), (100, 100, 100), (0, 3, 1)])
def test_answers_surely_chosen_equally_often_are_named_so(given):
    (rank,) = ranked(answers(*given, people=1000))

    assert rank.is_even


@pytest.mark.parametrize(
    ("given", "people"), [((12, 4), 20), ((10, 10), 20), ((50, 51, 49), 100), ((500, 540), 1000)]
)
def test_answers_that_may_lie_far_apart_are_not_named_equal(given, people):
    """12 and 4 of 20 have no cut between them. That does not make them about equal."""
    (rank,) = ranked(answers(*given, people=people))

    assert not rank.is_even


@pytest.mark.parametrize(("given", "ranks"), [((), []), ((5,), [Rank((0,), True)])])
def test_what_needs_no_order_has_none(given, ranks):
    assert ranked(answers(*given)) == ranks


# --- Parts of scipy take time and memory: a process that answers pages does without ----------------------


def loads_statistics(code: str) -> bool:
    code = f"{code}; import sys; print('scipy.stats' in sys.modules or 'scipy.special' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip() == "True"


def test_a_process_that_answers_pages_does_not_load_statistics():
    assert not loads_statistics("import survey_app.factory")


def test_findings_do():
    code = "from survey_app.results.findings import counts, ranks"
    assert loads_statistics(f"{code}; ranks.ranked([counts.Count(5, 40, is_exact=True)] * 2)")
