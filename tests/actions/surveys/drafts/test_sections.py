"""A coordinator writes a section for her schools, and rounds offer it to those alone."""

from datetime import date

import pytest

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.rounds.extra_sections import choose_sections, extra_sections
from survey_app.actions.rounds.plan import AudiencePlan, offers, plan_from_library
from survey_app.actions.rounds.setup import create_round
from survey_app.actions.surveys.drafts.drafts import (
    copy_survey,
    list_drafts,
    read_draft,
    start_empty,
    take_document,
)
from survey_app.actions.surveys.drafts.editing import Form, add_item, save_fields
from survey_app.actions.surveys.drafts.previewing import changes_of, preview_survey_of
from survey_app.actions.surveys.drafts.publishing import publish_draft
from survey_app.errors import DraftError, NotFound
from survey_app.languages.catalogs import shipped_languages
from survey_app.store.rounds.setup import links_of
from survey_app.store.tables import SurveyVersion
from survey_app.surveys.drafts.placing import Spot
from survey_app.surveys.drafts.rules.order import earlier_questions
from survey_app.surveys.published import published_survey
from tests.actions.surveys.drafts.writers import ANA, BOSS, DISTRICT, NOW, item_named

TODAY = date(2027, 1, 12)
GUS = StaffUser(7, "gus@example.org", "Gus", "coordinator", DISTRICT, frozenset({"golden-valley-high"}))
NOBODY = StaffUser(8, "nob@example.org", "Nob", "coordinator", DISTRICT, frozenset())
GARDEN = {"ask": "What should grow in our garden?", "type": "long_text", "privacy": "safe"}


def a_section(session, who=ANA, title="Our garden"):
    id_ = start_empty(session, who, "student", title, NOW)
    section = read_draft(session, who, id_).document["sections"][0]["id"]
    add_item(session, who, id_, "question", Spot(section), {**GARDEN, "name": title.lower()[-6:]}, NOW)
    return id_


def survey_of(session, version):
    return published_survey(session.get_one(SurveyVersion, version).json)


def test_her_section_becomes_part_of_the_districts_own_version(published, session):
    version = publish_draft(session, ANA, a_section(session), NOW)

    survey = survey_of(session, version)
    section = survey.sections[-1]
    assert version == "student_2465789-2027.1"
    assert (section.title.source, section.optional, section.schools) == ("Our garden", True, ("merced-high",))
    assert [question.name for question in section.questions] == ["garden"]
    assert len(survey.sections) == len(survey_of(session, "student-2026.3").sections) + 1


def test_two_coordinators_and_the_district_keep_each_others_work(published, session):
    early = copy_survey(session, BOSS, "student-2026.3", NOW)
    publish_draft(session, ANA, a_section(session), NOW)
    publish_draft(session, GUS, a_section(session, GUS, "Our lunch"), NOW)
    item = item_named(read_draft(session, BOSS, early).document, "belong")
    save_fields(session, BOSS, early, item, Form({}, {"ask": "Do you fit in?"}), NOW)

    survey = survey_of(session, publish_draft(session, BOSS, early, NOW))

    assert survey.version == "student_2465789-2027.3"
    assert [section.title.source for section in survey.sections[-2:]] == ["Our garden", "Our lunch"]
    assert "Do you fit in?" in [question.ask.source for question in survey.questions()]


def test_a_round_offers_it_to_her_schools_alone(published, session):
    version = publish_draft(session, ANA, a_section(session), NOW)
    plan = plan_from_library(BOSS, offers(session, BOSS), TODAY)
    asked = {"student": AudiencePlan(version, consent="passive")}
    sections = {("golden-valley-high", "student"): ("our_garden",)}
    plan = type(plan)(**{**vars(plan), "asked": asked, "sections": sections})
    key = create_round(session, BOSS, plan, NOW, TODAY)

    offered = {extra.section.name: extra.schools for extra in extra_sections(session, key)}
    schools = ["golden-valley-high", "merced-high"]
    assert offered == {"travel": schools, "our_garden": ["merced-high"]}

    wanted = {("student.our_garden", slug) for slug in schools}
    choose_sections(session, BOSS.email, key, schools, wanted, NOW)
    assert {link.school: link.sections for link in links_of(session, key)} == {
        "golden-valley-high": [],
        "merced-high": ["our_garden"],
    }


