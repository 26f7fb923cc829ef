"""Rare answers: withheld, hidden among others, or the whole variable."""

from survey_app.results.rows.rare import RareRule, Tally, rare_rule


def rule(**rows):
    """The rule for answers of so many rows each; `a_b` stands for both choices."""
    tally = Tally(11)
    for cell, many in rows.items():
        for number in range(many):
            tally.add(tuple(cell.split("_")), f"{cell}{number}".encode())
    return rare_rule(tally)


def one_rule(**rows):
    tally = Tally(11)
    for cell, many in rows.items():
        for number in range(many):
            tally.add(cell, f"{cell}{number}".encode())
    return rare_rule(tally)


def test_common_answers_stay():
    assert one_rule(a=11, b=40) == RareRule()


def test_several_rare_answers_hide_each_other():
    assert one_rule(a=40, b=6, c=5) == RareRule(cells=frozenset("bc"))


def test_one_rare_answer_borrows_rows_of_the_most_common():
    found = one_rule(a=40, b=12, c=9)

    assert (found.cells, found.lent) == ({"c"}, {b"a0", b"a1"})


def test_too_few_answers_withhold_the_variable():
    assert one_rule(a=10).everything


def test_no_answer_at_all_needs_no_rule():
    assert rare_rule(Tally(11)) == RareRule()


def test_missing_answers_are_not_counted_but_refusals_are():
    tally = Tally(11)
    for cell in ("", "-77", "-88", "-66", "-99"):
        tally.add(cell, b"1")

    assert dict(tally.rows) == {"-99": 1}


def test_rare_choices_are_dropped_beside_common_ones():
    assert rule(a=20, a_c=4, b=15) == RareRule(dropped=frozenset("c"))


def test_those_who_chose_nothing_else_hide_among_others():
    found = rule(a=40, b=30, c=4)

    assert (found.cells, found.dropped, len(found.lent)) == ({("c",)}, {"c"}, 7)


def test_no_lender_becomes_rare_itself():
    found = rule(a=13, b=13, c=4)

    assert found.everything or len(found.lent) == 7
    assert rule(a=12, c=4).everything


def test_a_rule_does_what_it_says():
    found = RareRule(cells=frozenset({("c",)}), lent=frozenset({b"7"}), dropped=frozenset("c"))

    assert found.apply(("c",), b"1") == "-66"
    assert found.apply(("a",), b"7") == "-66"
    assert found.apply(("a", "c"), b"1") == ("a",)
    assert found.apply("-88", b"1") == "-88"
