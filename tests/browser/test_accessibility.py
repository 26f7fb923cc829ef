"""axe finds no barrier on any page, in any of the languages, in light and in dark."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from survey_app.documents.kit import contrast
from tests.browser.taker import Taker, interface

AXE = Axe()
LANGUAGES = ["en", "es", "hmn", "pa", "ar"]
# A page in a frame is looked at by itself: axe would wait half a second for it to answer, each time.
ALL_RULES = {"resultTypes": ["violations"], "iframes": False}
# The schemes differ in nothing but colors.
COLORS = {
    **ALL_RULES,
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations", "passes"],
    "elementRef": True,
}
# One text of each look that was not seen to be fine before. Which colors meet depends on nothing but the styles of a
# text and of all that it lies in, so in a table of a thousand cells a few are enough; that nothing lies over a text was
# seen in the other scheme.
NEW_LOOKS = """(fine) => {
    const looks = new Map(fine.map((look) => [look, null]));
    const backgrounds = new Map([[null, ""]]);
    const backgroundOf = (each) => {
        if (!backgrounds.has(each)) {
            const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = getComputedStyle(each);
            const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode];
            backgrounds.set(each, backgroundOf(each.parentElement) + own);
        }
        return backgrounds.get(each);
    };
    for (const each of document.body.querySelectorAll("*")) {
        if (!each.checkVisibility({ visibilityProperty: true })) continue;
        const isText = [...each.childNodes].some(({ nodeType, data }) => nodeType == Node.TEXT_NODE && data.trim());
        if (!isText && !each.matches("input, textarea, select")) continue;
        const { color, fontSize, fontWeight, textShadow, clipPath } = getComputedStyle(each);
        const look = [color, fontSize, fontWeight, textShadow, clipPath, each.disabled, backgroundOf(each)].join();
        if (!looks.has(look)) looks.set(look, each);
    }
    globalThis.newLooks = new Map([...looks].filter(([, each]) => each));
    return newLooks.size;
}"""
FINE_LOOKS: set[str] = set()
"""What axe saw to be fine in this process: all pages together have a few hundred looks, the same in every language."""
FAULTS_AND_LOOKS = """(options) => axe.run([...newLooks.values()], options).then(({ violations, passes }) => {
    const elements = new Set(passes.flatMap(({ nodes }) => nodes.map(({ element }) => element)));
    const faults = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
    return [faults, [...newLooks].filter(([, each]) => elements.has(each)).map(([look]) => look)];
})"""


def barriers(page: Page) -> list[tuple[str, str]]:
    """What axe finds: rule and element."""
    bring_axe(page)
    found = page.evaluate("(options) => axe.run(options).then(({ violations }) => violations)", ALL_RULES)
    return [(each["id"], node["html"]) for each in found for node in each["nodes"]]


def faint_texts(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong with the colors of texts whose look is new: rule and element."""
    if not page.evaluate(NEW_LOOKS, sorted(FINE_LOOKS)):
        return []
    bring_axe(page)
    faults, fine = page.evaluate(FAULTS_AND_LOOKS, COLORS)
    FINE_LOOKS.update(fine)
    return [(rule, html) for rule, html in faults]


def bring_axe(page: Page) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)