def test_she_goes_on_with_her_section_later(published, session):
    version = publish_draft(session, ANA, a_section(session), NOW)
    id_ = copy_survey(session, ANA, version, NOW)
    draft = read_draft(session, ANA, id_)
    assert (draft.line.kind, draft.line.schools, draft.faults) == ("section", ("merced-high",), {})

    save_fields(
        session, ANA, id_, item_named(draft.document, "our_garden"), Form({}, {"title": "The garden"}), NOW
    )
    assert [line.title for line in list_drafts(session, ANA)] == ["The garden"]
    survey = survey_of(session, publish_draft(session, ANA, id_, NOW))

    assert [section.title.source for section in survey.sections][-1] == "The garden"
    assert sum(section.name == "our_garden" for section in survey.sections) == 1


def test_a_name_that_the_survey_has_is_a_fault_at_her_question(published, session):
    id_ = a_section(session)
    item = item_named(read_draft(session, ANA, id_).document, "garden")

    with pytest.raises(DraftError):
        add_item(session, ANA, id_, "question", Spot("nobodyaa"), GARDEN, NOW)
    draft = save_fields(session, ANA, id_, item, Form({}, {"name": "grade"}), NOW)

    assert [fault.code for fault in draft.faults[item, "name"]] == [
        "question_twice",
        "published_as_other_type",
    ]


def test_her_rule_may_look_at_the_survey_around_it(published, session):
    id_ = a_section(session)
    item = item_named(read_draft(session, ANA, id_).document, "garden")

    assert save_fields(session, ANA, id_, item, Form({}, {"when": "grade in (9, 10)"}), NOW).faults == {}
    draft = save_fields(session, ANA, id_, item, Form({}, {"when": "grade = 2"}), NOW)
    assert draft.faults
    assert earlier_questions(draft.document, item) == []
    assert "grade" in [each.name for each in earlier_questions(draft.whole, item)]


def test_coordinators_reach_the_sections_of_their_schools_alone(published, session):
    id_ = a_section(session)
    whole = copy_survey(session, BOSS, "student-2026.3", NOW)

    assert [line.id for line in list_drafts(session, ANA)] == [id_]
    assert list_drafts(session, GUS) == []
    assert {line.id for line in list_drafts(session, BOSS)} == {id_, whole}
    for who, draft in ((GUS, id_), (ANA, whole)):
        with pytest.raises(NotFound):
            read_draft(session, who, draft)


def test_what_a_coordinator_cannot_begin(published, session):
    document = read_draft(session, BOSS, copy_survey(session, BOSS, "staff-2026.3", NOW)).document
    attempts = {
        "no_own_section": lambda: copy_survey(session, ANA, "student-2026.3", NOW),
        "surveys_by_district": lambda: take_document(session, ANA, document, NOW),
        "no_own_school": lambda: start_empty(session, NOBODY, "student", "Ours", NOW),
        "survey_title_missing": lambda: start_empty(session, ANA, "student", " ", NOW),
        "survey_audience_missing": lambda: start_empty(session, ANA, "dogs", "Ours", NOW),
    }

    for code, attempt in attempts.items():
        with pytest.raises(DraftError) as refused:
            attempt()
        assert refused.value.code == code


def test_a_preview_shows_her_section_at_her_school(published, session):
    id_ = a_section(session)

    link = preview_survey_of(session, ANA, id_, TODAY)

    assert (link.state, link.school_slug, link.facts.sections) == ("preview", "merced-high", {"our_garden"})
    assert [question.name for question in link.survey.questions()] == ["garden"]


def test_a_preview_of_one_question_and_of_what_is_not_finished(published, session):
    id_ = copy_survey(session, BOSS, "student-2026.3", NOW)
    draft = read_draft(session, BOSS, id_)
    item = item_named(draft.document, "safe_where")

    alone = preview_survey_of(session, BOSS, id_, TODAY, item)
    assert [question.name for question in alone.survey.questions()] == ["safe_where"]
    save_fields(session, BOSS, id_, item, Form({}, {"ask": ""}), NOW)
    rest = preview_survey_of(session, BOSS, id_, TODAY).survey
    assert "safe_where" not in [question.name for question in rest.questions()]
    assert len(list(rest.questions())) == len(list(draft.base.questions())) - 1


def test_changes_are_those_against_the_newest_version(published, session):
    id_ = copy_survey(session, BOSS, "student-2026.3", NOW)
    item = item_named(read_draft(session, BOSS, id_).document, "belong")
    save_fields(session, BOSS, id_, item, Form({}, {"ask": "Do you fit in?"}), NOW)

    comparison = changes_of(session, BOSS, id_)

    assert (comparison.version, comparison.same) == ("student-2026.3", 35)
    assert [(each.name, each.notes) for each in comparison.questions] == [("belong", ("words",))]
    assert {language: len(texts) for language, texts in comparison.missing.items()} == dict.fromkeys(
        sorted(comparison.missing), 1
    )
    assert list(comparison.missing) == sorted(set(shipped_languages()) - {"en"})
