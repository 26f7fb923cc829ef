"""Review and sending with the script: sent exactly once, and honest when it is not."""

import json

import pytest

from tests.js.conftest import RECEIPT, refused, stored
from tests.js.taking.steps import answer_first, go_to_review, send, wait_for_failure


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
