"""Changing the language with the script: nothing is sent, and nothing is lost."""

from tests.js.conftest import SITE
from tests.js.taking.steps import answer_first, go_to_review, send, wait_for_failure


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
