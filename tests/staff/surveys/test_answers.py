"""What a writer can say of an answer beyond its words, and what the page says of all of them."""

import html
import re

from flask.testing import FlaskClient

from tests.staff.surveys.writing import Writer, form_on

BELONG = "How much do you feel you belong at this school?"


def said_of_answers(page: str) -> str:
    found = re.search(r'id="good" data-live>(.*?)</p>', page, re.DOTALL)
    assert found, page
    return html.unescape(found[1])


def new_question(writer: Writer, kind: str, *answers: str) -> str:
    """A question of the first section with these answers. Returns its id."""
    new = writer.press("add", question=writer.item("You and your school")).location.rpartition("/")[2]
    writer.change(new, ask="How safe do you feel here?", type=kind)
    for _ in answers[len(choices_of(writer, new)) :]:
        writer.change(new, do="add:choices")
    writer.change(
        new,
        **{f"text-{id_}": words for id_, words in zip(choices_of(writer, new), answers, strict=True)},
    )
    return new


def choices_of(writer: Writer, question: str) -> list[str]:
    """The ids of the answers of a question, in order."""
    fields = [name for name, _ in form_on(writer.page(question))]
    return [name.removeprefix("text-") for name in fields if name.startswith("text-")]


def test_the_page_says_which_answers_are_favorable_and_why(writer: Writer) -> None:
    new = new_question(writer, "scale", "Never", "Sometimes", "Often", "Always")

    said = said_of_answers(writer.page(new))

    assert "chose one of these: Often, Always." in said
    assert "put the answers in order, from the least to the best" in said
    assert "chose one of these: Quite a bit, Very much." in said_of_answers(writer.page(writer.item(BELONG)))


def test_another_order_of_the_answers_makes_others_favorable(writer: Writer) -> None:
    new = new_question(writer, "scale", "Safe", "So so", "Unsafe")
    assert "chose one of these: Unsafe." in said_of_answers(writer.page(new))

    safe = choices_of(writer, new)[0]
    writer.change(new, do=f"down:{safe}")
    writer.change(new, do=f"down:{safe}")

    assert "chose one of these: Safe." in said_of_answers(writer.page(new))
    writer.press("undo")
    assert "chose one of these: Unsafe." in said_of_answers(writer.page(new))


def test_a_question_without_better_answers_says_so(writer: Writer) -> None:
    new = new_question(writer, "choose_one", "By bus", "On foot")

    said = said_of_answers(writer.page(new))

    assert "No answer counts as favorable." in said
    assert "choose “Scale”" in said


def test_yes_is_favorable(writer: Writer) -> None:
    new = writer.press("add", question=writer.item("You and your school")).location.rpartition("/")[2]
    writer.change(new, ask="Do you know whom to ask?", type="yes_no")

    assert "chose one of these: Yes." in said_of_answers(writer.page(new))


def test_answers_of_a_long_list_get_headings(writer: Writer) -> None:
    new = new_question(writer, "choose_one", "Tutoring", "Meals")
    meals = choices_of(writer, new)[1]

    writer.change(new, **{f"group-{meals}": "Daily life"})

    assert f'name="group-{meals}" value="Daily life"' in writer.page(new)
    assert (
        '<p class="group">Daily life</p>' in writer.client.get(f"{writer.address}/items/{new}/phone/en").text
    )
    assert "Heading above it: Meals" in writer.client.get(f"{writer.address}/history").text
    writer.press("undo")
    assert f'name="group-{meals}" value=""' in writer.page(new)


def test_an_answer_that_is_a_language_is_offered_where_families_speak_it(writer: Writer) -> None:
    new = new_question(writer, "choose_one", "Korean", "Farsi or Dari")
    assert "Only where families speak" not in writer.page(new)
    writer.change(new, privacy="identifier")
    korean, farsi = choices_of(writer, new)

    writer.change(
        new,
        **{
            f"languages-{korean}": "korean;",
            f"languages-{farsi}": " فارسی ;Dari; ",
            f"usual-{farsi}": "1",
        },
    )

    fields = form_on(writer.page(new))
    assert [value for name, value in fields if name == f"languages-{korean}"] == ["Korean"]
    assert [value for name, value in fields if name == f"languages-{farsi}"] == ["Farsi; Dari"]
    assert (f"usual-{farsi}", "1") in fields
    assert "Undo" in writer.page()
    before = writer.client.get(f"{writer.address}/history").text
    assert writer.change(new).status_code == 302
    assert writer.client.get(f"{writer.address}/history").text.count("<li") == before.count("<li")


def test_a_language_that_the_state_does_not_count_is_told_beside_its_field(writer: Writer) -> None:
    new = new_question(writer, "choose_one", "Klingon", "Korean")
    writer.change(new, privacy="identifier")
    klingon, _korean = choices_of(writer, new)

    writer.change(new, **{f"languages-{klingon}": "Klingon"})

    assert "The state does not count “Klingon”." in writer.page(new)
    assert f'id="languages-{klingon}-problem"' in writer.page(new)


def test_a_list_of_languages_comes_back_as_it_was(boss: FlaskClient) -> None:
    writer = Writer.with_copy(boss, "family-2026.3")
    spoken = writer.item("Which languages does your family speak at home?")

    fields = form_on(writer.page(spoken))

    assert "Farsi; Dari; Pashto" in [value for name, value in fields if name.startswith("languages-")]
    assert writer.change(spoken).status_code == 302
    assert "Undo" not in writer.page()


def test_words_that_we_translate_already_are_not_missing(writer: Writer) -> None:
    new_question(writer, "choose_one", "Yes", "Only on rainy days")

    changes = writer.client.get(f"{writer.address}/changes").text
    missing = html.unescape(changes[changes.index('id="missing"') :])

    assert re.findall(r'items/\w+">([^<]+)</a>', missing.partition("</ul>")[0]) == [
        "How safe do you feel here?",
        "Only on rainy days",
    ]
