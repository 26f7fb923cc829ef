"""Survey files: what is read from them."""

from survey_app.surveys.text import Text
from survey_app.surveys.types import QUESTION_TYPES
from survey_app.surveys.yaml_file import check_survey, load_survey
from tests.surveys.files.files_on_disk import SURVEY, write_folder


def test_a_survey_says_what_it_is(tmp_path):
    survey = load_survey(write_folder(tmp_path))

    assert (survey.name, survey.audience, survey.version) == ("student", "student", "student-2026.1")
    assert (survey.language, survey.languages, survey.grades) == ("en", ("en",), (7, 12))
    assert (survey.minutes, survey.consent, survey.title.source) == (8, "passive", "Student survey")
    assert [text.source for text in survey.start] == [
        "{school_name} is asking.",
        "It takes {minutes} minutes.",
    ]
    assert [text.source for text in survey.thanks + survey.help] == ["Thank you!", "Call or text 988."]


def test_sections_and_questions_are_read_in_order(tmp_path):
    belonging, more = load_survey(write_folder(tmp_path)).sections

    assert (belonging.name, belonging.optional, belonging.when) == ("belonging", False, None)
    assert belonging.introduction == Text(words={"en": "There are no wrong answers."})
    assert (more.name, more.optional, more.when) == ("more", True, ["answered", "needs2"])
    assert [question.name for question in belonging.questions] == ["belong", "adult", "needs2"]
    assert [question.name for question in more.questions] == ["lang", "know", "children", "role", "change"]


def test_the_example_has_every_type_of_question(tmp_path):
    survey = load_survey(write_folder(tmp_path))

    assert {question.type for question in survey.questions()} == set(QUESTION_TYPES)


def test_every_key_of_a_question_is_read(tmp_path):
    questions = {question.name: question for question in load_survey(write_folder(tmp_path)).questions()}

    belong, adult, needs = questions["belong"], questions["adult"], questions["needs2"]
    assert (belong.pillars, belong.lcap, belong.privacy, belong.escapes) == (
        ("P1", "assets"),
        3,
        "safe",
        ("na",),
    )
    assert (adult.protected_topic, adult.escapes) == ("family", ("pnts",))
    assert (needs.most, needs.shuffle, needs.hint.source) == (2, True, "Choose up to two.")
    assert needs.when == ["and", ["any_of", "belong", ["none", "some"]], ["ge", "school.grade_high", 7]]
    assert questions["lang"].required
    assert (questions["children"].lowest, questions["children"].highest) == (1, 20)
    assert (questions["role"].longest, questions["change"].longest) == (40, 300)


def test_codes_are_text_even_when_they_look_like_truths_or_numbers(tmp_path):
    questions = {question.name: question for question in load_survey(write_folder(tmp_path)).questions()}

    assert questions["lang"].codes == ("no", "es")
    assert questions["adult"].codes == ("yes", "no", "not_sure", "pnts")
    assert questions["needs2"].codes == ("tutor", "10", "other", "none")
    assert questions["lang"].choices[0].text.source == "None"


def test_an_unquoted_number_is_a_code_too(tmp_path):
    survey = load_survey(write_folder(tmp_path, SURVEY.replace('"10":', "010:")))

    assert {question.name: question for question in survey.questions()}["needs2"].codes[1] == "010"


def test_a_choice_that_must_stay_last_is_fixed(tmp_path):
    needs = list(load_survey(write_folder(tmp_path)).questions())[2]

    assert [choice.fixed for choice in needs.choices] == [False, False, True, True]
    assert (needs.choices[1].grade, needs.choices[1].hint.source) == (10, "Not for all")
    assert needs.other_key == "needs2.other"


def test_a_list_or_text_of_the_survey_goes_before_a_shared_one(tmp_path):
    own = SURVEY.replace("lists:\n", "lists:\n  yn:\n    - yes: Yep\n    - no: Nope\n").replace(
        "texts:\n", "texts:\n  who: I am asking.\n"
    )

    survey = load_survey(write_folder(tmp_path, own))

    assert survey.start[0].source == "I am asking."
    assert list(survey.questions())[1].choices[0].text.source == "Yep"


def test_a_survey_can_do_without_shared_yaml(tmp_path):
    path = write_folder(
        tmp_path,
        SURVEY.replace("lists:\n", "lists:\n  yn:\n    - y: Y\n  a3:\n    - none: N\n    - some: S\n"),
    )
    path.write_text(path.read_text().replace("who, why", "why").replace("thanks: [thanks]", "thanks: [why]"))
    (tmp_path / "shared.yaml").unlink()

    assert check_survey(path) == []


def test_a_survey_says_in_which_order_its_who_questions_matter(tmp_path):
    text = SURVEY.replace("consent: passive", "consent: passive\nwho: [role, lang]")

    assert load_survey(write_folder(tmp_path, text)).who == ("role", "lang")
    assert load_survey(write_folder(tmp_path, SURVEY)).who == ()


def test_a_survey_says_what_stands_above_start_and_what_must_be_read(tmp_path):
    text = SURVEY.replace("start: [who, why]", "lines: [who]\nnotices: [why]\nstart: []")

    survey = load_survey(write_folder(tmp_path, text))

    assert [text.source for text in survey.lines] == ["{school_name} is asking."]
    assert [text.source for text in survey.notices] == ["It takes {minutes} minutes."]


def test_as_many_levels_as_a_survey_may_need_are_read(tmp_path):
    path = write_folder(tmp_path)
    path.write_bytes(b"a: " + b"[" * 18 + b"]" * 18)

    assert not any("nested" in str(fault) for fault in check_survey(path))
