"""How long a survey is on a small phone: screens, words before *Start*, taps. Limits: see LIMITS.

Measured in Chromium at 360 x 640 pixels of CSS, at the size of letters that comes with the browser, without the
client that comes later. A screen is 640 pixels of a page's height; the review is not counted. Taps: *Start*, one for
each question or row with choices, *Next* after each part, and *Send*.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from benchmarks.shared.servers import gunicorn, run_flask
from survey_app.languages.catalogs import shipped_languages

WIDTH, HEIGHT = 360, 640
LIMITS = {"en": 24, "es": 24}
"""Screens of the student survey. In other languages OTHER_LIMIT."""
OTHER_LIMIT = 30
MOST_TAPS, LONGEST_PART = 44, 5
AUDIENCES = ("student", "family", "staff", "partner")
START = "#go button"
_PART = """() => {
    const part = [...document.querySelectorAll("form > section")].find((each) => each.checkVisibility());
    return [part.id, document.documentElement.scrollHeight];
}"""
_NAMES = """() => new Set([...document.querySelectorAll("form > section input:is([type=radio], [type=checkbox])")]
    .map(({ name }) => name)).size"""
_WORDS = """(css) => {
    const start = document.querySelector(css);
    const isBefore = (text) => start.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING;
    const walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
    let count = 0;
    while (walker.nextNode()) {
        const { currentNode: text } = walker;
        if (isBefore(text) && text.parentElement.checkVisibility()) count += text.data.match(/\\S+/g)?.length || 0;
    }
    return count;
}"""


@dataclass(frozen=True)
class Measured:
    """A survey on a phone. parts: id → height in pixels, the start first; start_ends: where the button ends."""

    language: str
    parts: dict[str, int]
    start_ends: float
    words: int
    taps: int

    @property
    def screens(self) -> float:
        """How many screens the start and the parts are."""
        return sum(self.parts.values()) / HEIGHT

    @property
    def faults(self) -> list[str]:
        """Which limits it misses."""
        longest = max(self.parts.values()) / HEIGHT
        misses = {
            "screens": self.screens > LIMITS.get(self.language, OTHER_LIMIT),
            "a long part": longest > LONGEST_PART,
            "Start is not on the first screen": self.start_ends > HEIGHT,
            "taps": self.taps > MOST_TAPS,
        }
        return [name for name, is_missed in misses.items() if is_missed]


def measure(page: Page, site: str, audience: str, language: str) -> Measured:
    """Take a survey from the start to the review without an answer; the page is as large as the phone."""
    page.route("**/offline.js", lambda route: route.abort())
    page.goto(f"{site}/s/merced-high/{audience}/{language}")
    page.wait_for_selector(START)
    ends = page.locator(START).evaluate("(button) => button.getBoundingClientRect().bottom")
    words, names = page.evaluate(_WORDS, START), page.evaluate(_NAMES)
    parts: dict[str, int] = {}
    part, height = page.evaluate(_PART)
    while part != "send":
        parts[part] = height
        page.click(START if part == "start" else "#steps .main")
        part, height = page.evaluate(_PART)
    return Measured(language, parts, ends, words, names + len(parts) + 1)


def main() -> int:
    """Print what every survey is in every language; 1 if the student survey misses a limit."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours = {"INSTANCE_PATH": folder}
        run_flask(ours, "prepare")
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        missed = False
        with gunicorn("wsgi:app", ours) as port:
            for audience in AUDIENCES:
                for language in shipped_languages():
                    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                    found = measure(page, f"http://127.0.0.1:{port}", audience, language)
                    page.close()
                    missed |= audience == "student" and bool(found.faults)
                    print(_line(audience, found))
        chromium.close()
    return 1 if missed else 0


def _line(audience: str, found: Measured) -> str:
    parts = " ".join(
        f"{name.removeprefix('s-')} {height / HEIGHT:.1f}" for name, height in found.parts.items()
    )
    return (
        f"{audience:<8} {found.language:<3} {found.screens:4.1f} screens ({parts}), {found.words:3} words before Start,"
        f" which ends at {found.start_ends:.0f} px, {found.taps} taps: {', '.join(found.faults) or 'ok'}"
    )


if __name__ == "__main__":
    sys.exit(main())
