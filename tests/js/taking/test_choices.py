"""Choices with the script: alone, counted, shuffled, with a box beside Other, and taken back."""

from tests.js.taking.steps import answer_first


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
