"""The points of a scale: one row or a list, of equal width, with no broken word."""

import pytest
from playwright.sync_api import Page

from tests.browser.respond.layout.fit import LANGUAGES, LETTER_SIZE
from tests.browser.taker import Taker

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
def test_points_are_one_row_of_equal_width_and_whole_words_on_a_phone_or_else_a_list(
    open_window, survey_on, language
):
    """All of them side by side, or each on a line of its own: never two that share a line by chance."""
    page = open_window(viewport={"width": 360, "height": 640}).page
    taker: Taker = survey_on(page, "student", language)
    page.evaluate("document.querySelectorAll('form > section').forEach((each) => (each.hidden = false))")
    assert page.evaluate(BROKEN_WORDS, ".row > label") == []
    for size in [(360, "17px"), (360, "34px"), (320, "17px")]:
        rows = rows_at(page, *size)

        assert len(rows) >= sum(question.type == "scale" for question in taker.survey.questions())
        points = [row[:5] for row in rows]
        assert {len(row) for row in points} == {3, 5}
        for row in points:
            widths, lines = {across for _, _, across in row}, {top for _, top, _ in row}
            assert max(widths) - min(widths) <= 1, size
            assert len(lines) == (1 if size == (360, "17px") else len(row)), size


def rows_at(page: Page, width: int, letters: str) -> list[list[tuple[int, int, int]]]:
    """The places of all choices in rows on a screen of this width, in letters of this size."""
    page.evaluate(LETTER_SIZE, letters)
    # Chromium asks a container again only when its size changes. People set their letters before they come.
    page.set_viewport_size({"width": width - 10, "height": 640})
    page.set_viewport_size({"width": width, "height": 640})
    rows: list[list[tuple[int, int, int]]] = page.locator("fieldset.row").evaluate_all(CELLS)
    return rows


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


@pytest.mark.parametrize("width", [360, 1280])
def test_taking_an_answer_back_stands_beside_the_way_not_to_answer(open_window, survey_on, width):
    page = open_window(viewport={"width": width, "height": 640}).page
    taker: Taker = survey_on(page)
    taker.start()
    row = page.locator("form > section:visible > .row:has(.escape)").first
    row.locator("label").first.click()

    middles = [
        each.evaluate(
            "(each) => { const { y, height } = each.getBoundingClientRect(); return y + height / 2; }"
        )
        for each in [row.locator(".escape"), row.locator(".clear")]
    ]

    assert abs(middles[0] - middles[1]) < 3


def test_taking_an_answer_back_covers_no_point_in_forced_colors(open_window, survey_on):
    """There its words stand on a plate of their own."""
    page = open_window(viewport={"width": 360, "height": 640}, forced_colors="active").page
    taker: Taker = survey_on(page)
    taker.start()
    row = page.locator("form > section:visible > .row:not(:has(.escape))").first
    row.locator("label").first.click()
    point = row.locator("label").first.bounding_box()

    top = row.locator(".clear").evaluate("""(button) => {
        const range = document.createRange();
        range.selectNodeContents(button);
        return range.getBoundingClientRect().y;
    }""")

    assert point is not None
    assert top >= point["y"] + point["height"]
