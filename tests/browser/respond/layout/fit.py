"""How a page fits: what scrolls sideways, which targets a thumb misses, and pages with long words and large letters."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Page

# One with long words, one of India and one that is read from the right: others break nothing that these do not.
LANGUAGES = [*(pytest.param(tag, marks=pytest.mark.long) for tag in ("en", "hmn")), "es", "pa", "ar"]
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
WIDTHS = (320, 390, 1000)
# As a phone's own setting makes them: as they are, and twice as large.
LETTERS = ("17px", "34px")
LETTER_SIZE = "(size) => { document.documentElement.style.fontSize = size; }"
SCROLLS_WITH = """(sizes) => sizes.filter((size) => {
    document.documentElement.style.fontSize = size;
    return document.documentElement.scrollWidth > document.documentElement.clientWidth;
})"""


def sideways(page: Page, planted: str = PLANT, widths: Sequence[int] = WIDTHS) -> list[tuple[int, str]]:
    """At which widths and sizes of letters the page scrolls sideways, with a long word in every text."""
    assert page.evaluate(planted, LONG_WORDS) > 5
    found: list[tuple[int, str]] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        found += [(width, size) for size in page.evaluate(SCROLLS_WITH, LETTERS)]
    return found
