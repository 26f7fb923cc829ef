"""Rare answers: withheld, hidden among others, or the whole variable."""

import numpy as np

from survey_app.results.rows.rare import RareRule, rare_rule, tally_of
from survey_app.results.series import Collector


def series(cells):
    collector = Collector()
    collector.add(cells)
    return collector.series()


def tally(rows):
    """A tally of answers of so many rows each, one answer after the other."""
    cells = series(cell for cell, many in rows.items() for _ in range(many))
    return tally_of(cells, np.ones(len(cells), dtype=bool), 11)


def rule(**rows):
    """The rule for answers of so many rows each; `a_b` stands for both choices."""
    return rare_rule(tally({tuple(cell.split("_")): many for cell, many in rows.items()}))


def one_rule(**rows):
    return rare_rule(tally(rows))


def test_common_answers_stay():
    assert one_rule(a=11, b=40) == RareRule()


def test_several_rare_answers_hide_each_other():
    assert one_rule(a=40, b=6, c=5) == RareRule(cells=frozenset("bc"))


def test_one_rare_answer_borrows_rows_of_the_most_common():
    found = one_rule(a=40, b=12, c=9)

    assert (found.cells, found.donors) == ({"c"}, {0, 1})


def test_too_few_answers_withhold_the_variable():
    assert one_rule(a=10).everything


def test_no_answer_at_all_needs_no_rule():
    assert rare_rule(tally({})) == RareRule()


def test_missing_answers_are_not_counted_but_refusals_are():
    assert dict(tally({"": 1, "-77": 1, "-88": 1, "-66": 1, "-99": 1}).rows) == {"-99": 1}


def test_only_rows_that_are_printed_are_counted():
    cells = series(["a", "b", "a", "a"])

    found = tally_of(cells, np.array([False, False, True, True]), 1)

    assert (dict(found.rows), dict(found.first)) == ({"a": 2}, {"a": [2]})


def test_rare_choices_are_dropped_beside_common_ones():
    assert rule(a=20, a_c=4, b=15) == RareRule(dropped=frozenset("c"))


def test_those_who_chose_nothing_else_hide_among_others():
    found = rule(a=40, b=30, c=4)

    assert (found.cells, found.dropped, len(found.donors)) == ({("c",)}, {"c"}, 7)


def test_no_lender_becomes_rare_itself():
    found = rule(a=13, b=13, c=4)

    assert found.everything or len(found.donors) == 7
    assert rule(a=12, c=4).everything


def test_a_rule_does_what_it_says():
    found = RareRule(cells=frozenset({("c",)}), donors=frozenset({1}), dropped=frozenset("c"))

    assert list(found.apply(series([("c",), ("a",), ("a",), ("a", "c"), "-88"]))) == [
        "-66", "-66", ("a",), ("a",), "-88",
    ]  # fmt: skip
