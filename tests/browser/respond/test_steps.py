"""With a script the survey is taken one part at a time, by hand or by keyboard, and nothing is lost on the way."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kinds import ANSWERS
from tests.browser.taker import Taker, flat

ABOUT = {key: ANSWERS[key] for key in ("role", "role.other", "people", "town", "ease", "works")}


def test_one_part_is_shown_at_a_time_its_heading_has_the_focus_and_progress_counts_the_parts(
    page: Page, kinds_on, stored
):
    taker = kinds_on(page)
    taker.start()

    expect(taker.heading("about")).to_be_visible()
    expect(taker.heading("wishes")).to_be_hidden()
    expect(taker.button("Send my answers")).to_be_hidden()
    expect(taker.heading("about")).to_be_focused()
    expect(page).to_have_title("About you · Every kind of question · Independence High (Alternative)")
    with pytest.raises(AssertionError, match="does not lead"):
        tab_to(page, taker.heading("about"))
    taker.field("town").press("Enter")
    expect(taker.heading("about")).to_be_visible()
    assert stored() == 0, "the key Enter in a text box sent it"

    # With these answers, there is a part more.
    expect(page.get_by_text(taker.say("Part %(number)s of %(total)s", number=1, total=3))).to_be_visible()
    taker.answer({"role": "teacher"})
    expect(page.get_by_text(taker.say("Part %(number)s of %(total)s", number=1, total=4))).to_be_visible()


def test_a_question_appears_when_its_rule_holds(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.start()
    taker.answer({"role": "parent"})
    taker.press("Next")

    expect(taker.field("why")).to_be_hidden()
    taker.answer({"wants": ["a"]})
    expect(taker.field("why")).to_be_visible()


def test_the_browsers_way_back_and_forth_keeps_answers(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.start()
    taker.answer(ABOUT)
    taker.press("Next")

    page.go_back()
    expect(taker.heading("about")).to_be_visible()
    assert taker.given() == flat(ABOUT)
    page.go_forward()
    expect(taker.heading("wishes")).to_be_focused()
    taker.press("Back")
    expect(taker.heading("about")).to_be_focused()
    assert taker.given() == flat(ABOUT)


def test_the_review_lists_every_answer_in_words_leads_to_each_and_sends_from_above(
    page: Page, kinds_on, stored
):
    taker = kinds_on(page)
    taker.go_through(["about", "wishes"], ANSWERS)

    assert review(page) == {
        "Question role?": "choice other\nSeñora de la cocina",
        "Question people?": "12",
        "Question town?": "مدينة ميرسيد",
        "Question ease?": "Does not apply",
        "Question works?": "choice not_sure",
        "Question wants?": {"choice b", "choice e", "choice other", "ਪੰਜਾਬੀ ਕਲਾਸਾਂ"},
        "Question grid?": "choice food: choice yes\nchoice books: choice no",
        "Question why?": "Más árboles,\nmás sombra — ¡ya!",
    }

    page.get_by_role("link", name="Change: Question town?").click()
    expect(taker.field("town")).to_be_focused()
    taker.answer({"town": "Planada"})
    taker.press("Review and send")

    assert review(page)["Question town?"] == "Planada"
    taker.button("Send my answers").first.click()
    assert taker.receipt()
    assert stored() == 1


def test_the_review_says_what_is_blank_and_what_was_not_seen(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.start()
    taker.answer({"role": "parent"})
    taker.press("Review and send")

    expect(page.get_by_text("Questions without an answer: 4.")).to_be_visible()
    expect(
        page.get_by_text(
            taker.say("You have not seen every part yet. You can go back, or send what you have.")
        )
    ).to_be_visible()
    blank = [f"Question {name}?" for name in ("people", "town", "ease", "works")]
    assert list(review(page)) == [*blank, "Question role?"]


def test_the_review_shows_first_what_is_blank_or_in_own_words_and_folds_the_rest(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.go_through(
        ["about", "wishes"], {key: ANSWERS[key] for key in ("role", "role.other", "works", "wants")}
    )

    rest = page.get_by_text(taker.say("All other answers: %(count)s", count=2))
    expect(page.locator("dt").filter(visible=True)).to_have_text(
        [f"Question {name}?" for name in ("role", "people", "town", "ease", "grid", "why")]
    )
    rest.click()
    expect(page.locator("dt").filter(has_text="Question works?")).to_be_visible()


def test_a_problem_is_announced_linked_tied_to_its_question_and_goes_away(page: Page, kinds_on, stored):
    taker = kinds_on(page)
    taker.start()
    taker.answer({"people": "51"})
    taker.press("Next")

    alert = page.get_by_role("alert").filter(has_text=taker.say("Please look at these answers again"))
    expect(alert).to_be_focused()
    expect(alert.get_by_role("listitem")).to_have_text(
        [
            "Question role? Please answer this question.",
            "Question people? Please write a number from 0 to 50.",
        ]
    )
    expect(taker.question("role")).to_have_accessible_description(re.compile("Please answer this question."))
    alert.get_by_role("link", name="Question people?").click()
    expect(taker.field("people")).to_be_focused()
    expect(taker.field("people")).to_have_accessible_description("Please write a number from 0 to 50.")
    mend(taker, alert)
    assert stored() == 0


def mend(taker: Taker, alert: Locator) -> None:
    """First with a number in the digits of another script that is too large, too."""
    taker.answer({"role": "parent", "people": "٩٩"})
    taker.press("Next")
    expect(taker.heading("about")).to_be_visible()
    expect(alert.get_by_role("listitem")).to_have_text(
        ["Question people? Please write a number from 0 to 50."]
    )
    assert taker.given()["people"] == ["٩٩"]
    taker.answer({"people": "٩"})
    taker.press("Next")

    expect(taker.heading("wishes")).to_be_focused()
    expect(taker.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    taker.press("Back")
    expect(taker.heading("about")).to_be_focused()
    wrong = re.compile("Please (answer this question|write a number)")
    expect(taker.page.get_by_text(wrong).filter(visible=True)).to_have_count(0)


def test_the_keyboard_alone_leads_from_the_start_to_thanks(page: Page, kinds_on, stored):
    taker = kinds_on(page)

    press(page, taker.button("Start the survey"), "Enter")
    press(page, taker.choice("role", "teacher"), "Space")
    type_into(page, taker.field("people"), "3")
    type_into(page, taker.field("town"), "Le Grand")
    press(page, taker.choice("ease", "low"), "Space")
    page.keyboard.press("ArrowDown")
    expect(taker.choice("ease", "middle")).to_be_checked()
    press(page, taker.button("Next"), "Enter")
    press(page, taker.choice("wants", "other"), "Space")
    type_into(page, taker.field("wants.other"), "Sombra")
    press(page, taker.choice("grid.books", "yes"), "Space")
    type_into(page, taker.field("why"), "Porque sí")
    press(page, taker.button("Next"), "Enter")
    type_into(page, taker.field("subject"), "Arte")
    press(page, taker.button("Next"), "Enter")
    press(page, taker.button("Send my answers").last, "Enter")

    assert taker.receipt()
    assert stored() == 1


def review(page: Page) -> dict[str, object]:
    """The review: question → the words of its answer; as a set where the choices are shuffled."""
    lists = page.evaluate(
        """() => [...document.querySelectorAll("dl > div")].map((row) =>
            [row.querySelector("dt").textContent, row.querySelector("dd").textContent])"""
    )
    return {ask: set(words.split("\n")) if ask == "Question wants?" else words for ask, words in lists}


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; a radio group has one stop."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element == document.activeElement"):
            return
    raise AssertionError(f"the key Tab does not lead to {target}")


def press(page: Page, target: Locator, key: str) -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def type_into(page: Page, target: Locator, words: str) -> None:
    tab_to(page, target)
    page.keyboard.insert_text(words)