class Looker:
    """Looks at one state of a page after the other, in both schemes, and remembers every barrier."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[tuple[str, str, str]] = []

    def look(self, state: str) -> None:
        self.page.emulate_media(color_scheme="light")
        self.found += [(f"{state}, light", *barrier) for barrier in barriers(self.page)]
        self.page.emulate_media(color_scheme="dark")
        self.found += [(f"{state}, dark", *barrier) for barrier in faint_texts(self.page)]


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


# Each is one of many alike, and wrong in the dark alone: [what, its declaration].
DARK_FAULTS = {
    "a text": ("#planted tr:nth-child(40) td", "color: #444"),
    "a background": ("#planted tr:nth-child(40)", "background: #999"),
    "what it lies in": ("#planted", "background: #999"),
    "see-through": ("#planted tr:nth-child(40)", "opacity: 0.3"),
}


@pytest.mark.parametrize("fault", DARK_FAULTS)
def test_a_color_that_is_wrong_in_the_dark_alone_is_found_wherever_it_is(page: Page, site, fault: str):
    target, declaration = DARK_FAULTS[fault]
    page.goto(f"{site.url}/en/")
    # A style sheet of its own would be against the policy of the page; one that is built is not.
    page.evaluate(
        """(rule) => {
            const table = document.createElement("table");
            table.id = "planted";
            for (let row = 0; row < 60; row++) table.insertRow().insertCell().textContent = `Row ${row}`;
            document.querySelector("main").append(table);
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rule);
            document.adoptedStyleSheets.push(sheet);
        }""",
        f"@media (prefers-color-scheme: dark) {{ {target} {{ {declaration} }} }}",
    )
    looker = Looker(page)
    looker.look("planted")

    assert {found[:2] for found in looker.found} == {("planted, dark", "color-contrast")}


# --- Where the keyboard is ----------------------------------------------------------------------------

LEAST_OF_A_RING = 3.0
"""Of the ring around what has the focus, on what is beside it: WCAG 2.2, 1.4.11."""
# One of each kind that takes the focus, on each background: [what, background, behind, outline, its width, shadow].
RINGS = """() => {
    const kinds = {
        radio: "<fieldset><label><input type=radio name=r>One</label></fieldset>",
        checkbox: "<fieldset><label><input type=checkbox>One</label></fieldset>",
        chosen: "<fieldset><label><input type=checkbox checked>One</label></fieldset>",
        button: "<p class=go><button type=button class=main>Go</button></p>",
        link: "<p><a href='#main'>There</a></p>",
        text: "<p><label>Say<input></label></p>",
        area: "<textarea></textarea>",
        summary: "<details><summary>More</summary></details>",
    };
    const found = [];
    for (const background of ["paper", "card", "tint", "accent"]) {
        for (const [kind, markup] of Object.entries(kinds)) {
            const place = document.createElement("div");
            place.innerHTML = markup;
            place.style.background = `var(--${background})`;
            document.getElementById("main").replaceChildren(place);
            const target = place.querySelector("input, button, a, textarea, summary");
            target.focus();
            const drawn = [target, target.closest("label")].filter(Boolean).map((each) => getComputedStyle(each))
                .find(({ outlineStyle }) => outlineStyle != "none") || getComputedStyle(target);
            const { outlineColor, outlineStyle, outlineWidth, boxShadow } = drawn;
            const width = outlineStyle == "none" ? 0 : parseFloat(outlineWidth);
            found.push([kind, background, getComputedStyle(place).backgroundColor, outlineColor, width, boxShadow]);
        }
    }
    return found;
}"""


def faint_rings(page: Page, scheme: str) -> list[tuple[str, str]]:
    """What has a ring that cannot be told from its background, and on which: neither of its two tones can."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.keyboard.press("Tab")
    faint = []
    for kind, background, behind, outline, width, shadow in page.evaluate(RINGS):
        tones = [hexadecimal(each) for each in [outline, *re.findall(r"rgb\([^)]*\)", shadow)]]
        if width < 2 or max(contrast(tone, hexadecimal(behind)) for tone in tones) < LEAST_OF_A_RING:
            faint.append((kind, background))
    return faint


def hexadecimal(color: str) -> str:
    """A color as the browser spells it, "rgb(250, 245, 236)", as "#faf5ec"."""
    return "#" + "".join(f"{int(channel):02x}" for channel in re.findall(r"\d+", color)[:3])


def restyle(page: Page, change: Callable[[str], str]) -> None:
    """Serve the style sheet of all pages changed."""

    def serve(route: Route) -> None:
        route.fulfill(content_type="text/css", body=change(route.fetch().text()))

    page.route("**/respond.css", serve)


def without_has(style: str) -> str:
    """What a browser makes of a style sheet that knows no `:has()`, as those of before 2023."""
    return style.replace(":has(", ":never-heard-of(")


def wear_staff_style(page: Page) -> None:
    """Add the style of staff pages, once it is there."""
    page.evaluate(
        """() => new Promise((done) => {
            const link = document.querySelector("link[rel=stylesheet]").cloneNode();
            link.href = link.href.replace("respond.css", "staff.css");
            link.onload = done;
            document.head.append(link);
            document.body.className = "staff";
        })"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("change", [str, without_has], ids=["today", "without :has()"])
def test_what_has_the_focus_can_be_seen_on_every_background(page: Page, site, scheme: str, change):
    restyle(page, change)
    page.goto(f"{site.url}/en/")

    assert faint_rings(page, scheme) == []
    wear_staff_style(page)
    assert faint_rings(page, scheme) == []


RINGS_OF_BEFORE = {
    "pale": lambda style: re.sub(
        r"outline:3px solid var\(--ink\);outline-offset:2px;box-shadow:[^;}]*",
        "outline:3px solid var(--gold)",
        style,
    ),
    "none without :has()": lambda style: (
        without_has(style) + "[type=radio],[type=checkbox]{outline:0!important}"
    ),
}


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("pale", {"radio", "checkbox", "button", "link", "text", "area", "summary"}),
        ("none without :has()", {"radio", "checkbox", "chosen"}),
    ],
)
def test_a_ring_that_cannot_be_seen_is_found(page: Page, site, before: str, found: set[str]):
    restyle(page, RINGS_OF_BEFORE[before])
    page.goto(f"{site.url}/en/")

    assert {kind for kind, background in faint_rings(page, "light") if background == "paper"} == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_without_bullets_are_still_lists(page: Page, site, language: str):
    """Safari takes a list without bullets for none, unless it says what it is."""
    for path in (f"/{language}/", f"/s/merced-high/{language}", f"/s/merced-high/student/{language}"):
        page.goto(site.url + path)
        bare = "(all) => all.filter((each) => getComputedStyle(each).listStyleType == 'none')"
        silent = page.locator("ul, ol").evaluate_all(f"(all) => ({bare})(all).filter((each) => !each.role)")
        assert len(silent) == 0, path


def hold_scripts_up(page: Page) -> None:
    """The page as it is without its script, in a browser where axe can still run."""
    page.route("**/*.js", lambda route: route.abort())
