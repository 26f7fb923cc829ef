"""It fits: a narrow screen, a thumb, a sheet of paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import ANSWERS
from tests.browser.taker import Taker

LANGUAGES = ["en", "es", "hmn", "pa", "ar"]
SMALLEST_TARGET = 44
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# What a thumb misses: [words, width, height] in CSS pixels. Links within a sentence may be small, and a target may be
# larger than its box: then it is hit all around its middle.
SMALL_TARGETS = """(smallest) => {
    const targets = "button, nav a, .go a, h2 a, li > a:only-child, dd > a, input:not([type=hidden]), textarea, label";
    const isTarget = (each) => !each.matches("label :is([type=radio], [type=checkbox]), label[for]");
    const isHitAround = (each) => {
        each.scrollIntoView({ block: "center" });
        const { x, y, width, height } = each.getBoundingClientRect();
        const [middle, center, reach] = [x + width / 2, y + height / 2, smallest / 2 - 1];
        return [[reach, 0], [-reach, 0], [0, reach], [0, -reach]].every(([right, down]) =>
            each.contains(document.elementFromPoint(middle + right, center + down)));
    };
    const isSmall = ({ width, height }) => Math.min(width, height) < smallest - 0.01;
    return [...document.querySelectorAll(targets)]
        .filter((each) => isTarget(each) && each.checkVisibility({ visibilityProperty: true }))
        .filter((each) => isSmall(each.getBoundingClientRect()) && !isHitAround(each))
        .map((each) => [each, each.getBoundingClientRect()])
        .map(([each, { width, height }]) => [each.textContent.trim() || each.name, width, height]);
}"""


def small_targets(page: Page) -> list[tuple[str, float, float]]:
    found: list[tuple[str, float, float]] = page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)
    return found


def parts(taker: Taker) -> Iterator[str]:
    """Goes from the start to the review, through every part."""
    yield "start"
    taker.start()
    for section in taker.survey.sections:
        if not section.optional:
            expect(taker.heading(section.name)).to_be_visible()
            yield section.name
            taker.press("Next")
    yield "review"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_320_pixels_and_every_target_fits_a_thumb(open_window, survey_on, language):
    page = open_window(viewport={"width": 320, "height": 640}, has_touch=True).page
    taker: Taker = survey_on(page, "student", language)

    for part in parts(taker):
        assert not page.evaluate(SCROLLS), part
        assert small_targets(page) == [], part


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_pages_are_not_wider_than_320_pixels_and_their_targets_fit_a_thumb(open_window, site, language):
    page = open_window(viewport={"width": 320, "height": 640}, has_touch=True).page
    for path in (
        f"/{language}/",
        f"/s/merced-high/{language}",
        f"/s/merced-high/student/{language}/thanks?receipt=K7Q2-9FXM",
        f"/s/sequoia-high/student/{language}",
    ):
        page.goto(site.url + path)

        assert not page.evaluate(SCROLLS), path
        assert small_targets(page) == [], path


def test_with_everything_open_and_wrong_it_still_fits(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page, "ar")
    taker.start()
    taker.answer({"role": "other", "role.other": "W" * 200, "people": "W" * 300})
    taker.press("Next")

    expect(page.get_by_role("alert").filter(visible=True)).to_be_focused()
    assert not page.evaluate(SCROLLS)
    assert small_targets(page) == []


def test_long_words_do_not_widen_the_review(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page)
    taker.go_through(["about", "wishes"], {**ANSWERS, "role.other": "W" * 200, "why": "M" * 120})

    assert not page.evaluate(SCROLLS)
    assert small_targets(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without"])
def test_twice_the_size_of_letters_loses_nothing(open_window, survey_on, scripts):
    """Letters alone twice as large, as a phone's own setting makes them."""
    page = open_window(viewport={"width": 640, "height": 800}, java_script_enabled=scripts).page
    taker: Taker = survey_on(page, "student", "es")
    page.locator("html").evaluate("(html) => { html.style.fontSize = '36px'; }")

    assert not page.evaluate(SCROLLS)
    if scripts:
        taker.start()
        taker.press("Next")
        assert not page.evaluate(SCROLLS)


# An address, a mail address and a compound, as people put them into surveys of their own.
LONG_WORDS = [
    "https://www.example-unified-school-district.org/families/community-schools/needs-assessment-2026",
    "communityschoolscoordinator@exampleunifiedschooldistrict.org",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
]
# Everything shown at once, and a long word in every text.
PLANT = """(words) => {
    for (const each of document.querySelectorAll("[hidden]:not([name=switch])")) each.hidden = false;
    for (const each of document.querySelectorAll("details")) each.open = true;
    const isText = ({ data, parentElement }) => /\\p{L}/u.test(data) && !parentElement.closest("script, style");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (isText(walker.currentNode)) texts.push(walker.currentNode);
    texts.forEach((text, at) => (text.data += ` ${words[at % words.length]}`));
    return texts.length;
}"""
# As a phone's own setting makes them: as they are, and twice as large.
LETTERS = ("17px", "34px")
LETTER_SIZE = "(size) => { document.documentElement.style.fontSize = size; }"


def sideways(page: Page, planted: str = PLANT) -> list[tuple[int, str]]:
    """At which widths and sizes of letters the page scrolls sideways, with a long word in every text."""
    assert page.evaluate(planted, LONG_WORDS) > 5
    found = []
    for width in (320, 390, 1000):
        page.set_viewport_size({"width": width, "height": 640})
        for size in LETTERS:
            page.evaluate(LETTER_SIZE, size)
            if page.evaluate(SCROLLS):
                found.append((width, size))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_long_word_and_no_large_letter_makes_a_page_scroll_sideways(open_window, site, language):
    page = open_window(viewport={"width": 320, "height": 640}, service_workers="block").page
    for path in (
        f"/{language}/",
        f"/s/merced-high/{language}",
        f"/s/merced-high/family/{language}",
        f"/s/independence-high/partner/{language}",
        f"/s/merced-high/student/{language}/thanks?receipt=K7Q2-9FXM",
        f"/s/sequoia-high/student/{language}",
        f"/s/about-this-device/{language}",
        f"/s/no-such-school/{language}",
    ):
        page.goto(site.url + path)
        page.wait_for_selector("[data-offline]")

        assert sideways(page) == [], path


