"""Fields: what a form changes, what goes with it, and what somebody else wrote meanwhile."""

import pytest

from survey_app.errors import DraftError
from survey_app.surveys.drafts.around import Around, around
from survey_app.surveys.drafts.changing import change_fields
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.edits import apply
from survey_app.surveys.drafts.items import places
from survey_app.surveys.drafts.values import shown_fields
from survey_app.surveys.text import Text
from survey_app.surveys.yaml_file import load_library
from tests.surveys.drafts.made_drafts import a_draft, words


def changed(id_, before, after, *, keeps=False, known=None, draft=None):
    draft = draft or a_draft()
    wanted = change_fields(draft, id_, before, after, known or Around(), keeps_translations=keeps)
    return apply(draft, wanted.changes), wanted


def item(draft, id_):
    return places(draft)[id_].item


def test_a_form_shows_words_and_no_translations():
    fields = shown_fields(item(a_draft(), "qwhyaaaa"), "question")

    assert (fields["ask"], fields["hint"], fields["longest"], fields["required"]) == ("Why?", "", 500, False)
    assert fields["when"] == "grade = 9 or belong != lot"
    assert "choices" not in fields
    assert shown_fields(item(a_draft(), "qbelonga"), "question")["choices"] == "listaaaa"


def test_only_what_this_person_changed_is_taken():
    form = {"ask": "What grade are you in?", "hint": "", "required": False}
    draft = a_draft()
    item(draft, "qgradeaa")["required"] = True  # somebody else, meanwhile

    draft, wanted = changed("qgradeaa", form, {**form, "hint": "This year."}, draft=draft)

    assert wanted.theirs == {}
    assert item(draft, "qgradeaa")["hint"] == words("This year.")
    assert item(draft, "qgradeaa")["required"] is True


def test_what_somebody_else_wrote_stays_and_is_told():
    draft, wanted = changed(
        "qbelonga", {"ask": "Do you?", "hint": ""}, {"ask": "Do you fit in?", "hint": "Here."}
    )

    assert wanted.theirs == {"ask": "Do you belong?"}
    assert item(draft, "qbelonga")["ask"] == words("Do you belong?")
    assert item(draft, "qbelonga")["hint"] == words("Here.")


def test_two_people_who_write_the_same_agree():
    _, wanted = changed("qbelonga", {"ask": "Do you?"}, {"ask": "Do you belong? "})

    assert (wanted.changes, wanted.theirs) == ([], {})


def test_other_words_lose_their_translations_unless_they_still_fit():
    form = {"ask": "What grade are you in?"}

    dropped, _ = changed("qgradeaa", form, {"ask": "Your grade?"})
    kept, _ = changed("qgradeaa", form, {"ask": "Your grade?"}, keeps=True)

    assert item(dropped, "qgradeaa")["ask"] == words("Your grade?")
    assert item(kept, "qgradeaa")["ask"] == words("Your grade?", es="¿En qué grado estás?")


def test_a_renamed_question_is_renamed_in_rules_and_in_who():
    draft, wanted = changed("qgradeaa", {"name": "grade"}, {"name": "year"})

    assert item(draft, "qwhyaaaa")["when"] == ["or", ["eq", "year", "9"], ["not", ["eq", "belong", "lot"]]]
    assert draft["who"] == ["year"]
    assert len(wanted.changes) == 3
    assert check_draft(draft).faults == {}


def test_a_name_that_another_question_has_changes_no_rule():
    draft, _ = changed("qgradeaa", {"name": "grade"}, {"name": "belong"})

    assert item(draft, "qwhyaaaa")["when"] == a_draft()["sections"][1]["questions"][0]["when"]


def test_a_renamed_code_of_a_shared_list_is_renamed_in_every_rule():
    draft, _ = changed("chlotaaa", {"code": "lot"}, {"code": "much"})

    assert item(draft, "secmorea")["when"] == ["any_of", "belong", ["some", "much"]]
    assert item(draft, "qwhyaaaa")["when"][2] == ["not", ["eq", "belong", "much"]]
    assert check_draft(draft).faults == {}


def test_a_code_of_one_question_is_left_alone_in_rules_about_others():
    draft, _ = changed("chnineaa", {"code": "9"}, {"code": "some"})

    assert item(draft, "secmorea")["when"] == ["any_of", "belong", ["some", "lot"]]
    assert item(draft, "qwhyaaaa")["when"][1] == ["eq", "grade", "some"]


def test_another_type_takes_leave_of_what_it_does_not_have():
    draft, _ = changed(
        "qgradeaa", {"type": "choose_one"}, {"type": "whole_number", "lowest": "6", "highest": 12}
    )

    grade = item(draft, "qgradeaa")
    assert "choices" not in grade
    assert (grade["type"], grade["lowest"], grade["highest"]) == ("whole_number", 6, 12)


def test_yes_no_has_its_own_choices():
    known = around([], load_library().values())

    draft, _ = changed("qwhyaaaa", {"type": "long_text"}, {"type": "yes_no"}, known=known)

    choices = item(draft, "qwhyaaaa")["choices"]
    assert [each["code"] for each in choices] == ["yes", "no", "not_sure"]
    assert choices[0]["text"]["words"]["es"] == "Sí"
    assert check_draft(draft).faults == {}


