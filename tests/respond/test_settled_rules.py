"""What a school decides is taken out of a rule; what is left says the same."""

from hypothesis import given
from hypothesis import strategies as st

from survey_app.respond.settled_rules import settle
from survey_app.surveys.rules import holds, parse

HIGH_SCHOOL = {"school.grade_low": 9, "school.grade_high": 12, "school.enrollment": None}
OFFERED = {"grade": frozenset({"9", "10"}), "needs3": frozenset({"food", "tutor"}), "children": None}
CODES = ["9", "10", "6", "food", "tutor", "gone"]

tests = st.one_of(
    st.tuples(st.just("eq"), st.sampled_from(["grade", "needs3", "unasked"]), st.sampled_from(CODES)),
    st.tuples(
        st.sampled_from(["any_of", "all_of"]),
        st.sampled_from(["grade", "needs3", "unasked"]),
        st.lists(st.sampled_from(CODES), min_size=1, max_size=3),
    ),
    st.tuples(st.just("answered"), st.sampled_from(["grade", "children", "unasked"])),
    st.tuples(
        st.sampled_from(["lt", "ge"]),
        st.sampled_from(["school.grade_high", "school.enrollment", "children"]),
        st.integers(0, 12),
    ),
).map(list)
rules = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner).map(list),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner).map(list),
    ),
    max_leaves=8,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "grade": st.sampled_from(["9", "10", None]),
        "needs3": st.sampled_from([["food"], ["food", "tutor"], None]),
        "children": st.integers(0, 12),
    },
)


@given(rule=rules, given_answers=answers)
def test_a_settled_rule_says_what_the_rule_said(rule, given_answers):
    settled = settle(rule, HIGH_SCHOOL, OFFERED)

    said = settled if isinstance(settled, bool) else holds(settled, given_answers)
    assert said == holds(rule, {**HIGH_SCHOOL, **given_answers})


@given(rule=rules)
def test_nothing_about_the_school_is_left(rule):
    assert "school." not in str(settle(rule, HIGH_SCHOOL, OFFERED))


def test_a_part_without_a_rule_is_always_asked():
    assert settle(None, HIGH_SCHOOL, OFFERED) is True


def test_codes_that_are_not_offered_here_are_left_out():
    rule = parse("school.grade_high >= 9 and grade in (6, 9)")

    assert settle(rule, HIGH_SCHOOL, OFFERED) == ["any_of", "grade", ["9"]]
    assert settle(parse("school.grade_high >= 9 and not grade in (6, 7)"), HIGH_SCHOOL, OFFERED) is True
