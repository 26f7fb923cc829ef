"""Without a script the survey is one form: nothing is lost when something must be mended."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.devices import hold_scripts_up
from tests.browser.kinds import ANSWERS
from tests.browser.taker import Taker, flat


@pytest.fixture
def form(plain_page: Page, kinds_on) -> Taker:
    """The form with an answer to every question."""
    taker = kinds_on(plain_page)
    taker.answer(ANSWERS)
    return taker


def test_everything_is_on_one_page(plain_page: Page, survey_on):
    taker: Taker = survey_on(plain_page)

    for section in taker.survey.sections:
        expect(taker.heading(section.name)).to_be_visible(visible=not section.optional)
    expect(taker.button("Send my answers")).to_be_visible()
    expect(taker.button("Next")).to_be_hidden()


PROBLEMS = [
    ({"wants": ["a", "b", "c", "d"]}, "Question wants? Please choose no more than 3."),
    ({"why": "ñ" * 121}, "Question why? Please use no more than 120 characters."),
    ({"people": "many"}, "Question people? Please write a whole number, like 3."),
    ({"people": "51"}, "Question people? Please write a number from 0 to 50."),
    (
        {"wants": ["a", "none"]},
        "Question wants? One of these answers does not go with the others. "
        "Please keep only that one, or keep the others.",
    ),
    ({"role.other": "é" * 201}, "Question role? Please use no more than 200 characters."),
]
# Of these, the first field or the question itself gets the focus.
FIELDS = {"people": "[name=people]", "why": "[name=why]", "wants": "#q-wants", "role": "#q-role"}
WRONG = "(all) => [...new Set(all.map((each) => each.name))]"


def test_a_problem_comes_back_with_every_answer_kept_and_the_keyboard_goes_from_the_summary_to_it(
    form: Taker, stored
):
    page = form.page
    for changed, message in PROBLEMS:
        page.locator("[name='wants']").evaluate_all(
            "(boxes) => boxes.forEach((box) => (box.checked = false))"
        )
        form.answer({**ANSWERS, **changed})
        with page.expect_response(form.address) as answer:
            form.send()

        assert answer.value.status == 422, changed
        alert = page.get_by_role("alert").filter(visible=True)
        expect(alert.get_by_role("listitem")).to_have_text([message])
        assert form.given() == flat({**ANSWERS, **changed})
        assert page.locator("[aria-invalid=true]").evaluate_all(WRONG) == list(changed)
        question = message.removeprefix("Question ").partition("?")[0]
        alert.get_by_role("link", name=f"Question {question}?").press("Enter")
        expect(page.locator(FIELDS[question])).to_be_focused()
    assert stored() == 0


def test_the_key_enter_sends_nothing_a_wrong_answer_is_asked_for_and_the_mended_form_is_stored(
    form: Taker, stored
):
    form.field("town").press("Enter")
    expect(form.heading("wishes")).to_be_visible()
    expect(form.field("town")).to_have_value(ANSWERS["town"])
    assert stored() == 0

    form.field("people").fill("٩٩")
    form.send()
    form.page.get_by_role("alert").get_by_role("link", name="Question people?").click()
    form.field("people").fill("٣")
    form.send()

    assert form.receipt()
    assert stored() == 1


def test_an_empty_form_asks_only_for_what_must_be_answered(plain_page: Page, kinds_on, stored):
    taker: Taker = kinds_on(plain_page, "es")
    taker.send()

    expect(plain_page.get_by_role("alert").get_by_role("listitem")).to_have_text(
        [f"Question role? (es) {taker.say('Please answer this question.')}"]
    )
    assert stored() == 0


def test_the_page_works_where_its_scripts_do_nothing(page: Page, kinds_on, stored):
    hold_scripts_up(page)
    taker: Taker = kinds_on(page)
    taker.by_hand = True
    taker.answer(ANSWERS)
    taker.send()

    assert taker.receipt()
    assert stored() == 1
