"""Every page of staff: no barrier, nothing that scrolls sideways."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.barriers import Looker
from tests.browser.respond.layout.fit import SCROLLS, WIDTHS, sideways
from tests.installation import Installation

PAGES = [
    "",
    "rounds",
    "rounds/new",
    "rounds/sample",
    "rounds/sample/participation",
    "rounds/sample/results",
    "rounds/sample/results/merced-high/student?language=ar",
    "rounds/sample/results/all/partner",
    "rounds/sample/results/merced-high/student/section/school",
    "rounds/sample/results/all/student/question/student_needs3?language=pa",
    "rounds/sample/results/merced-high/report/summary.html",
    "rounds/sample/results/merced-high/report/full.html",
    "rounds/sample/comments",
    "rounds/sample/comments/yosemite-high",
    "rounds/sample/plan/merced-high",
    "rounds/2026-27",
    "rounds/2026-27/participation",
    "rounds/2026-27/kit/merced-high/family",
    "rounds/2026-27/doctor/merced-high/family",
    "rounds/2026-27/preview/merced-high/family",
    "rounds/codes",
    "rounds/codes/change",
    "rounds/codes/kit/merced-high/family",
    "rounds/codes/sections",
    "sample",
    "schools",
    "schools/new",
    "schools/merced-high",
    "schools/import",
    "districts/24-65789",
    "shared-devices",
    "read-to-somebody",
    "texts",
    "texts/es",
    "texts/ar/a83bde698a34",
    "texts/es/file",
    "texts/es/sound",
    "texts/es/sound/577ff2e365d6",
    "texts/add-language",
    "people",
    "people/2",
    "log",
    "my-account",
]
# The same with other words.
ALIKE = ["rounds/sample/results/yosemite-high/student"]

# Tables of whose columns a part lies outside of what a phone shows.
CUT_OFF = """() => [...document.querySelectorAll('.stacked')].filter(
  (table) => table.parentElement.scrollWidth > table.parentElement.clientWidth).map((table) => table.textContent)"""


# Spanish words are longer. What stands in the way does so in any language.
@pytest.mark.parametrize(
    ("window", "widths", "more"),
    [("es", (WIDTHS[0], WIDTHS[-1]), []), pytest.param("en", WIDTHS, ALIKE, marks=pytest.mark.long)],
    indirect=["window"],
)
def test_no_page_has_a_barrier_or_scrolls_sideways_with_a_long_word_or_large_letters(
    window: BrowserContext,
    office: Installation,
    draft_pages: list[str],
    widths: tuple[int, ...],
    more: list[str],
):
    page = window.new_page()
    looker = Looker(page)
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    cut_off, wide = {}, {}
    for path in [*PAGES, *draft_pages, *more]:
        page.set_viewport_size({"width": WIDTHS[0], "height": 640})
        go(page, office, path)
        cut_off[path] = page.evaluate(CUT_OFF)
        is_wide = page.evaluate(SCROLLS)
        page.set_viewport_size({"width": 1200, "height": 900})
        looker.look(path)
        wide[path] = [(WIDTHS[0], "as they are")] if is_wide else sideways(page, widths=widths)

    assert looker.found == []
    assert complaints == []
    assert {path: found for path, found in cut_off.items() if found} == {}
    assert {path: found for path, found in wide.items() if found} == {}


def go(page: Page, office: Installation, path: str) -> None:
    """Open a page of staff, and all that is folded on it."""
    answer = page.goto(f"{office.url}/staff/{path}")
    assert answer is not None
    assert answer.ok, path
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
