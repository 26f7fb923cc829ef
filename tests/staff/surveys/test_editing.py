"""A newcomer rewords a question of the library, and publishes it for the district: with plain forms."""

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.staff.surveys.writing import Writer, form_on

BELONG = "How much do you feel you belong at this school?"


def test_a_question_is_reworded_and_published(writer: Writer) -> None:
    belong = writer.item(BELONG)

    saved = writer.change(belong, ask="Do you feel at home at this school?")

    assert saved.status_code == 302
    assert "Do you feel at home at this school?" in writer.page()
    published = writer.press("publish")
    assert published.status_code == 302
    listed = writer.client.get("/staff/surveys").text
    assert "student_2465789-" in listed
    assert "Do you feel at home" not in writer.client.get("/staff/rounds/new").text
    assert "student_2465789-" in writer.client.get("/staff/rounds/new").text


def test_an_own_survey_is_told_from_the_one_it_was_copied_from(writer: Writer) -> None:
    writer.press("publish")

    page = writer.client.get("/staff/rounds/new").text

    assert re.search(r">Our own: Student survey \(student_\d+-\d+\.1\)<", page)
    assert re.search(r">Student survey \(student-2026\.3\)<", page)


# Each form is drawn; what it sends is taken back unchanged by one of each kind, with --long by all.
@pytest.mark.parametrize("takes_all", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_part_of_every_survey_has_its_form(boss: FlaskClient, takes_all: bool) -> None:
    kinds = set()
    for version in ("student-2026.3", "partner-2026.3"):
        writer = Writer.with_copy(boss, version)
        items = set(re.findall(r"/items/(\w+)\"", writer.page()))
        assert len(items) > 15
        for item in sorted(items):
            page = writer.page(item)
            kind = kind_of(page)
            if takes_all or kind not in kinds:
                unchanged = writer.change(item, page)
                assert unchanged.status_code == 302, unchanged.text
            kinds.add(kind)
        assert "Undo" not in writer.page()
    assert len(kinds) > 10


def kind_of(page: str) -> tuple[str, frozenset[str]]:
    """The type of the question, as its page says it, and which fields its form has."""
    fields = frozenset(name.partition("-")[0] for name, _ in form_on(page))
    asked = re.search(r"Kind of answer: <strong>([^<]*)<", page)
    return asked[1] if asked else "", fields


def test_a_new_question_gets_its_name_and_its_codes_from_the_first_words(writer: Writer) -> None:
    new = writer.press("add", question=writer.item("You and your school")).location.rpartition("/")[2]
    choices = [name for name, _ in form_on(writer.page(new)) if name.startswith("text-")]

    writer.change(new, ask="Do you take the bus?", **{choices[0]: "Every day", choices[1]: "Never"})

    page = writer.page(new)
    assert 'value="do_you_take_the_bus"' in page
    assert 'value="every_day"' in page
    writer.change(new, ask="Do you come by bus?")
    assert 'value="do_you_take_the_bus"' in writer.page(new)


def test_a_removed_question_comes_back_with_undo(writer: Writer) -> None:
    belong = writer.item(BELONG)
    removed = writer.press(f"items/{belong}/remove")
    assert removed.status_code == 302
    assert BELONG not in re.sub("<div class=.done-now.*?</div>", "", writer.page())

    writer.press("undo")

    assert writer.item(BELONG) == belong


def test_the_history_says_who_changed_what(writer: Writer) -> None:
    writer.change(writer.item(BELONG), ask="Do you feel at home here?")

    history = writer.client.get(f"{writer.address}/history").text

    assert "<ins>Do you feel at home here?</ins>" in history
    assert "district_admin-0" in history


def test_a_fault_stands_beside_its_field_and_in_the_list(writer: Writer) -> None:
    belong = writer.item(BELONG)
    writer.change(belong, ask="")

    assert "This is still to be written or chosen." in writer.page(belong)
    assert f"#ask-{belong}" in writer.page()
    assert writer.press("publish").status_code == 422


def test_every_fault_leads_to_its_words(writer: Writer) -> None:
    where = writer.item("Where do you feel less safe?")
    writer.change(where, ask="", most="99", when="nothing in (1)")

    for item, anchor in re.findall(rf'{writer.address}/items/(\w+)#([\w-]+)"', writer.page()):
        assert f'id="{anchor}"' in writer.page(item)


def test_a_protected_topic_is_chosen_and_one_of_a_file_stays(writer: Writer) -> None:
    belong = writer.item(BELONG)
    assert '<option value="religion">Religion</option>' in writer.page(belong)

    writer.change(belong, protected_topic="mental_health")
    assert '<option value="mental_health" selected>Mental health</option>' in writer.page(belong)

    writer.change(belong, protected_topic="gun_ownership")
    assert '<option value="gun_ownership" selected>gun_ownership</option>' in writer.page(belong)


def test_what_was_just_begun_is_told_by_name_and_is_not_called_wrong(writer: Writer) -> None:
    new = writer.press("add", question=writer.item("You and your school")).location.rpartition("/")[2]
    fresh = writer.page(new)
    named = [html.unescape(each) for each in re.findall(r"<span[^>]*>([^<]*)</span></a>: ", writer.page())]

    assert fresh.count('<p class="hint">This is still to be written or chosen.</p>') == 3
    assert ' class="problem"' not in fresh
    assert ' aria-invalid="true"' not in fresh
    assert " autofocus" in fresh
    assert named == ["New question", "New question, answer 1", "New question, answer 2"]


def test_what_cannot_stay_is_marked_as_wrong(writer: Writer) -> None:
    where = writer.item("Where do you feel less safe?")
    writer.change(where, most="99")

    page = writer.page(where)

    assert '<p class="problem">There are only' in page
    assert ' aria-invalid="true"' in page


def test_what_changes_is_shown_before_it_is_published(writer: Writer) -> None:
    writer.change(writer.item(BELONG), ask="Do you feel at home here?")
    where = writer.item("Where do you feel less safe?")
    writer.change(where, do="add:choices")

    changes = writer.client.get(f"{writer.address}/changes").text

    assert "1 thing to fix" in changes
    added = next(
        name for name, value in form_on(writer.page(where)) if name.startswith("text-") and not value
    )
    writer.change(where, **{added: "On the way home"})
    changes = writer.client.get(f"{writer.address}/changes").text
    assert "Its words changed. Does it still mean the same?" in changes
    assert f'<del lang="en" dir="auto">{BELONG}</del>' in changes
    assert '<ins lang="en" dir="auto">Do you feel at home here?</ins>' in changes
    assert "Answers were added, so others lose some of theirs: On the way home." in changes
    assert "Translations that will be missing" in changes


def test_the_type_of_a_published_question_stays(writer: Writer) -> None:
    belong = writer.item(BELONG)

    assert "It was published, so it stays." in writer.page(belong)
    assert f'name="type-{belong}"' not in writer.page(belong)


def test_an_answer_moves_by_its_button_and_is_removed(writer: Writer) -> None:
    where = writer.item("Where do you feel less safe?")
    first = re.findall(r'name="text-(\w+)"', writer.page(where))[0]

    writer.change(where, do=f"down:{first}")
    assert re.findall(r'name="text-(\w+)"', writer.page(where))[1] == first
    writer.change(where, do=f"remove:{first}")
    assert f"text-{first}" not in writer.page(where)


def test_a_question_does_not_move_before_one_that_its_rule_looks_at(writer: Writer) -> None:
    future = writer.item("How much is school helping you get ready for life after high school?")
    section = writer.item("You and your school")

    refused = writer.press("move", item=future, parent=section, after="")

    assert refused.status_code == 302
    assert "done-now" in writer.client.get(refused.location).text


def test_a_question_goes_to_another_section_and_over_its_edge(writer: Writer) -> None:
    grade = writer.item("What grade are you in?")
    support = writer.item("Help and support")

    writer.press("move", item=writer.item(BELONG), by="to", to=support)
    assert writer.page().index("Help and support") < writer.page().index(BELONG)
    stays = writer.press("move", item=grade, by="up")
    assert stays.status_code == 302
    assert writer.page().index("What grade are you in?") < writer.page().index("Help and support")
