"""Every text of a survey has a place of its own, and can be replaced without a change of anything else."""

import pytest

from survey_app.surveys.text import Text
from survey_app.surveys.words.places import Where, texts_of, with_texts
from survey_app.surveys.yaml_file import load_library

LIBRARY = load_library()


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_every_text_has_a_key_of_its_own_and_none_is_left_out(name: str) -> None:
    survey = LIBRARY[name]
    keys = [placed.key for placed in texts_of(survey)]

    assert len(set(keys)) == len(keys)
    assert len(keys) == survey.model_dump_json().count('"words":')


def test_a_survey_whose_texts_stay_is_the_same_object() -> None:
    assert with_texts(LIBRARY["family"], lambda placed: placed.text) is LIBRARY["family"]


def test_only_the_text_that_changes_is_another_one() -> None:
    survey = LIBRARY["family"]
    new = with_texts(
        survey, lambda placed: Text(words={"en": "X"}) if placed.key == "home_lang.ask" else placed.text
    )

    changed = [
        (old.key, after.text.source)
        for old, after in zip(texts_of(survey), texts_of(new), strict=True)
        if old.text is not after.text
    ]
    assert changed == [("home_lang.ask", "X")]
    assert [a is b for a, b in zip(new.sections, survey.sections, strict=True)].count(False) == 1


def test_the_place_of_a_text_is_told_as_people_count() -> None:
    found = {placed.key: placed.where for placed in texts_of(LIBRARY["family"])}

    assert found["title"] == Where("title")
    assert found["lines.1"] == Where("lines", item=2)
    assert found["sections.school.title"] == Where("title", section=1)
    assert found["n_children.ask"] == Where("ask", section=1, question=1)
    assert found["grades.choices.k"].item == 2
    assert found["title"].is_start
    assert not found["thanks.0"].is_start
    assert found["grades.choices.k"].is_asked
