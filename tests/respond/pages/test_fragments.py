"""A question that was drawn for one school stands on the page of another only where it is the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import Markup

from survey_app.respond import pages
from survey_app.surveys.words.wordings import INTERFACE, Wording
from survey_app.web import fragments
from survey_app.web.district_words import note_draft, noting_drafts
from survey_app.web.fragments import Fragments
from survey_app.web.untranslated import note_gap, noting_gaps
from tests.respond.page_samples import HOOVER, LIBRARY, MERCED, a_link, a_pages_app

PLACES = [
    MERCED,
    HOOVER,
    replace(MERCED, school_name="Golden Valley <High>"),
    replace(MERCED, grade_low=10),
    replace(HOOVER, spoken_in_district=frozenset({"hmn", "pa", "lo"})),
]


@pytest.fixture
def app(static_builds: Path) -> Iterator[Flask]:
    app = a_pages_app(static_builds)
    with app.test_request_context():
        yield app


@pytest.fixture
def forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begins without any question."""
    fragments.kept_fragments._kept.clear()
    yield
    fragments.kept_fragments._kept.clear()


@pytest.mark.parametrize("language", ["en", "hmn", "ar"])
@pytest.mark.parametrize("audience", ["student", "family"])
def test_a_page_is_the_same_whether_others_were_drawn_before_or_not(
    app: Flask, forget: None, audience: str, language: str
) -> None:
    links = [a_link(LIBRARY[audience], facts) for facts in PLACES]
    together = [pages.render_survey(link, language) for link in links]

    for link, page in zip(links, together, strict=True):
        fragments.kept_fragments._kept.clear()
        assert pages.render_survey(link, language) == page
    assert len(set(together)) == len(PLACES)


def test_most_questions_are_drawn_once_for_two_schools(app: Flask, forget: None) -> None:
    pages.render_survey(a_link(LIBRARY["student"], MERCED), "es")
    first = len(fragments.kept_fragments._kept)
    pages.render_survey(a_link(LIBRARY["student"], replace(MERCED, school_name="Atwater High")), "es")

    assert first > 20
    assert len(fragments.kept_fragments._kept) == first


def test_what_a_district_says_stays_in_the_district(app: Flask, forget: None) -> None:
    said = Wording(
        *("24-65789", INTERFACE, "", "I don’t know", "es", "¡Ni idea!", "reviewed", "a@example.org"),
        datetime(2027, 4, 6, tzinfo=UTC),
    )
    family = a_link(LIBRARY["family"])

    assert "¡Ni idea!" in pages.render_survey(replace(family, interface=(said,)), "es")
    assert "¡Ni idea!" not in pages.render_survey(family, "es")


def test_answers_of_a_person_are_on_their_page_alone(app: Flask, forget: None) -> None:
    link = a_link(LIBRARY["student"])
    pages.render_survey(link, "en")
    question = next(each for each in link.survey.questions() if each.type == "scale")
    raw = {question.name: question.codes[0]}

    assert " checked>" in pages.render_survey(link, "en", raw=raw)
    assert " checked>" not in pages.render_survey(link, "en")


def test_what_words_note_of_themselves_is_noted_again() -> None:
    kept, owner = Fragments(), object()

    def draw() -> tuple[Markup, bool]:
        note_draft("a draft")
        note_gap("a gap")
        return Markup("<p>"), True

    for _ in range(2):
        with noting_drafts() as drafts, noting_gaps() as gaps:
            assert kept.take((owner,), "en", draw) == "<p>"
        assert (drafts, gaps) == (["a draft"], ["a gap"])


def test_another_object_is_drawn_anew_and_what_names_a_school_is_not_kept() -> None:
    kept, drawn = Fragments(), []

    def draw() -> tuple[Markup, bool]:
        drawn.append(1)
        return Markup(f"<p>{len(drawn)}"), len(drawn) < 3

    owner = object()
    assert [str(kept.take((each,), "en", draw)) for each in (owner, owner, object())] == [
        "<p>1",
        "<p>1",
        "<p>2",
    ]
    third = object()
    assert [str(kept.take((third,), "en", draw)) for _ in range(2)] == ["<p>3", "<p>4"]
