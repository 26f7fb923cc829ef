"""What writers see of a draft that is not finished; and sections that become part of another survey."""

import pytest

from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.document import empty, with_ids
from survey_app.surveys.drafts.drawing import drawable, only
from survey_app.surveys.drafts.hosting import Host, carried_over, empty_section, hosted, sections_for
from survey_app.surveys.drafts.items import places
from tests.surveys.drafts.made_drafts import a_draft, words

HOST = check_draft(a_draft(), "student", "student-2026.1").survey
SCHOOLS = Host(HOST, ("merced-high",))
GARDEN = {"name": "garden", "type": "long_text", "ask": words("What about the garden?"), "privacy": "safe"}


def a_section(**changes):
    draft = empty_section(HOST, "Our garden", SCHOOLS.schools)
    draft["sections"][0] |= {"name": "garden_work", "questions": [GARDEN], **changes}
    return with_ids(draft)


def drawn(draft, host=None):
    survey = drawable(draft, host)
    return [question.name for question in survey.questions()] if survey else None


def test_what_has_faults_is_not_drawn_and_the_rest_is():
    draft = a_draft()
    places(draft)["qwhyaaaa"].item.pop("ask")
    places(draft)["secmorea"].item["when"] = "belong is x"
    draft["minutes"] = "soon"

    assert drawn(draft) == ["grade", "belong", "help"]
    assert drawn(a_draft()) == ["grade", "belong", "why", "help"]
    assert drawn(empty("staff", "New")) is None


def test_a_question_is_drawn_alone_whatever_its_rule():
    assert drawn(only(a_draft(), "qwhyaaaa")) == ["why"]
    assert drawn(only(a_draft(), "secmorea")) == ["why", "help"]
    assert drawn(only(a_draft(), "chnineaa")) == ["grade"]


def test_a_section_is_part_of_its_host_and_for_its_schools_alone():
    survey = check_draft(a_section(), "student", "student-2027.1", SCHOOLS).survey

    assert [section.name for section in survey.sections] == ["you", "more", "garden_work"]
    assert (survey.sections[2].optional, survey.sections[2].schools) == (True, ("merced-high",))


def test_nobody_makes_a_section_for_schools_of_others():
    draft = a_section(optional=False, schools=["other-high", "merced-high"])

    assert hosted(draft, SCHOOLS)["sections"][-1]["schools"] == ["merced-high"]
    assert hosted(draft, SCHOOLS)["sections"][-1]["optional"] is True


def test_a_section_is_judged_with_its_host_and_its_faults_are_its_own():
    faults = check_draft(a_section(name="more"), host=SCHOOLS).faults
    rule = check_draft(a_section(when="belong = lot"), host=SCHOOLS).faults

    assert [fault.code for each in faults.values() for fault in each] == ["section_twice"]
    assert rule == {}
    assert drawn(a_section(when="belong = lot"), SCHOOLS) == ["garden"]


def test_a_section_takes_the_place_of_its_own_earlier_version():
    once = check_draft(a_section(), "student", "student-2027.1", SCHOOLS).survey
    again = a_section(title=words("The garden"))

    survey = check_draft(again, "student", "student-2027.2", Host(once, SCHOOLS.schools)).survey

    assert [section.title.source for section in survey.sections] == ["You", "More", "The garden"]


def test_sections_of_a_school_are_told_from_those_of_others():
    survey = check_draft(a_section(), "student", "student-2027.1", SCHOOLS).survey
    whole = hosted(a_section(), SCHOOLS)

    assert [each["name"] for each in sections_for(whole, {"merced-high", "x"})["sections"]] == ["garden_work"]
    assert sections_for(whole, {"other-high"}) is None
    assert survey.extra_sections("other-high") == []


@pytest.mark.parametrize(
    ("base", "names"), [(HOST, ["you", "more", "garden_work"]), (None, ["you", "more", "garden_work"])]
)
def test_sections_that_schools_published_meanwhile_are_carried_over(base, names):
    newest = check_draft(a_section(), "student", "student-2027.1", SCHOOLS).survey

    assert [each["name"] for each in carried_over(a_draft(), base, newest)["sections"]] == names
    assert carried_over(a_draft(), newest, newest) == a_draft()