@pytest.mark.parametrize(
    ("id_", "field", "value"),
    [("qbelonga", "name", "fit"), ("qbelonga", "type", "yes_no"), ("chlotaaa", "code", "x")],
)
def test_what_people_answered_under_can_no_longer_change(id_, field, value):
    before = check_draft(a_draft(), "student", "student-2026.1").survey
    known = around([before], [])

    with pytest.raises(DraftError) as refused:
        changed(id_, {}, {field: value}, known=known)

    assert refused.value.codes == {field: f"published_{field}"}
    assert refused.value.values == {"version": "student-2026.1"}
    assert field in known.fixed_fields(places(a_draft()), id_)
    changed(id_, {}, {field: value})  # nobody answered it yet


def test_words_of_what_people_answered_can_change():
    before = check_draft(a_draft(), "student", "student-2026.1").survey

    _, wanted = changed("chlotaaa", {"text": "A lot"}, {"text": "Very much"}, known=around([before], []))

    assert len(wanted.changes) == 1


def test_a_published_name_on_a_question_of_another_type_is_a_fault():
    before = check_draft(a_draft(), "student", "student-2026.1").survey
    draft, _ = changed("qbelonga", {}, {"type": "choose_one"})

    [(id_, fault)] = around([before], []).faults(draft)

    assert (id_, fault.code) == ("qbelonga", "published_as_other_type")


def test_texts_of_a_list_keep_their_translations_wherever_they_go():
    draft = a_draft()
    draft["start"] = [words("One", es="Uno"), words("Two", es="Dos")]

    draft, _ = changed("about", {"start": ["One", "Two"]}, {"start": ["Two", "Three", ""]}, draft=draft)

    assert draft["start"] == [words("Two", es="Dos"), words("Three")]


def test_numbers_and_truths_come_as_words_from_a_form():
    draft, _ = changed("about", {"minutes": "5"}, {"minutes": "8", "grades": ["9", "12"]})
    again, wanted = changed("qgradeaa", {"required": ""}, {"required": "on"}, draft=draft)

    assert (again["minutes"], again["grades"]) == (8, [9, 12])
    assert item(again, "qgradeaa")["required"] is True
    assert len(wanted.changes) == 1


def test_a_number_that_is_none_is_kept_as_typed_and_is_a_fault():
    draft, _ = changed("about", {"minutes": "5"}, {"minutes": "soon"})

    assert set(check_draft(draft).faults) == {("about", "minutes")}


def test_a_rule_that_is_none_is_kept_as_typed_and_is_a_fault():
    draft, _ = changed("qwhyaaaa", {}, {"when": "grade is 9"})

    assert item(draft, "qwhyaaaa")["when"] == "grade is 9"
    assert set(check_draft(draft).faults) == {("qwhyaaaa", "when")}


def test_the_same_rule_in_other_words_is_no_change():
    _, wanted = changed("secmorea", {"when": "belong in (some, lot)"}, {"when": "belong in ( some ,lot )"})

    assert wanted.changes == []


def test_what_no_database_can_keep_is_taken_out_of_words():
    draft, _ = changed("qbelonga", {}, {"ask": "Do\x00 you\u0007 \ud800belong?"})

    assert item(draft, "qbelonga")["ask"] == words("Do\ufffd you \ufffdbelong?")


def test_a_text_that_is_too_long_is_refused_at_its_field():
    with pytest.raises(DraftError) as refused:
        changed("qbelonga", {}, {"ask": "x" * 4001})

    assert refused.value.codes == {"ask": "text_too_long"}


def test_an_item_that_is_gone_and_a_field_that_it_cannot_have():
    with pytest.raises(DraftError) as refused:
        changed("nobodyaa", {}, {"ask": "Who?"})
    assert refused.value.code == "item_gone"
    _, wanted = changed("secyouaa", {}, {"questions": [], "id": "x", "language": "es", "made_up": 1})
    assert wanted.changes == []


def test_words_that_the_library_has_are_translated_already():
    library = [load_library()["student"]]
    known = Around(library=library)
    draft = a_draft()  # it is in English and Spanish

    draft, _ = changed("chnineaa", {"text": "Grade 9"}, {"text": "Not sure"}, known=known, draft=draft)
    draft, _ = changed(
        "chtenaaa", {"text": "Grade 10"}, {"text": "Quite sure, thanks"}, known=known, draft=draft
    )

    assert item(draft, "chnineaa")["text"] == words("Not sure", es="No sé")
    assert item(draft, "chtenaaa")["text"] == words("Quite sure, thanks")


def test_words_that_the_library_says_in_two_ways_stay_untranslated():
    survey = load_library()["student"]
    other = survey.model_copy(update={"title": Text(words={"en": "Not sure", "es": "No estoy seguro"})})

    draft, _ = changed("chnineaa", {}, {"text": "Not sure"}, known=Around(library=[survey, other]))

    assert item(draft, "chnineaa")["text"] == words("Not sure")
