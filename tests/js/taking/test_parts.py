"""Taking a survey with the script: one part at a time, by keyboard too, and back without loss."""

from tests.js.taking.steps import answer_first


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
