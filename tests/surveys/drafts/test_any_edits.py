"""Any sequence of edits, sensible or not: a survey or a list of faults, never an exception; undoing it all restores."""

from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.errors import DraftError
from survey_app.surveys.drafts.around import around
from survey_app.surveys.drafts.changing import change_fields
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.comparing import compare
from survey_app.surveys.drafts.drawing import drawable, only
from survey_app.surveys.drafts.edits import Overtaken, apply, inverse
from survey_app.surveys.drafts.items import kinds_of, places
from survey_app.surveys.drafts.placing import FIELD_OF, Spot, add, copy, move, remove
from survey_app.surveys.drafts.rules.forms import form_of, rule_of, sentence_of
from survey_app.surveys.drafts.rules.order import earlier_questions, rules_about
from survey_app.surveys.drafts.values import shown_fields
from survey_app.surveys.types import QUESTION_TYPES
from tests.surveys.drafts.made_drafts import a_draft

BEFORE = check_draft(a_draft(), "student", "student-2026.1").survey
AROUND = around([BEFORE], [BEFORE])
ALL_FIELDS = sorted(
    {field for kind in ("about", "section", "question", "choice", "list") for field in kinds_of(kind)}
)
WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "grade",
            "belong",
            "9",
            "10",
            "lot",
            "na",
            "other",
            "a_b",
            "Why?",
            "{minutes}",
            "{x",
            "true",
            "-3",
        ]
    ),
    st.sampled_from(
        ["grade = 9", "belong in (some, lot)", "why = 1", "not (", "answered help and grade = 10", "x > 3"]
    ),
    st.sampled_from([*QUESTION_TYPES, "passive", "safe", "identifier", "listaaaa"]),
    st.text(max_size=6),
)
VALUES = st.one_of(
    WORDS,
    st.booleans(),
    st.integers(-3, 70),
    st.none(),
    st.lists(WORDS, max_size=3),
    st.dictionaries(st.sampled_from(["words", "list", "text", "x"]), WORDS, max_size=2),
    st.sampled_from(
        [["eq", "grade", "9"], ["any_of", "belong", []], ["not"], ["and", ["answered", "why"], 1]]
    ),
)
ITEMS = st.integers(0, 30)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("fields"), ITEMS, st.dictionaries(st.sampled_from(ALL_FIELDS), VALUES, max_size=4)),
        st.tuples(
            st.just("add"),
            ITEMS,
            st.sampled_from([*FIELD_OF, "x"]),
            ITEMS,
            st.dictionaries(st.sampled_from(ALL_FIELDS), VALUES, max_size=4),
        ),
        st.tuples(st.just("remove"), ITEMS),
        st.tuples(st.sampled_from(["copy", "move"]), ITEMS, ITEMS, ITEMS),
    ),
    max_size=8,
)


def changes_for(draft: dict[str, Any], edit: tuple[Any, ...]) -> list[dict[str, Any]]:
    ids = [*places(draft), "nobodyaa"]
    what, number, *rest = edit
    item = ids[number % len(ids)]
    if what == "fields":
        return change_fields(draft, item, {}, rest[0], AROUND).changes
    if what == "remove":
        return remove(draft, item)
    if what == "add":
        kind, after, value = rest
        return add(draft, kind, Spot(item, ids[after % len(ids)]), value, AROUND)[0]
    parent, after = (ids[each % len(ids)] for each in rest)
    return (
        copy(draft, item, Spot(parent, after))[0]
        if what == "copy"
        else move(draft, item, Spot(parent, after))
    )


def look_at(draft: dict[str, Any]) -> None:
    """What pages do with any draft."""
    checked = check_draft(draft)
    assert (checked.survey is None) == bool(checked.faults)
    found = places(draft)
    assert all(id_ in found for id_, _ in checked.faults)
    for id_, place in found.items():
        shown_fields(place.item, place.kind)
        rule = place.item.get("when")
        sentence_of(draft, rule)
        if form := form_of(rule):
            rule_of(form)
        earlier_questions(draft, id_)
        rules_about(draft, id_)
    compare(draft, checked.survey, BEFORE)
    drawable(draft)
    drawable(only(draft, list(found)[-1]))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_any_edits_give_a_survey_or_faults_and_undoing_all_of_them_gives_the_first_draft(edits):
    draft, first = a_draft(), a_draft()
    done = []
    for edit in edits:
        try:
            changes = changes_for(draft, edit)
        except DraftError:
            continue
        try:
            tried = apply(deepcopy(draft), changes)
        except Overtaken:
            raise AssertionError(f"a change for this very draft does not fit it: {changes}") from None
        assert apply(deepcopy(tried), inverse(changes)) == draft
        draft = tried
        done.append(changes)
    look_at(draft)
    for changes in reversed(done):
        draft = apply(draft, inverse(changes))
    assert draft == first


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS, st.data())
def test_taking_back_any_edit_alone_works_or_says_what_stands_in_the_way(edits, data):
    draft = a_draft()
    done = []
    for edit in edits:
        try:
            changes = changes_for(draft, edit)
        except DraftError:
            continue
        draft = apply(draft, deepcopy(changes))
        done.append(changes)
    if done:
        changes = data.draw(st.sampled_from(done))
        try:
            check_draft(apply(draft, inverse(changes)))
        except Overtaken as overtaken:
            assert overtaken.item
