"""axe finds no barrier on any page, in any of the languages, in light and in dark."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import Looker, barriers, faint_texts
from tests.browser.devices import hold_scripts_up
from tests.browser.taker import Taker, interface

# What stands in the way does so in any language, or in one that is read from the right: a survey and what is around it
# are looked at in one of each kind.
FROM_THE_LEFT, FROM_THE_RIGHT, OTHERS = "en", "ar", ("es", "hmn", "pa")


def in_languages(first: str, *others: str) -> pytest.MarkDecorator:
    """In the first language; in the others with --long."""
    rest = [pytest.param(tag, marks=pytest.mark.long) for tag in others]
    return pytest.mark.parametrize("language", [first, *rest])


# Safari takes a list without bullets for none, unless it says what it is.
SILENT_LISTS = """() => [...document.querySelectorAll("ul, ol")]
    .filter((each) => getComputedStyle(each).listStyleType == "none" && !each.role).map(({ outerHTML }) => outerHTML)"""
SHOW_PARTS = """() => {
    for (const each of document.querySelectorAll("form > section, [id^=q-], .other")) each.hidden = false;
}"""


@pytest.fixture
def looker(phone: Page) -> Looker:
    return Looker(phone)


@in_languages(FROM_THE_RIGHT, FROM_THE_LEFT, *OTHERS)
def test_the_pages_around_a_survey_have_no_barrier(looker: Looker, site, language: str):
    for state, path in {
        "home": f"/{language}/",
        "school": f"/s/merced-high/{language}",
        "thanks": f"/s/merced-high/family/{language}/thanks?receipt=K7Q2-9FXM",
        "interview": f"/s/merced-high/interview/{language}",
        "closed": f"/s/sequoia-high/family/{language}",
        "practice run": f"/s/yosemite-high/partner/{language}",
        "unknown": f"/s/no-such-school/{language}",
    }.items():
        looker.page.goto(site.url + path)
        expect(looker.page.locator("html")).to_have_attribute("lang", language)
        assert looker.page.evaluate(SILENT_LISTS) == [], state
        looker.look(state)

    assert looker.found == []


@in_languages(FROM_THE_LEFT, FROM_THE_RIGHT, *OTHERS)
def test_no_part_of_the_student_survey_has_a_barrier(looker: Looker, survey_on, language: str):
    taker = survey_on(looker.page, "student", language)
    looker.look("start")
    taker.start()
    looker.page.evaluate(SHOW_PARTS)
    assert looker.page.evaluate(SILENT_LISTS) == []
    for section in taker.survey.sections:
        expect(taker.heading(section.name)).to_be_visible(visible=not section.optional)
    looker.look("all parts")
    taker.press("Review and send")
    expect(looker.page.locator("form > section:visible")).to_have_id("send")
    looker.look("review")

    assert looker.found == []


def test_no_state_of_a_survey_has_a_barrier(looker: Looker, kinds_on):
    taker: Taker = kinds_on(looker.page, "ar")
    taker.start()
    taker.press("Next")
    expect(looker.page.get_by_role("alert").filter(visible=True)).to_be_focused()
    looker.look("problems")
    taker.answer({"role": "other", "role.other": "طبّاخة", "people": "7"})
    looker.look("answered")
    taker.press("Next")
    taker.answer({"wants": ["a", "other"], "why": "لأن"})
    looker.look("everything open")
    taker.press("Next")
    looker.page.context.set_offline(True)
    taker.send()
    expect(looker.page.get_by_role("heading", level=1)).to_be_focused()
    looker.look("not sent")

    assert looker.found == []


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "ar"])
def test_the_form_without_a_script_has_no_barrier(looker: Looker, kinds_on, language: str):
    hold_scripts_up(looker.page)
    taker: Taker = kinds_on(looker.page, language)
    looker.look("form")
    taker.answer({"people": "51"})
    taker.send()
    expect(looker.page.get_by_role("alert").filter(visible=True)).to_be_visible()
    looker.look("problems")

    assert looker.found == []


def test_an_error_page_has_no_barrier(looker: Looker, kinds_on):
    hold_scripts_up(looker.page)
    taker: Taker = kinds_on(looker.page, "es")
    taker.field("version").evaluate("(field) => { field.value = 'never-published'; }")
    taker.send()
    expect(looker.page.get_by_role("heading", level=1)).to_have_text(interface("This did not work", "es"))
    looker.look("error")

    assert looker.found == []


# Rule → where, and how it is broken there.
FAULTS = {
    "image-alt": ("<img", "document.querySelector('main').append(new Image())"),
    "label": ("<textarea", "document.querySelector('main').append(document.createElement('textarea'))"),
    "color-contrast": ("<p", "document.querySelector('main p').style.color = '#ccc'"),
}


def test_planted_faults_are_found(page: Page, site):
    page.goto(f"{site.url}/en/")
    page.evaluate("document.querySelector('main ul').role = ''")
    for _, fault in FAULTS.values():
        page.evaluate(fault)

    found = {(rule, re.match(r"<\w+", html)[0]) for rule, html in barriers(page)}
    assert found == {(rule, where) for rule, (where, _) in FAULTS.items()}
    assert len(page.evaluate(SILENT_LISTS)) == 1


# What axe does not judge: a ground that goes from one color to another, and one that lies below a part of the text.
PLACE = """([words, color, ground, wide]) => {
    const box = document.createElement("div");
    const [below, text] = [document.createElement("i"), document.createElement("b")];
    box.style.cssText = "position: relative; width: 300px; height: 40px; background: white";
    below.style.cssText = `position: absolute; left: 0; top: 0; width: ${wide}; height: 30px; background: ${ground}`;
    text.style.cssText = `position: absolute; left: 0; top: 0; font-size: 16px; color: ${color}`;
    text.textContent = words;
    box.append(below, text);
    document.querySelector("main").prepend(box);
}"""


@pytest.mark.parametrize(
    ("ground", "wide"),
    [("linear-gradient(white, COLOR)", "300px"), ("COLOR", "60px"), ("COLOR", "15px"), ("COLOR", "300px")],
)
def test_a_text_is_found_that_is_faint_over_what_lies_below_it_in_another_place(
    page: Page, site, ground, wide
):
    page.goto(f"{site.url}/en/")
    page.evaluate(PLACE, ["Clear over all that is below", "black", ground.replace("COLOR", "#ddd"), wide])
    clear = faint_texts(page)
    page.evaluate(PLACE, ["Faint over a part of it", "black", ground.replace("COLOR", "#333"), wide])

    assert clear == []
    assert [re.search("Faint", html)[0] for _, html in faint_texts(page)] == ["Faint"]


# Each is one of many alike, and wrong in the dark alone: [what, its declaration].
DARK_FAULTS = {
    "a text": ("#planted tr:nth-child(40) td", "color: #444"),
    "a background": ("#planted tr:nth-child(40)", "background: #999"),
    "what it lies in": ("#planted", "background: #999"),
    "see-through": ("#planted tr:nth-child(40)", "opacity: 0.3"),
}


def test_a_color_that_is_wrong_in_the_dark_alone_is_found_wherever_it_is(page: Page, site):
    page.goto(f"{site.url}/en/")
    # A style sheet of its own would be against the policy of the page; one that is built is not.
    page.evaluate(
        """() => {
            const table = document.createElement("table");
            table.id = "planted";
            for (let row = 0; row < 60; row++) table.insertRow().insertCell().textContent = `Row ${row}`;
            document.querySelector("main").append(table);
            window.planted = new CSSStyleSheet();
            document.adoptedStyleSheets.push(planted);
        }"""
    )
    for fault, (target, declaration) in DARK_FAULTS.items():
        rule = f"@media (prefers-color-scheme: dark) {{ {target} {{ {declaration} }} }}"
        page.evaluate("(rule) => planted.replaceSync(rule)", rule)
        looker = Looker(page)
        # In the light, they are all the same.
        if fault == next(iter(DARK_FAULTS)):
            looker.look("planted")
        else:
            looker.look_in_the_dark("planted")

        assert {found[:2] for found in looker.found} == {("planted, dark", "color-contrast")}, fault
