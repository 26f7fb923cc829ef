"""Takes the pictures of docs/screenshots from a server with the sample in it, with Chromium.

.venv/bin/python -m reference.pictures http://127.0.0.1:8000 LINK    LINK: what `python3 run.py staff link` prints
"""

import io
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
SCHOOL = "merced-high"
RESULTS = f"/staff/rounds/sample/results/{SCHOOL}"
LANGUAGES = ("en", "es", "hmn", "pa", "ar")
PHONE, SMALL_PHONE, LONG_PHONE, LAPTOP = (360, 720), (360, 640), (350, 1300), (880, 720)
GAP, BEHIND = 12, "#8a8a86"
_COLORS = 192
"""A palette is enough for pages, and a good part of the bytes."""


def main(server: str, link: str) -> None:
    """Write every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        staff = _page(browser, LAPTOP)
        staff.goto(link)
        staff.get_by_role("button").first.click()
        staff.wait_for_url("**/staff/")
        staff.goto(f"{server}{RESULTS}/student?language=en")
        staff.locator("main h2").first.evaluate("it => scrollTo(0, it.getBoundingClientRect().top - 40)")
        _save("product.png", [*_surveys(browser, server), _look(staff)])
        _save(
            "results-public.png",
            [_public(browser, server, language) for language in ("en", "es", "pa", "ar")],
        )
        moments = [_moments(_page(browser, SMALL_PHONE), server, language) for language in LANGUAGES]
        for name, pictures in zip(
            ("start", "scale", "matrix", "review"), zip(*moments, strict=True), strict=True
        ):
            _save(f"survey-{name}.png", pictures)
        staff.set_viewport_size({"width": 880, "height": 1300})
        _save("results-report.png", [_seen(staff, f"{server}{RESULTS}/report/summary.html?language=en")])
        _save("translating.png", _translating(staff, server))
        for name, looks in _writing(staff, server).items():
            _save(f"writing-{name}.png", looks)
        browser.close()


def _translating(staff: Page, server: str) -> list[Image.Image]:
    """A language with its progress, and a question in Spanish and in Arabic, on a phone."""
    staff.set_viewport_size({"width": 390, "height": 1180})
    pictures = [_seen(staff, f"{server}/staff/texts/es")]
    for language in ("es", "ar"):
        staff.goto(f"{server}/staff/texts/{language}?find=How+welcome+do+you+feel")
        staff.locator("tbody a").first.click()
        staff.locator("#words").wait_for()
        pictures.append(_look(staff))
    return pictures


def _writing(staff: Page, server: str) -> dict[str, list[Image.Image]]:
    """A survey that a district writes: makes a copy of the student survey on the server, and changes it."""
    staff.set_viewport_size({"width": 1280, "height": 800})
    pictures = {"list": [_seen(staff, f"{server}/staff/surveys")]}
    staff.get_by_role("button", name=re.compile("Make our own copy.*Student")).click()
    staff.wait_for_url("**/staff/surveys/*")
    draft = staff.url
    _open_question(staff, "How much do you feel you belong")
    _type(staff, "Do you feel at home at this school?")
    pictures["editor"] = [_look(staff)]
    _open_question(staff, "How safe do you feel")
    staff.get_by_role("button", name="Add a question after it").click()
    _type(staff, "Do you want to visit a college?")
    staff.get_by_label("Kind of answer").select_option(label="Yes or no")
    staff.locator("summary", has_text="Ask this question only of some people").click()
    staff.get_by_label("Question", exact=True).first.select_option(label="What grade are you in?")
    staff.get_by_label("Grade 11").check()
    staff.locator(".sentence", has_text="is Grade 11").wait_for()
    staff.get_by_label("Grade 12").check()
    staff.locator(".sentence", has_text="or Grade 12").wait_for()
    address = staff.url
    staff.set_viewport_size({"width": 1280, "height": 1080})
    staff.goto(f"{draft}/changes")
    pictures["changes"] = [_look(staff)]
    staff.set_viewport_size({"width": 390, "height": 1000})
    staff.goto(address)
    pictures["phone"] = [_look(staff)]
    staff.locator("details:has(.sentence)").evaluate("it => { it.open = true; it.scrollIntoView(); }")
    pictures["phone"].append(_look(staff))
    return pictures


def _open_question(staff: Page, words: str) -> None:
    staff.locator("#outline").get_by_role("link", name=words).first.click()
    staff.locator("#outline [aria-current]", has_text=words).wait_for()


def _type(staff: Page, words: str) -> None:
    staff.get_by_label("What do you ask?").fill(words)
    staff.get_by_label("What do you ask?").blur()
    staff.locator("#outline [aria-current]", has_text=words).wait_for()


def _surveys(browser: Browser, server: str) -> list[Image.Image]:
    """A family that begins in Spanish, a student in Arabic, a teacher in the dark."""
    pictures = []
    for path, is_dark, begins in (
        ("family/es", False, False),
        ("student/ar", False, True),
        ("staff/en", True, True),
    ):
        page = _page(browser, PHONE, is_dark=is_dark)
        page.goto(f"{server}/s/{SCHOOL}/{path}")
        if begins:
            page.locator("#go button").click()
            page.locator("main label:visible").nth(1).click()
        pictures.append(_look(page))
    return pictures


def _moments(page: Page, server: str, language: str) -> list[Image.Image]:
    """The first screen of the student survey, a scale, a matrix, and a review with many blanks."""
    page.goto(f"{server}/s/{SCHOOL}/student/{language}")
    page.locator("#steps").wait_for(state="attached")
    pictures = [_look(page)]
    page.locator("#go button").click()
    pictures.append(_at(page, "belong"))
    page.locator("main label:visible").nth(1).click()
    page.locator("#steps button").first.click()
    pictures.append(_at(page, "know_help"))
    page.locator('#steps button[value="end"]').click()
    page.locator("#review dl").first.wait_for()
    return [*pictures, _look(page)]


def _at(page: Page, question: str) -> Image.Image:
    """The screen with a question on top."""
    page.locator(f'fieldset:has([name^="{question}"])').first.evaluate("it => it.scrollIntoView()")
    return _look(page)


def _public(browser: Browser, server: str, language: str) -> Image.Image:
    return _seen(_page(browser, LONG_PHONE), f"{server}/r/{SCHOOL}/{language}")


def _page(browser: Browser, size: tuple[int, int], *, is_dark: bool = False) -> Page:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if is_dark else "light")
    return page


def _seen(page: Page, address: str) -> Image.Image:
    page.goto(address)
    return _look(page)


def _look(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    return Image.open(io.BytesIO(page.screenshot()))


def _save(name: str, pictures: Sequence[Image.Image]) -> None:
    """Put pictures side by side into a file."""
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), BEHIND)
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + GAP
    whole.quantize(_COLORS, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
