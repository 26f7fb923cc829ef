"""What respondents see: every question and answer, the right language on every element, nothing personal."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import brotli
import pytest
import rcssmin
import rjsmin
from flask_babel import force_locale, gettext

import survey_app
from survey_app.languages.locales import locale_name
from survey_app.respond import pages
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import Problem
from survey_app.surveys.text import Text
from survey_app.surveys.types import QUESTION_TYPES
from survey_app.web.files.joined_modules import join_modules, join_styles
from survey_app.web.files.static_files import SOURCE
from tests.respond import door_samples
from tests.respond.page_samples import (
    HOOVER,
    LIBRARY,
    MERCED,
    a_catalog,
    a_link,
    a_pages_app,
    a_school,
)

COMPONENTS = Path(survey_app.__file__).parent / "templates" / "components"
LANGUAGES = ("en", "es", "hmn", "pa", "ar")
EVERYTHING = door_samples.a_survey()


@pytest.fixture(autouse=True)
def app(static_builds):
    app = a_pages_app(static_builds)
    with app.test_request_context():
        yield app


class Page(HTMLParser):
    """The elements of a page, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of the elements with this tag and these attributes."""
        return [
            found for name, found in self.elements if name == tag and wanted.items() <= dict(found).items()
        ]

    def given(self) -> set[tuple[str | None, str | None]]:
        """Name and value of every choice that is made."""
        return {(field["name"], field["value"]) for field in self.all("input") if "checked" in field}


def survey_page(survey: Survey, language: str = "en", facts=MERCED, **changes) -> Page:
    return Page(pages.render_survey(a_link(survey, facts), language, **changes))


# --- Questions ------------------------------------------------------------------------------------------


def test_every_question_type_has_one_template():
    assert {path.stem for path in COMPONENTS.glob("*.html")} == set(QUESTION_TYPES)


@pytest.mark.parametrize("name", LIBRARY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_the_library_can_be_answered_in_every_language(name, language):
    survey = LIBRARY[name]
    facts = replace(MERCED, sections=frozenset(section.name for section in survey.sections))

    page = survey_page(survey, language, facts)

    fields = {str(field.get("name")).partition(".")[0] for _, field in page.elements if "name" in field}
    assert fields >= {question.name for question in survey.questions()}


def test_fields_are_named_as_the_form_is_read():
    page = survey_page(EVERYTHING)

    names = [(kind, str(field["name"])) for kind, field in page.elements if field.get("name")]
    assert ("input", "belong") in names
    assert ("input", "needs1.other") in names
    assert ("input", "know.clinic") in names
    assert ("textarea", "open_change") in names
    assert page.all("input", name="version") == [
        {"type": "hidden", "name": "version", "value": "student-2026.1"}
    ]
    assert [field["value"] for field in page.all("input", name="belong")] == ["some", "little", "pnts"]


def test_choices_of_grades_that_the_school_does_not_have_are_left_out():
    assert [field["value"] for field in survey_page(LIBRARY["student"]).all("input", name="grade")] == [
        "9",
        "10",
        "11",
        "12",
    ]


def test_an_optional_section_is_there_only_where_the_school_added_it():
    travelling = replace(MERCED, sections=frozenset({"travel"}))

    assert not survey_page(LIBRARY["student"]).all("section", id="s-travel")
    assert survey_page(LIBRARY["student"], facts=travelling).all("section", id="s-travel")


def test_what_the_school_decides_is_settled_in_the_page():
    high = survey_page(LIBRARY["student"]).all("fieldset", id="q-ready")
    wide = survey_page(LIBRARY["student"], facts=HOOVER).all("fieldset", id="q-ready")
    middle = survey_page(LIBRARY["student"], facts=replace(HOOVER, grade_high=8)).all(
        "fieldset", id="q-ready"
    )

    assert "data-when" not in high[0]
    assert wide[0]["data-when"] == '["not",["any_of","grade",["6","7","8"]]]'
    assert middle == []


def test_a_conditional_question_shows_without_a_script_and_says_that_it_may_not_apply():
    page = survey_page(LIBRARY["family"])

    (interp,) = page.all("fieldset", id="q-interp")
    assert interp["data-when"] == '["any_of","lang_access",["always","usually","sometimes","rarely"]]'
    assert "hidden" not in interp
    assert page.words.count("Only if it applies to you") == 1


def test_shuffled_choices_keep_their_fixed_ones_last():
    (needs,) = survey_page(LIBRARY["student"]).all("fieldset", id="q-student_needs3")
    values = [field["value"] for field in survey_page(LIBRARY["student"]).all("input", name="student_needs3")]

    assert needs["data-shuffle"] == "18"
    assert needs["data-most"] == "3"
    assert values[18:] == ["other", "none"]


# --- Answers that come back -----------------------------------------------------------------------------

TYPED = '</textarea><script>alert("1")</script>\n  second line'


def test_answers_come_back_as_they_were_given():
    raw = {
        "belong": "little",
        "needs1": "other",
        "needs1.other": '"shoes"',
        "needs3": ["food", "bus"],
        "know": {"clinic": "no"},
        "siblings": "three",
        "open_change": TYPED,
    }

    page = survey_page(EVERYTHING, raw=raw)

    assert page.given() == {
        ("belong", "little"),
        ("needs1", "other"),
        ("needs3", "food"),
        ("needs3", "bus"),
        ("know.clinic", "no"),
    }
    assert page.all("input", name="needs1.other")[0]["value"] == '"shoes"'
    assert page.all("input", name="siblings")[0]["value"] == "three"
    assert TYPED in page.words
    assert len(page.all("script")) == 1


@pytest.mark.parametrize("raw", [{"know": "yes"}, {"needs3": {"food": 1}}, {"belong": [1]}, {"siblings": []}])
def test_answers_of_another_shape_break_nothing(raw):
    assert survey_page(EVERYTHING, raw=raw).all("form")


def test_a_problem_is_said_on_top_and_at_its_question():
    problems = [Problem("needs3", "too_many", {"most": 2}), Problem("know.clinic", "unknown_choice")]

    page = survey_page(EVERYTHING, problems=problems)

    (summary,) = page.all("div", id="problems")
    assert "hidden" not in summary
    assert [link["href"] for link in page.all("a") if link["href"].startswith("#q-")] == [
        "#q-needs3",
        "#q-know",
    ]
    assert page.words.count("Please choose no more than 2.") == 2
    assert page.all("fieldset", id="q-needs3")[0]["aria-describedby"] == "h-needs3 e-needs3"
    assert page.all("p", id="e-know")


def test_every_field_in_error_says_so_and_the_summary_leads_to_what_takes_the_focus():
    problems = [
        Problem(key, "unknown_choice")
        for key in ("belong", "needs3", "needs1.other", "know.clinic", "siblings")
    ]

    page = survey_page(EVERYTHING, problems=problems)

    wrong = {
        each["name"] for kind in ("input", "textarea") for each in page.all(kind) if "aria-invalid" in each
    }
    assert wrong == {"belong", "needs3", "needs1.other", "know.clinic", "siblings"}
    ids = [
        link["href"][1:] for link in page.all("a") if link["href"].startswith("#") and link["href"] != "#main"
    ]
    assert ids == ["q-belong", "q-needs1", "q-needs3", "q-know", "siblings"]
    targets = [each for _, each in page.elements if each.get("id") in ids]
    assert len(targets) == len(ids)
    assert [each.get("tabindex") for each in targets if each["id"].startswith("q-")] == ["-1"] * 4


def test_without_a_problem_no_field_is_in_error_and_no_question_takes_the_focus():
    html = survey_page(EVERYTHING).html

    assert "aria-invalid" not in html
    assert 'tabindex="-1"' not in "".join(re.findall(r"<(?:fieldset|input|textarea)[^>]*>", html))


def test_the_text_box_beside_other_has_a_label_that_stays():
    page = survey_page(EVERYTHING, raw={"needs1.other": "shoes"})

    (box,) = page.all("input", name="needs1.other")
    assert "placeholder" not in box
    assert "aria-label" not in box
    assert '<label>Please say what<input name="needs1.other"' in page.html


def test_what_explains_a_text_box_is_tied_to_the_box_itself():
    (box,) = survey_page(LIBRARY["student"]).all("textarea", name="open_change")

    assert box["aria-describedby"] == "h-open_change"


def test_without_problems_there_is_no_summary():
    (summary,) = survey_page(EVERYTHING).all("div", id="problems")

    assert "hidden" in summary


# --- Language -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "way"), [("en", "ltr"), ("hmn", "ltr"), ("ar", "rtl")])
def test_a_page_says_its_language_and_which_way_it_runs(language, way):
    tag, attributes = survey_page(EVERYTHING, language).elements[0]

    assert (tag, attributes["lang"], attributes["dir"]) == ("html", language, way)


@pytest.mark.parametrize(("language", "is_tall"), [("en", False), ("pa", True), ("ar", True)])
def test_a_page_in_a_script_that_stands_tall_has_higher_lines(language, is_tall):
    attributes = survey_page(EVERYTHING, language).elements[0][1]

    assert (attributes.get("class") == "tall") is is_tall


def test_what_fell_back_to_another_language_says_so():
    half = EVERYTHING.model_copy(update={"title": Text(words={"en": "Only English"})})

    page = survey_page(half, "ar")

    assert '<span lang="en" dir="ltr">Only English</span>' in page.html
    assert "<title>Only English · Merced High</title>" in page.html


def test_the_reader_is_told_when_a_translation_is_a_draft():
    words = Text(words={"en": "Title", "es": "Título"}, drafts=("es",))
    draft = EVERYTHING.model_copy(update={"title": words})

    def notices(survey, language):
        return len(survey_page(survey, language).all("p", **{"class": "draft"}))

    assert (notices(draft, "es"), notices(draft, "en")) == (1, 0)
    assert (notices(EVERYTHING, "es"), notices(EVERYTHING, "en")) == (1, 0), "the interface is a draft too"


MACHINE = "A machine made this translation."


def interface(message: str, language: str) -> str:
    """A phrase of the interface, in another language."""
    with force_locale(locale_name(language)):
        words = gettext(message)
    assert words != message
    return words


@pytest.mark.parametrize("language", ["es", "hmn", "pa", "ar"])
def test_a_draft_says_first_that_a_machine_made_it_and_how_to_see_english(language):
    link = a_link(EVERYTHING)
    drawn = [pages.render_survey(link, language), pages.render_thanks(link, language, None)]
    drawn += [pages.render_closed(link, language), pages.render_device(language)]

    for html in drawn:
        main = html[html.index("<main") :]
        told = re.search(rf"{interface(MACHINE, language)} <(?:a|button) [^>]*>English</", main)
        assert told.start() < main.index("<li>" if "<form" in main else "<section")
        assert html.count(interface(MACHINE, language)) == 1


def test_where_no_other_language_can_be_chosen_a_draft_does_not_send_the_reader_there():
    preview = pages.render_survey(a_link(EVERYTHING, state="preview"), "es")

    assert interface(MACHINE, "es") in preview
    assert "English" not in preview
    assert MACHINE not in pages.render_error("en", 500)


def test_the_language_can_be_changed_without_a_script():
    page = survey_page(EVERYTHING, "es")

    buttons = page.all("button", name="switch")
    # The key Enter presses the first, which is not to be seen.
    assert (buttons[0]["value"], "hidden" in buttons[0]) == ("es", True)
    assert [button["value"] for button in buttons[1:]] == ["en", "es", "ar", "en"]
    *buttons, in_the_draft_note = buttons
    assert in_the_draft_note["lang"] == "en"
    assert [button["lang"] for button in buttons[1:] if button.get("aria-current")] == ["es"]
    assert all(button["form"] == "survey" for button in buttons)


# --- The same for everyone, and strict ------------------------------------------------------------------


def test_two_readers_get_the_same_bytes():
    link = a_link(LIBRARY["student"])

    assert pages.render_survey(link, "es") == pages.render_survey(link, "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_carries_a_style_or_a_script_of_its_own(language):
    school = replace(a_school("Merced High"), links={"student": a_link(LIBRARY["student"])})
    link = a_link(LIBRARY["family"])
    drawn = [
        pages.render_home(a_catalog(school), language),
        pages.render_school(a_catalog(school), school, language),
        pages.render_survey(link, language),
        pages.render_thanks(link, language, "K7Q2-9FXM"),
        pages.render_closed(link, language),
        pages.render_unknown(a_catalog(school), language),
        pages.render_error(language, 500),
    ]

    for page in map(Page, drawn):
        assert not page.all("style")
        assert all(set(script) == {"type", "src"} for script in page.all("script"))
        assert not [
            name for _, found in page.elements for name in found if name == "style" or name[:2] == "on"
        ]
        assert len(page.all("h1")) == 1


IDS = re.compile(r' id="([^"]+)"')


def test_no_id_is_given_twice():
    body, _, template = survey_page(LIBRARY["student"]).html.partition("<template")

    for part in (body, template):
        assert len(IDS.findall(part)) == len(set(IDS.findall(part)))


# --- The other pages ------------------------------------------------------------------------------------


def test_the_home_page_lists_schools_by_district_and_city():
    catalog = a_catalog(
        a_school("Merced High"),
        a_school("Atwater High", "Atwater"),
        a_school("Buhach Colony High", "Atwater"),
        a_school("Hoover Middle", district="Merced City"),
    )

    page = Page(pages.render_home(catalog, "en"))

    listed = [link["href"] for link in page.all("a") if link["href"].startswith("/s/")]
    assert listed == [
        "/s/hoover-middle/en",
        "/s/atwater-high/en",
        "/s/buhach-colony-high/en",
        "/s/merced-high/en",
    ]
    assert "California Community Schools Partnership Program" in page.words
    for pillar in ("Integrated student", "Family and community", "Collaborative", "Extended learning"):
        assert pillar in page.words
    assert not page.all("input")


def test_a_long_list_of_schools_gets_a_box_to_look_for_one_that_waits_for_the_script():
    many = a_catalog(*(a_school(f"School {number}") for number in range(21)))

    page = Page(pages.render_home(many, "en"))

    assert page.all("input", id="filter")
    assert "hidden" in page.all("p", **{"class": "filter"})[0]


def test_a_home_page_without_schools_says_so():
    assert "No school is here yet." in Page(pages.render_home(a_catalog(), "en")).words


def test_the_school_page_offers_what_is_open_and_says_what_is_not():
    links = {
        "student": a_link(LIBRARY["student"], state="rehearsal"),
        "family": a_link(LIBRARY["family"]),
        "staff": a_link(LIBRARY["staff"], state="closed"),
    }
    school = replace(a_school("Merced High"), links=links)

    page = Page(pages.render_school(a_catalog(school), school, "es"))

    cards = [link["href"] for link in page.all("a") if link["href"].startswith("/s/merced-high/")]
    assert cards[-2:] == ["/s/merced-high/student/es", "/s/merced-high/family/es"]
    assert page.html.count("<li>") == 4


def test_a_practice_run_is_named_on_its_page():
    link = a_link(EVERYTHING, state="rehearsal")

    assert "This is a practice run." in Page(pages.render_survey(link, "en")).words
    assert "This is a practice run." not in survey_page(EVERYTHING).words


def test_the_thanks_page_shows_the_receipt_and_keeps_it_in_other_languages():
    page = Page(pages.render_thanks(a_link(EVERYTHING), "en", "K7Q2-9FXM"))

    assert "K7Q2-9FXM" in page.words
    assert "/s/merced-high/student/ar/thanks?receipt=K7Q2-9FXM" in [link["href"] for link in page.all("a")]
    assert "Your receipt" not in Page(pages.render_thanks(a_link(EVERYTHING), "en", None)).words


@pytest.mark.parametrize("status", [400, 403, 405, 413, 429, 500, 503])
def test_every_error_has_a_page_with_a_way_on(status):
    page = Page(pages.render_error("ar", status))

    assert page.elements[0][1]["dir"] == "rtl"
    assert page.all("a", href="/ar/")


# --- Size -----------------------------------------------------------------------------------------------


def compressed(content: bytes) -> int:
    return len(brotli.compress(content, quality=11))


def first_visit(survey: Survey, language: str) -> int:
    page = compressed(pages.render_survey(a_link(survey), language).encode())
    style = compressed(rcssmin.cssmin(join_styles(SOURCE / "respond.css")))
    return page + style + compressed(rjsmin.jsmin(join_modules(SOURCE / "respond.js")))


@pytest.mark.parametrize(
    ("language", "limit"), [("en", 14_600), ("es", 14_600), ("hmn", 20_000), ("pa", 20_000), ("ar", 20_000)]
)
def test_a_first_visit_to_the_student_survey_is_light(language, limit):
    assert first_visit(LIBRARY["student"], language) <= limit
