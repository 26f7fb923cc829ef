"""axe finds no barrier on any page, in any of the languages, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.taker import Taker, interface

AXE = Axe()
LANGUAGES = ["en", "es", "hmn", "pa", "ar"]
# The schemes differ in nothing but colours.
ALL_RULES = {"resultTypes": ["violations"]}
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}


def barriers(page: Page, options: dict[str, object] = ALL_RULES) -> list[tuple[str, str]]:
    """What axe finds: rule and element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("(options) => axe.run(options).then(({ violations }) => violations)", options)
    return [(each["id"], node["html"]) for each in found for node in each["nodes"]]


class Looker:
    """Looks at one state of a page after the other, in both schemes, and remembers every barrier."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[tuple[str, str, str]] = []

    def look(self, state: str) -> None:
        for scheme, options in (("light", ALL_RULES), ("dark", COLOURS)):
            self.page.emulate_media(color_scheme=scheme)
            self.found += [(f"{state}, {scheme}", *barrier) for barrier in barriers(self.page, options)]


@pytest.fixture
def looker(phone: Page) -> Looker:
    return Looker(phone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_around_a_survey_have_no_barrier(looker: Looker, site, language: str):
    for state, path in {
        "home": f"/{language}/",
        "school": f"/s/merced-high/{language}",
        "thanks": f"/s/merced-high/family/{language}/thanks?receipt=K7Q2-9FXM",
        "closed": f"/s/sequoia-high/family/{language}",
        "practice run": f"/s/yosemite-high/partner/{language}",
        "unknown": f"/s/no-such-school/{language}",
    }.items():
        looker.page.goto(site.url + path)
        expect(looker.page.locator("html")).to_have_attribute("lang", language)
        looker.look(state)

    assert looker.found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_part_of_the_student_survey_has_a_barrier(looker: Looker, survey_on, language: str):
    taker = survey_on(looker.page, "student", language)
    looker.look("start")
    taker.start()
    for section in taker.survey.sections:
        if not section.optional:
            expect(taker.heading(section.name)).to_be_visible()
            looker.look(section.name)
            taker.press("Next")
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


@pytest.mark.parametrize("language", ["en", "ar"])
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


FAULTS = {
    "image-alt": "document.querySelector('main').append(new Image())",
    "label": "document.querySelector('main').append(document.createElement('textarea'))",
    "color-contrast": "document.querySelector('main p').style.color = '#ccc'",
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_planted_fault_is_found(page: Page, site, rule: str):
    page.goto(f"{site.url}/en/")
    page.evaluate(FAULTS[rule])

    assert {found for found, _ in barriers(page)} == {rule}


def hold_scripts_up(page: Page) -> None:
    """The page as it is without its script, in a browser where axe can still run."""
    page.route("**/*.js", lambda route: route.abort())