def test_problems_with_long_words_do_not_scroll_sideways_in_large_letters(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page, "es")
    taker.start()
    taker.answer({"people": "many"})
    taker.press("Next")
    expect(page.get_by_role("alert").filter(visible=True).get_by_role("link")).to_have_count(2)

    assert sideways(page) == []


def test_the_review_of_long_words_does_not_scroll_sideways_in_large_letters(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page, "es")
    taker.go_through(["about", "wishes"], {**ANSWERS, "role.other": "W" * 200, "why": "M" * 120})

    assert sideways(page) == []


def test_a_word_that_may_not_break_is_found_to_scroll(page: Page, site):
    page.goto(f"{site.url}/s/merced-high/family/en")
    page.evaluate("document.documentElement.style.overflowWrap = 'normal'")

    assert (320, "17px") in sideways(page)


# The places of the choices in each row: [left, top, width] in whole pixels.
CELLS = """(rows) => rows.map((row) => [...row.querySelectorAll(":scope > label")].map((label) => {
    const { x, y, width } = label.getBoundingClientRect();
    return [Math.round(x), Math.round(y), Math.round(width)];
}))"""


# Words that stand on two lines.
BROKEN_WORDS = """(css) => [...document.querySelectorAll(css)].flatMap((label) => {
    const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (walker.nextNode()) {
        for (const found of walker.currentNode.data.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, found.index);
            range.setEnd(walker.currentNode, found.index + found[0].length);
            const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
            if (lines.size > 1) broken.push(found[0]);
        }
    }
    return broken;
})"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "letters"), [(360, "17px"), (360, "34px"), (320, "17px")])
def test_points_are_one_row_of_equal_width_on_a_phone_or_else_a_list(
    open_window, survey_on, language, width, letters
):
    """All of them side by side, or each on a line of its own: never two that share a line by chance."""
    page = open_window(viewport={"width": width, "height": 640}).page
    taker: Taker = survey_on(page, "student", language)
    page.evaluate("document.querySelectorAll('form > section').forEach((each) => (each.hidden = false))")
    page.evaluate(LETTER_SIZE, letters)

    rows = page.locator("fieldset.row").evaluate_all(CELLS)

    assert len(rows) >= sum(question.type == "scale" for question in taker.survey.questions())
    points = [row[:5] for row in rows]
    assert {len(row) for row in points} == {3, 5}
    for row in points:
        widths, lines = {across for _, _, across in row}, {top for _, top, _ in row}
        assert max(widths) - min(widths) <= 1
        assert len(lines) == (1 if (width, letters) == (360, "17px") else len(row))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_point_is_broken_on_a_phone(open_window, survey_on, language):
    page = open_window(viewport={"width": 360, "height": 640}).page
    survey_on(page, "student", language)
    page.evaluate("document.querySelectorAll('form > section').forEach((each) => (each.hidden = false))")

    assert page.evaluate(BROKEN_WORDS, ".row > label") == []


def test_a_broken_word_is_found(open_window, survey_on):
    page = open_window(viewport={"width": 360, "height": 640}).page
    survey_on(page, "student", "en")
    page.evaluate("document.querySelectorAll('form > section').forEach((each) => (each.hidden = false))")
    page.evaluate("document.querySelector('.row > label').lastChild.data = 'Incomprehensible'")

    assert page.evaluate(BROKEN_WORDS, ".row > label") == ["Incomprehensible"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_points_of_a_scale_are_one_row_on_a_laptop_and_the_ways_not_to_answer_are_below(
    page: Page, kinds_on, language
):
    kinds_on(page, language).start()

    (points,) = page.locator("#q-ease").evaluate_all(CELLS)

    low, middle, high, *escapes = points
    assert low[1] == middle[1] == high[1]
    assert max(low[2], middle[2], high[2]) - min(low[2], middle[2], high[2]) <= 1
    assert (low[0] < middle[0] < high[0]) == (language == "en")
    assert all(high[1] < top for _, top, _ in escapes)


def test_what_does_not_fit_is_found(page: Page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.url}/en/")
    page.evaluate("document.querySelector('main').append(Object.assign(new Image(), { width: 400 }))")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert page.evaluate(SCROLLS)
    assert len(small_targets(page)) == 1


def test_on_paper_every_part_is_shown_and_no_button(page: Page, survey_on):
    taker: Taker = survey_on(page)
    taker.start()

    page.emulate_media(media="print")

    for section in taker.survey.sections:
        expect(taker.heading(section.name)).to_be_visible(visible=not section.optional)
    expect(taker.field("student_needs3.other")).to_be_visible()
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)


def test_on_paper_the_words_of_the_law_are_unfolded(page: Page, site):
    page.goto(f"{site.url}/en/")
    words = page.get_by_text("before and after school care")
    expect(words).to_be_hidden()

    page.emulate_media(media="print")

    expect(words).to_be_visible()


def test_the_site_mirrors_for_arabic(page: Page, site):
    page.goto(f"{site.url}/s/merced-high/ar")
    brand = page.get_by_role("banner").get_by_role("link").first.bounding_box()
    languages = page.get_by_role("navigation").bounding_box()

    assert brand is not None
    assert languages is not None
    assert brand["x"] > languages["x"]
