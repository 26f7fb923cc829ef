# ruff: noqa: E501  # one fault per line
"""Every way to break the survey of the tests without any file."""

from typing import Any

from tests.surveys.checks.documents import GONE, choices, question, text

BELONG = ("sections", 0, "questions", 0)
ADULT = ("sections", 0, "questions", 1)
NEEDS = ("sections", 0, "questions", 2)
KNOW = ("sections", 1, "questions", 0)
CHILDREN = ("sections", 1, "questions", 1)
ROLE = ("sections", 1, "questions", 2)
LONG = [question(f"essay{number}", "long_text", longest=2000) for number in range(5)]
GRADES = [
    {"code": code, "text": text(words)}
    for code, words in (("none", "Kindergarten"), ("some", "1st grade"), ("great", "Grade 2"))
]
# The code, what is changed where, where the fault is told (if elsewhere), and what its words name.
DOCUMENTS: list[tuple[str, tuple[Any, ...], Any, str, str]] = [
    ("missing", ("minutes",), GONE, "minutes", "the survey has no `minutes`"),
    ("missing", (*BELONG, "privacy"), GONE, "", 'the question "belong" has no `privacy`'),
    ("missing", (*BELONG, "type"), GONE, "", 'the question "belong" has no `type`'),
    ("missing", (*BELONG, "choices", 1, "text"), GONE, "", 'the choice "some" has no `text`'),
    ("missing", (*KNOW, "rows", 1, "text"), GONE, "", 'the row "health" has no `text`'),
    ("missing", ("sections", 1, "title"), GONE, "", 'the section "more" has no `title`'),
    ("missing", (*BELONG, "name"), GONE, "", "a question has no `name`"),
    ("unknown_key", ("minuts",), 8, "", 'unknown key "minuts" in the survey; did you mean "minutes"?'),
    ("unknown_key", (*BELONG, "hintt"), text("Help"), "", 'did you mean "hint"?'),
    ("unknown_key", (*BELONG, "choices", 0, "kolor"), "red", "", 'in the choice "none"'),
    ("not_for_type", (*BELONG, "rows"), choices("a b"), "", '"rows" is not for scale, only for matrix'),
    ("not_for_type", (*ROLE, "not_apply"), True, "", '"not_apply" is not for short_text'),
    ("not_a_block", (*BELONG,), "belong", "", "an item of `questions`|a question must be a block"),
    ("not_a_list", ("sections",), "all", "", "`sections` must be a list"),
    ("empty_list", (*BELONG, "choices"), [], "", "`choices` is an empty list"),
    ("not_words", (*BELONG, "ask"), {"words": {"en": ["What?"]}}, "sections[0].questions[0].ask.en", "`ask` must be text"),
    ("not_words", (*ROLE, "when"), 7, "", "`when` must be text"),
    ("empty", (*BELONG, "ask"), text(" "), "sections[0].questions[0].ask.en", "`ask` is empty"),
    ("empty", (*BELONG, "privacy"), "", "", "`privacy` is empty"),
    ("empty", (*ROLE, "when"), "", "", "`when` is empty"),
    ("empty", ("version",), "", "", "`version` is empty"),
    ("not_a_name", (*BELONG, "name"), "Belong", "", '"Belong" is not a name'),
    ("not_a_name", (*BELONG, "choices", 0, "code"), "None!", "", '"None!" is not a name'),
    ("unknown_word", ("consent",), "maybe", "", '`consent` "maybe" is not known; write one of: none, passive, active'),
    ("unknown_word", (*BELONG, "type"), "scael", "", '`type` "scael" is not known; did you mean "scale"?'),
    ("not_true_or_false", (*BELONG, "required"), "yes", "", "`required` must be true or false"),
    ("not_a_whole_number", ("minutes",), "eight", "", "`minutes` must be a whole number; write one from 1 to 60"),
    ("not_a_whole_number", ("grades", 1), 13, "", "an item of `grades` must be a whole number; write one from -1 to 12"),
    ("not_a_whole_number", (*BELONG, "choices", 0, "grade"), 99, "", "`grade` must be a whole number; write one from -1 to 12"),
    ("not_a_whole_number", (*ROLE, "longest"), 501, "", "`longest` must be a whole number; write one from 1 to 500"),
    ("not_taken", ("minutes",), float("inf"), "", "`minutes` has a value that does not fit"),
    ("bad_characters", ("title",), text("\ud800"), "title.en", "`title` has a character"),
    ("bad_characters", (*BELONG, "ask"), text("Why\0?"), "sections[0].questions[0].ask.en", "`ask` has a character"),
    ("wrong_language", ("languages",), ["en", "Spanish"], "languages[1]", '"Spanish"'),
    ("wrong_language", ("title",), text("Yes", Spanish="Sí"), "title.Spanish", '"Spanish"'),
    ("wrong_version", ("version",), "2026", "", '`version` is "2026"; write student-YEAR.NUMBER'),
    ("wrong_language", ("language",), "English", "", '`language` is "English"'),
    ("wrong_grades", ("grades",), [12, 6], "", "`grades`"),
    ("wrong_grades", ("grades", 1), GONE, "grades", "`grades`"),
    ("not_for_audience", ("once_for",), "child", "", "`once_for` is not for the audience student, only for family"),
    ("topic_without_consent", ("consent",), "none", "", '"adult" asks about a protected topic (family)'),
    ("topic_without_active", ("grades",), [6, 12], "consent", '"adult" asks about a protected topic (family) in grades up to 6; write `consent: active`'),
    ("grade_not_identifier", (*BELONG, "choices"), GRADES, "sections[0].questions[0].privacy", '"belong" asks for the grade'),
    ("number_shown_exactly", (*CHILDREN, "privacy"), "sensitive", "", 'every number of "children" exactly'),
    ("too_many_texts", ("lines",), [text("We ask."), text("You choose."), text("It is short.")], "", "`lines` has 3 texts, but the first screen has room for 2; join some"),
    ("too_many_texts", ("start",), [text(f"Point {n}.") for n in range(5)], "", "`start` has 5 texts, but the first screen has room for 4"),
    ("who_twice", ("who",), ["lang", "lang"], "who[1]", '"lang"'),
    ("who_unknown", ("who",), ["lang", "langg"], "who[1]", '"langg", but no question has that name; did you mean "lang"?'),
    ("who_not_identifier", ("who",), ["lang", "belong"], "who[1]", '"belong"'),
    ("who_incomplete", (*BELONG, "privacy"), "identifier", "who", "`who` leaves out belong"),
    ("section_twice", ("sections", 1, "name"), "belonging", "", 'the section "belonging"'),
    ("question_twice", (*ADULT, "name"), "belong", "", 'the question "belong"'),
    ("reserved_name", (*ADULT, "name"), "answered", "", '"answered" is reserved'),
    ("unknown_placeholder", (*BELONG, "ask"), text("In {minute}?"), "sections[0].questions[0].ask.en", 'unknown placeholder {minute}; did you mean "{minutes}"?'),
    ("translation_placeholders", (*BELONG, "ask"), text("What?", es="¿{minutes}?"), "sections[0].questions[0].ask.es", '`ask` has different placeholders in "es"'),
    ("too_large", ("sections", 1, "questions"), LONG, "sections[1].questions[0]", '"essay0" 8,000'),
    ("code_twice", (*BELONG, "choices", 1, "code"), "none", "", 'code "none" is here twice'),
    ("unknown_language", (*BELONG, "choices", 1, "languages"), ["kor"], "sections[0].questions[0].choices[1].languages[0]", '"kor", which the state does not count; did you mean "ko"?'),
    ("code_for_not_know", (*BELONG, "choices", 1, "code"), "dk", "", "use `not_know: true`"),
    ("schools_without_optional", ("sections", 1, "schools"), ["merced-high"], "", "`schools` is only for an optional section; write `optional: true`, or remove it"),
    ("active_without_passive", ("active_to_grade",), 6, "", "`active_to_grade` is only for a survey with `consent: passive`; remove it"),
    ("active_incomplete", ("active_to_grade",), 6, "", "write `active_notice: ...`, too"),
    ("active_no_grade", ("active_to_grade",), 12, "", "`active_to_grade` is 12, but the survey is for grades 7 to 12"),
    ("code_for_not_apply", (*BELONG, "choices", 1, "code"), "na", "", "use `not_apply: true`"),
    ("code_for_no_answer", (*BELONG, "choices", 1, "code"), "pnts", "", "use `no_answer: true`"),
    ("most_above_choices", (*NEEDS, "most"), 5, "", "`most` is 5, but there are only 3 choices"),
    ("limits_reversed", (*CHILDREN, "highest"), 0, "", "`highest` is less than `lowest` (1)"),
    ("limits_hold_missing_codes", (*CHILDREN, "lowest"), -80, "", "`lowest` is -80"),
    ("text_box_in_matrix", (*KNOW, "choices", 0, "other"), True, "sections[1].questions[0].choices", "without `other: true`"),
    ("text_box_in_row", (*KNOW, "rows", 0, "code"), "other", "sections[1].questions[0].rows", '"other"'),
    ("too_many_choices", (*NEEDS, "choices"), choices(" ".join(f"c{n}" for n in range(61))), "", '"needs" has 61 choices, but the limit is 60'),
    ("column_twice", (*ADULT, "name"), "needs_tutor", "sections[0].questions[2].name", '"needs" and "needs_tutor" would both have the column "needs_tutor"'),
    ("column_of_every_row", (*ADULT, "name"), "channel", "", 'the column "channel", which every row already has'),
    ("column_is_spss_word", (*ADULT, "name"), "to", "", 'SPSS reserves the word "to"'),
    ("column_begins_with_digit", (*ADULT, "name"), "2nd", "", 'the column "2nd"'),
    ("name_too_long", (*ADULT, "name"), "a" * 65, "", "65 characters"),
    ("column_too_long", (*NEEDS, "choices", 0, "code"), "a" * 60, "sections[0].questions[2].name", "66 characters"),
    ("rule_unreadable", (*ROLE, "when"), "answered", "", "rule 'answered': expected a question, found the end"),
    ("rule_too_deep", (*ROLE, "when"), "(" * 40, "", "more than 32 deep"),
    ("rule_about_words", ("sections", 1, "questions", 3, "when"), "answered role", "", '"role", which people answer in their own words'),
    ("rule_about_later", ("sections", 1, "when"), "answered role", "", '"role", which comes here or later'),
    ("rule_about_unknown", ("sections", 1, "when"), "answered neds", "", '"neds", but no question has that name; did you mean "needs"?'),
    ("rule_without_codes", (*ROLE, "when"), "belong in ()", "", 'the rule compares "belong" with nothing'),
    ("rule_unknown_code", (*ROLE, "when"), "belong = soem", "", '"belong" has no choice "soem"; did you mean "some"?'),
    ("rule_number_is_no_code", (*ROLE, "when"), "children = 2", "", '"children" is a number'),
    ("rule_no_number", (*ROLE, "when"), "belong >= 2", "", '"belong" is not a number'),
    ("rule_no_single_choice", (*ROLE, "when"), "know = yes", "", '"know" has no single choice'),
    ("rule_unknown_operator", (*ROLE, "when"), ["maybe", "belong"], "", "'maybe'"),
]  # fmt: skip
