"""What choices do while they are made."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import ANSWERS
from tests.browser.taker import GIVE, Taker, flat

# What happens to fields from now on: [event, name, value].
HEAR = """() => {
    window.heard = [];
    for (const type of ["focus", "click", "input", "change", "blur"])
        addEventListener(type, ({ target }) => target.name && heard.push([type, target.name, target.value]), true);
}"""


@pytest.fixture
def wishes(page: Page, kinds_on) -> Taker:
    """The part with the question `wants`: at most three, shuffled, with "other" and "none of these"."""
    taker = kinds_on(page)
    taker.start()
    taker.answer({"role": "parent"})
    taker.press("Next")
    return taker


def test_answers_given_at_once_are_those_given_by_hand_with_the_same_events(open_window, kinds_on):
    heard, given = [], []
    for by_hand in (False, True):
        page = open_window().page
        taker = kinds_on(page)
        taker.by_hand = by_hand
        page.evaluate(HEAR)
        taker.go_through(["about", "wishes"], ANSWERS)
        heard.append(page.evaluate("heard"))
        given.append({name: set(values) for name, values in taker.given().items()})

    assert heard[0] == heard[1]
    assert given[0] == given[1] == {name: set(values) for name, values in flat(ANSWERS).items()}


def test_what_a_pointer_does_not_reach_is_not_answered_at_once(wishes: Taker):
    page = wishes.page
    # Hidden, missing, disabled, covered.
    assert page.evaluate(GIVE, [("why", None, "Words")]) == 0
    assert page.evaluate(GIVE, [("wants", "a", ""), ("wants", "never offered", "")]) == 1
    page.evaluate("document.querySelector('[name=wants][value=b]').disabled = true")
    assert page.evaluate(GIVE, [("wants", "b", "")]) == 0
    page.evaluate("document.querySelector('main').style.pointerEvents = 'none'")
    assert page.evaluate(GIVE, [("wants", "c", "")]) == 0
    assert wishes.given()["wants"] == ["a"]


def test_a_fourth_choice_is_stopped_and_said(wishes: Taker):
    wishes.answer({"wants": ["a", "b", "c", "d"]})
    wishes.press("Next")

    expect(wishes.page.get_by_role("alert").get_by_text("Please choose no more than 3.")).to_be_visible()
    expect(wishes.heading("wishes")).to_be_visible()
    wishes.choice("wants", "b").uncheck()
    wishes.press("Next")
    expect(wishes.button("Send my answers").last).to_be_visible()


def test_choices_are_counted_aloud_none_of_these_stands_alone_and_an_answer_can_be_taken_back(wishes: Taker):
    wishes.answer({"wants": ["a", "d"]})
    expect(wishes.page.get_by_role("status").get_by_text("Chosen: 2 of 3")).to_be_visible()

    wishes.answer({"wants": ["none"]})
    assert wishes.given()["wants"] == ["none"]
    wishes.answer({"wants": ["c"]})
    assert wishes.given()["wants"] == ["c"]

    wishes.answer({"grid": {"food": "yes", "books": "no"}})
    assert wishes.given().keys() == {"role", "wants", "grid.food", "grid.books"}
    wishes.question("grid").get_by_role("button", name="Clear this answer").click()
    assert wishes.given().keys() == {"role", "wants"}


def test_the_box_beside_other_opens_with_it_and_keeps_in_sight_what_it_asks_for_and_holds(wishes: Taker):
    expect(wishes.field("wants.other")).to_be_hidden()
    wishes.answer({"wants": ["other"]})

    expect(wishes.page.get_by_role("textbox", name="Please say what")).to_be_visible()
    expect(
        wishes.page.get_by_role("status").filter(has_text="A text box opened: please say what.")
    ).to_have_count(1)

    wishes.answer({"wants.other": "Shade"})
    expect(wishes.question("wants").get_by_text("Please say what")).to_be_visible()
    expect(wishes.question("wants").get_by_label("Please say what")).to_have_value("Shade")
    wishes.choice("wants", "other").uncheck()
    expect(wishes.field("wants.other")).to_be_visible()
    expect(wishes.question("wants").get_by_text("Please say what")).to_be_visible()


def test_shuffled_choices_keep_the_fixed_ones_last(page: Page, kinds_on):
    orders = []
    for _ in range(4):
        kinds_on(page)
        orders.append(page.locator("[name=wants]").evaluate_all("(boxes) => boxes.map(({ value }) => value)"))

    assert {tuple(order[8:]) for order in orders} == {("other", "none")}
    assert {frozenset(order[:8]) for order in orders} == {frozenset("abcdefgh")}
    assert len({tuple(order) for order in orders}) > 1, "four times the same of 40,320 orders"


def test_shuffled_choices_stay_below_their_heading(page: Page, survey_on):
    """The needs have three headings; those that belong to none come last, below a line."""
    groups = []
    for _ in range(3):
        taker = survey_on(page)
        groups.append(
            page.locator("#q-student_needs3").evaluate(
                """(question) => {
                    const groups = [];
                    for (const each of question.querySelectorAll(".group, hr, label:has([type=checkbox])")) {
                        if (each.matches("label")) groups.at(-1).push(each.querySelector("input").value);
                        else groups.push([]);
                    }
                    return groups;
                }"""
            )
        )
    choices = next(each for each in taker.survey.questions() if each.name == "student_needs3").offered
    expected: list[set[str]] = []
    for choice in choices:
        if choice.group or choice.other:
            expected.append(set())
        expected[-1].add(choice.code)

    assert all([set(group) for group in found] == expected for found in groups)
    assert len({str(found) for found in groups}) > 1
    assert all(found[-1] == ["other", "none"] for found in groups)
