"""A district's words lie over a frozen survey where their English is still the same, and only words change."""

from datetime import UTC, datetime
from typing import Any

import pytest

from survey_app.surveys.text import Shown
from survey_app.surveys.words.standing import Progress, Source, lines_of, progress_of
from survey_app.surveys.words.wordings import Wording, speaking
from survey_app.surveys.yaml_file import load_library

SURVEY = load_library()["family"]
NOW = datetime(2027, 4, 6, tzinfo=UTC)
ASK = "n_children.ask"
SOURCE = next(SURVEY.questions()).ask.source


def a_wording(words: str = "¿Cuántos hijos?", state: str = "reviewed", **changes: Any) -> Wording:
    given = {"key": ASK, "source": SOURCE, "language": "es", **changes}
    return Wording("24-65789", "family", words=words, state=state, by="ana@example.org", at=NOW, **given)


def asked(*wordings: Wording) -> Shown:
    return next(speaking(SURVEY, wordings).questions()).ask.in_language("es")


def test_reviewed_words_replace_those_that_we_ship_and_are_no_draft() -> None:
    assert asked().draft
    assert asked(a_wording()) == Shown("¿Cuántos hijos?", "es", draft=False)


def test_words_that_nobody_vouched_for_show_and_stay_a_draft() -> None:
    assert asked(a_wording(state="edited")) == Shown("¿Cuántos hijos?", "es", draft=True)


def test_words_for_other_english_are_not_shown() -> None:
    assert asked(a_wording(source="How many kids?")) == asked()


def test_a_language_that_a_survey_did_not_have_is_in_its_texts() -> None:
    spoken = speaking(SURVEY, [a_wording("Mấy con?", language="vi")])

    assert next(spoken.questions()).ask.in_language("vi") == Shown("Mấy con?", "vi", draft=False)


def test_codes_rules_english_and_the_version_stay() -> None:
    spoken = speaking(SURVEY, [a_wording()])

    assert spoken.version == SURVEY.version
    assert [each.codes for each in spoken.questions()] == [each.codes for each in SURVEY.questions()]
    assert [each.when for each in spoken.questions()] == [each.when for each in SURVEY.questions()]
    assert [each.ask.source for each in spoken.questions()] == [
        each.ask.source for each in SURVEY.questions()
    ]


def test_texts_with_the_same_english_and_words_are_one_line() -> None:
    lines = lines_of([Source.of("family", SURVEY)], [], "hmn")
    yes = [line for line in lines if line.source == "Yes"]

    assert [line.words for line in yes] == ["Yog", "Yuav siv"]
    assert [each.key for each in yes[1].stands] == ["svc_use.choices.would", "svc_adults.choices.would"]


def test_the_state_of_a_line_is_that_of_its_newest_wording() -> None:
    (line,) = [
        line for line in lines_of([Source.of("family", SURVEY)], [a_wording()], "es") if line.source == SOURCE
    ]

    assert (line.state, line.by, line.words) == ("reviewed", "ana@example.org", "¿Cuántos hijos?")
    assert line.is_checked


def test_words_whose_english_changed_are_kept_as_a_help() -> None:
    old = a_wording("Скільки дітей?", language="uk", source="How many kids?")
    (line,) = [line for line in lines_of([Source.of("family", SURVEY)], [old], "uk") if line.source == SOURCE]

    assert (line.state, line.words, line.before) == ("changed", "", "Скільки дітей?")


def test_progress_counts_lines_by_state() -> None:
    lines = lines_of([Source.of("family", SURVEY)], [a_wording()], "es")
    progress = Progress.of(lines)

    assert (progress.checked, progress.total) == (1, len(lines))
    assert progress.counts["machine"] == len(lines) - 1


@pytest.mark.parametrize("language", ["en", "es", "zh-Hant", "uk"])
def test_progress_counts_what_the_list_of_texts_shows(language: str) -> None:
    sources = [Source.of(place, survey) for place, survey in load_library().items()]
    wordings = [a_wording(language=language)]

    assert progress_of(sources, wordings, language) == Progress.of(lines_of(sources, wordings, language))
