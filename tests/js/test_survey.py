"""Taking a survey with the script: part by part, back without loss, sent exactly once, honest when it is not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from survey_app.actions.surveys.catalog import OpenLink
from tests.js.conftest import RECEIPT, SITE, Survey, refused, stored
from tests.respond.page_samples import a_link
from tests.surveys.examples import a_choice, a_question, a_section, a_survey

NEEDS = [
    *(a_choice(code) for code in ("food", "tutor", "bus")),
    a_choice("other", other=True, fixed=True),
    a_choice("none", exclusive=True, fixed=True),
]


def words(english: str) -> dict[str, object]:
    return {"words": {"en": english, "es": f"{english} (es)", "ar": f"{english} (ar)"}}


def four_parts() -> list[dict[str, Any]]:
    """Four sections; only those who belong little are asked the third."""
    belong = {"ask": words("Do you belong?"), "choices": [a_choice("some"), a_choice("little")]}
    is_little = ["eq", "belong", "little"]
    know = {"choices": [a_choice("yes"), a_choice("no")], "rows": [a_choice("clinic"), a_choice("pantry")]}
    return [
        a_section(
            a_question("belong", "scale", required=True, **belong),
            a_question("why", "short_text", longest=20, when=is_little),
            a_question("children", "whole_number", lowest=1, highest=20),
            title=words("First"),
        ),
        a_section(
            a_question("needs3", "choose_several", choices=NEEDS, most=2, shuffle=True),
            a_question("know", "matrix", **know),
            name="second",
            title=words("Second"),
        ),
        a_section(a_question("help", "yes_no", "yes no"), name="third", title=words("Third"), when=is_little),
        a_section(a_question("open_change", "long_text", longest=200), name="last", title=words("Last")),
    ]


@pytest.fixture
def survey(take: Callable[[OpenLink], Survey]) -> Survey:
    """Four parts: the third only for those who belong little."""
    asked = a_survey(
        *four_parts(),
        languages=["en", "es", "ar"],
        start=[words("{school_name} is asking.")],
        thanks=[words("Thank you.")],
    )
    return take(a_link(asked))


def answer_first(survey, belong="some"):
    survey.next()
    survey.page.check(f"[name=belong][value={belong}]")


def go_to_review(survey):
    answer_first(survey)
    survey.page.click("#steps [value=end]")


def send(survey):
    survey.page.locator("#send button").last.click()


def wait_for_failure(survey):
    survey.page.wait_for_selector("#failed:not([hidden])")


# --- Parts ----------------------------------------------------------------------------------------------


def test_one_part_is_shown_at_a_time_and_its_heading_has_the_focus(survey):
    assert (survey.part, survey.focused("tagName")) == ("start", "BODY")

    survey.next()
    assert (survey.part, survey.focused("textContent")) == ("s-first", "First")
    assert survey.page.inner_text("#where") == "Part 1 of 4"

    survey.page.check("[name=belong][value=some]")
    survey.next()
    assert survey.part == "s-second"


def test_a_part_that_does_not_apply_is_passed_over(survey):
    answer_first(survey, "some")
    survey.next()
    survey.next()
    assert survey.part == "s-last"

    survey.page.go_back()
    survey.page.go_back()
    survey.page.check("[name=belong][value=little]")
    survey.next()
    survey.next()
    assert survey.part == "s-third"
    assert survey.page.inner_text("#where") == "Part 3 of 5"


def test_a_question_that_does_not_apply_is_not_seen(survey):
    answer_first(survey, "some")
    assert survey.page.is_hidden("#q-why")

    survey.page.check("[name=belong][value=little]")
    assert survey.page.is_visible("#q-why")


def test_the_browsers_way_back_leads_through_the_parts_and_loses_nothing(survey):
    answer_first(survey)
    survey.next()
    survey.page.check("[name=needs3][value=bus]")

    survey.page.go_back()
    assert survey.part == "s-first"
    assert survey.page.is_checked("[name=belong][value=some]")
    survey.page.go_forward()
    assert survey.page.is_checked("[name=needs3][value=bus]")
    survey.page.click("#steps button:nth-child(2)")
    assert survey.part == "s-first"


def test_the_name_of_the_school_leads_away_only_before_the_start(survey):
    assert survey.page.get_attribute(".name", "href") == "/s/merced-high/en"

    survey.next()

    assert survey.page.get_attribute(".name", "href") is None


def test_the_key_enter_in_a_text_box_sends_nothing(survey):
    answer_first(survey)
    survey.page.fill("#children", "3")
    survey.page.keyboard.press("Enter")

    assert (survey.part, survey.sent) == ("s-first", [])


def test_it_can_be_taken_with_the_keyboard_alone(survey):
    page = survey.page
    page.locator("#go button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.is_checked("[name=belong][value=some]")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("[name=belong][value=little]")
    assert page.is_visible("#q-why")


# --- Choices --------------------------------------------------------------------------------------------


def test_what_stands_alone_drives_out_the_others(survey):
    answer_first(survey)
    survey.next()
    survey.page.check("[name=needs3][value=food]")
    survey.page.check("[name=needs3][value=none]")
    assert survey.page.evaluate(
        "[...document.querySelectorAll('[name=needs3]:checked')].map((box) => box.value)"
    ) == ["none"]

    survey.page.check("[name=needs3][value=bus]")
    assert not survey.page.is_checked("[name=needs3][value=none]")


def test_the_box_beside_other_opens_and_is_announced(survey):
    answer_first(survey)
    survey.next()
    assert survey.page.is_hidden("[name='needs3.other']")

    survey.page.check("[name=needs3][value=other]")

    assert survey.page.is_visible("[name='needs3.other']")
    assert survey.page.inner_text("#status") == "A text box opened: please say what."


def test_choices_are_counted_and_too_many_stop_at_the_next_part(survey):
    answer_first(survey)
    survey.next()
    for code in ("food", "tutor", "bus"):
        survey.page.check(f"[name=needs3][value={code}]")
    assert survey.page.inner_text("#q-needs3 [role=status]") == "Chosen: 3 of 2"

    survey.next()

    assert survey.part == "s-second"
    assert "Please choose no more than 2." in survey.page.inner_text("#problems")


def test_an_answer_can_be_taken_back(survey):
    answer_first(survey)
    survey.page.click("#q-belong .clear")

    assert survey.page.locator("[name=belong]:checked").count() == 0
    assert survey.focused("name") == "belong"


def test_shuffled_choices_are_all_there_and_the_fixed_ones_last(survey):
    orders = set()
    for _ in range(12):
        survey.open()
        orders.add(
            tuple(survey.page.evaluate("[...document.getElementsByName('needs3')].map((box) => box.value)"))
        )

    assert len(orders) > 1
    assert {order[3:] for order in orders} == {("other", "none")}
    assert {tuple(sorted(order[:3])) for order in orders} == {("bus", "food", "tutor")}


# --- Problems -------------------------------------------------------------------------------------------


def test_problems_are_announced_linked_and_tied_to_their_question(survey):
    survey.next()
    survey.page.fill("#children", "50")
    survey.next()

    assert survey.part == "s-first"
    assert survey.focused() == "problems"
    assert survey.page.inner_text("#problems li >> nth=1").endswith("Please write a number from 1 to 20.")
    assert survey.page.get_attribute("#q-belong", "aria-describedby").split()[-1] == "e-belong"
    assert survey.page.get_attribute("#children", "aria-describedby") == "e-children"
    assert wrong_fields(survey) == {"belong", "children"}
    survey.page.click("#problems a")
    assert survey.focused("name") == "belong"

    survey.page.check("[name=belong][value=some]")
    survey.page.fill("#children", "5")
    survey.next()
    assert survey.part == "s-second"
    assert survey.page.locator("#q-belong .problem").count() == 0
    assert wrong_fields(survey) == set()


def wrong_fields(survey) -> set[str]:
    """The names of the fields that say they are in error."""
    return set(
        survey.page.locator("[aria-invalid=true]").evaluate_all("(all) => all.map(({ name }) => name)")
    )


# --- Review and sending ---------------------------------------------------------------------------------


def test_the_review_lists_what_was_seen_and_leads_back_to_each(survey):
    answer_first(survey)
    survey.next()
    survey.page.check("[name='know.pantry'][value=yes]")
    survey.page.click("#steps [value=end]")

    rows = survey.page.locator("#review dl > div")
    assert rows.count() == 4
    assert [row.split("\n")[1] for row in rows.filter(visible=True).all_inner_texts()] == ["No answer"] * 2
    survey.page.click("#review summary")
    assert rows.nth(2).inner_text().split("\n")[:2] == ["Do you belong?", "some"]
    assert "pantry: yes" in rows.nth(3).inner_text()
    assert "Questions without an answer: 2." in survey.page.inner_text("#review")
    assert "You have not seen every part yet." in survey.page.inner_text("#review")
    survey.page.get_by_role("link", name="Change: Do you belong?").click()
    assert (survey.part, survey.focused("value")) == ("s-first", "some")


def test_the_body_says_what_was_seen_and_nothing_of_the_rest(survey):
    answer_first(survey)
    survey.page.fill("#children", "4")
    survey.next()
    survey.page.check("[name=needs3][value=other]")
    survey.page.fill("[name='needs3.other']", " Shoes ")
    survey.page.click("#steps [value=end]")
    send(survey)
    survey.page.wait_for_url("**/thanks*")

    (body,) = survey.sent
    assert body.pop("id")
    assert body.pop("salt")
    assert body == {
        "round": "spring-2027",
        "version": "student-2026.1",
        "language": "en",
        "channel": "web",
        "code": None,
        "answers": {
            "belong": "some",
            "children": 4,
            "needs3": ["other"],
            "needs3.other": "Shoes",
            "know": None,
        },
    }


def test_a_sent_survey_shows_its_receipt_and_leaves_nothing_behind(survey):
    go_to_review(survey)
    send(survey)
    survey.page.wait_for_url("**/thanks*")
    assert RECEIPT in survey.page.inner_text("main")

    survey.page.go_back()
    survey.page.wait_for_selector("#start:visible")

    assert survey.page.locator(":checked").count() == 0
    assert survey.page.evaluate("sessionStorage.length + localStorage.length") == 0


CAPTIVE_PORTAL = (200, "text/html", "<h1>Sign in to the network</h1>")
OF_SOMEONE_ELSE = (
    200,
    "application/json",
    json.dumps({"id": "other", "status": "stored", "receipt": RECEIPT}),
)


@pytest.mark.parametrize(
    ("answer", "words_shown"),
    [
        (None, "could not be sent"),
        (CAPTIVE_PORTAL, "could not be sent"),
        (OF_SOMEONE_ELSE, "could not be sent"),
        ((201, "application/json", "{"), "could not be sent"),
        ((302, "text/html", ""), "could not be sent"),
        ((500, "text/html", "Internal Server Error"), "could not be sent"),
        (refused(503), "Many people are sending"),
        (refused(429), "Many people are sending"),
        (refused(409), "could not take these answers"),
        (refused(410), "closed before your answers arrived"),
    ],
)
def test_what_is_not_our_receipt_is_not_a_receipt(survey, answer, words_shown):
    survey.answer = lambda body: answer
    go_to_review(survey)
    send(survey)
    wait_for_failure(survey)

    assert words_shown in survey.page.inner_text("#failed")
    assert survey.focused() == "failed"
    assert survey.page.is_checked("[name=belong][value=some]")
    assert survey.page.is_enabled("#send button")


def test_the_same_response_is_sent_again_with_the_same_id(survey):
    answers = iter([None, CAPTIVE_PORTAL])
    survey.answer = lambda body: next(answers)
    go_to_review(survey)
    send(survey)
    wait_for_failure(survey)
    survey.page.click("#failed button >> nth=0")
    survey.page.wait_for_function("document.activeElement.id == 'failed'")
    survey.answer = stored
    survey.page.click("#failed button >> nth=0")
    survey.page.wait_for_url("**/thanks*")

    assert len(survey.sent) == 3
    assert len({body["id"] for body in survey.sent}) == 1


def test_what_fails_can_be_sent_as_a_plain_form_with_the_same_id(survey):
    survey.answer = lambda body: None
    go_to_review(survey)
    send(survey)
    wait_for_failure(survey)
    survey.page.click("#failed button >> nth=1")
    survey.page.wait_for_selector(".receipt")

    assert survey.forms[0]["id"] == [survey.sent[0]["id"]]
    assert survey.forms[0]["belong"] == ["some"]
    assert survey.page.evaluate("sessionStorage.length") == 0


def test_a_plain_form_stays_on_its_page_while_there_is_no_connection(survey):
    survey.answer = lambda body: None
    go_to_review(survey)
    send(survey)
    wait_for_failure(survey)
    survey.page.context.set_offline(True)
    survey.page.click("#failed button >> nth=1")

    assert survey.forms == []
    assert survey.part == "send"
    assert survey.page.is_checked("[name=belong][value=some]")


# --- Language -------------------------------------------------------------------------------------------


def test_a_blank_survey_changes_its_language_without_sending_anything(survey):
    survey.next()
    survey.page.click("nav [lang=ar]")
    survey.page.wait_for_url(f"{SITE}/s/merced-high/student/ar")

    assert survey.page.get_attribute("html", "dir") == "rtl"
    assert survey.forms == []


def test_a_failed_response_keeps_its_id_in_another_language(survey):
    survey.answer = lambda body: None
    go_to_review(survey)
    send(survey)
    wait_for_failure(survey)
    survey.page.click("nav [lang=es]")
    survey.page.wait_for_selector(".receipt")

    assert survey.forms[0]["id"] == [survey.sent[0]["id"]]


def test_where_nothing_can_be_kept_the_form_carries_the_answers(survey):
    answer_first(survey)
    survey.page.click("nav [lang=es]")
    survey.page.wait_for_selector(".receipt")

    assert (survey.forms[0]["switch"], survey.forms[0]["belong"]) == (["es"], ["some"])


# --- For everyone ---------------------------------------------------------------------------------------


class Narrow:
    """Looks at one state of a page after the other: what axe finds, and whether the page is too wide."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.found: list[tuple[str, str, str]] = []

    def look(self, state: str) -> None:
        """Remember what is wrong in this state."""
        for each in Axe().run(self._page).response["violations"]:
            self.found.append((state, each["id"], each["nodes"][0]["html"]))
        if self._page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append((state, "wider than the screen", ""))


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_part_has_a_barrier_or_is_wider_than_the_screen(survey, width):
    page = survey.page
    page.set_viewport_size({"width": width, "height": 640})
    narrow = Narrow(page)

    narrow.look("start")
    survey.next()
    survey.next()
    narrow.look("problems")
    page.check("[name=belong][value=little]")
    narrow.look("first")
    survey.next()
    page.check("[name=needs3][value=other]")
    narrow.look("second")
    page.click("#steps [value=end]")
    narrow.look("review")
    survey.answer = lambda body: None
    send(survey)
    wait_for_failure(survey)
    narrow.look("failed")
    survey.answer = stored
    send(survey)
    page.wait_for_url("**/thanks*")
    narrow.look("thanks")

    assert narrow.found == []
