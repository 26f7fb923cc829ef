"""A language is data: one made up, added by a line and its texts, goes all the way with no change in the product."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from survey_app.languages.catalogs import shipped_languages
from survey_app.languages.locales import endonym
from tests.languages.journey import PAGES, STAFF_PAGES
from tests.languages.made_up import TAG, left_over, say

# Names of schools and of the sample round, of other languages and of files; and limits that a script fills in.
NAMES = frozenset(
    re.findall(
        r"\w+",
        """Merced Union High Atwater Buhach Colony Livingston El Capitan Golden Valley Independence Alternative
        Sequoia Yosemite Continuation Sample round simulated answers CDE Census Day SVG PNG
        FXM surveys example org merced high family""",
    )
) | frozenset(re.findall("[A-Za-z]+", " ".join(endonym(each) for each in shipped_languages())))
FILLED_IN = frozenset(
    re.findall(
        r"\w+",
        "most longest lowest highest number total count time code receipts size done used free seconds",
    )
)
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-found")


@pytest.fixture(scope="session")
def told(seen: Path) -> Any:
    return json.loads((seen / "told.json").read_text())


def texts_of(page: str) -> Iterator[str]:
    """What a page says to people who see it and to people who hear it."""
    tree = html.document_fromstring(page)
    for element in tree.iter():
        # A quotation is in the language that it was written in, and says so.
        is_quoted = element.tag == "blockquote" and element.get("lang")
        if isinstance(element.tag, str) and element.tag not in ("script", "style") and not is_quoted:
            yield element.text or ""
            yield from (element.get(name, "") for name in SPOKEN)
        yield element.tail or ""


def test_a_word_of_another_language_is_found():
    assert left_over([say("Thank you for %(num)s minutes"), "Thank you, Merced"], {"Merced"}) == [
        "num",
        "Thank",
        "you",
    ]


@pytest.mark.parametrize("name", [*PAGES, *STAFF_PAGES])
def test_every_page_is_in_it_whole_and_runs_its_way(seen, name):
    page = (seen / f"{name}.html").read_text()

    assert f'<html lang="{TAG}" dir="rtl" class="tall">' in page
    assert left_over(texts_of(page), NAMES | FILLED_IN) == []
    assert say("Some words on this page are not translated yet. They are in English.") not in page


def test_the_header_offers_it_behind_more_languages_and_at_once_on_its_own_pages(seen):
    assert "قاقا" in html.document_fromstring((seen / "home.html").read_text()).xpath("string(//nav/a[4])")
    english = html.document_fromstring((seen / "home-en.html").read_text())

    assert english.xpath("//nav/details/a/text()")[-1] == "قاقا"
    assert len(english.xpath("//nav/a")) == 4


def test_its_plural_rule_is_its_own(seen):
    assert say("About 8 minutes", "2") in (seen / "school.html").read_text()


def test_whoever_asks_for_it_gets_it(told):
    assert told["home in it"] is True
    assert told["survey in it"] == f"/s/merced-high/family/{TAG}"
    assert (told["manifest"]["lang"], told["manifest"]["dir"]) == (TAG, "rtl")
    assert left_over(told["offline words"].values(), FILLED_IN) == []


def test_a_response_in_it_is_stored_by_both_doors(told):
    assert told["script"] == 201
    assert re.fullmatch(
        rf"/s/merced-high/family/{TAG}/thanks\?receipt=[0-9A-Z]{{4}}-[0-9A-Z]{{4}}", told["form"]
    )


def test_a_fault_is_told_in_it(told):
    assert say("Please write a whole number, like 3.") in told["mended"]
    assert left_over(texts_of(told["mended"]), NAMES | FILLED_IN) == []


def test_staff_see_it_in_the_preview_and_the_link_is_checked_in_it(told):
    assert f'lang="{TAG}" dir="rtl"' in told["preview"]
    assert left_over(texts_of(told["previewed"]), NAMES | FILLED_IN) == []
    assert f'A phone can get it in: <span lang="{TAG}" dir="rtl">قاقا</span>' in told["doctor"]
    assert "A phone cannot get it in" not in told["doctor"]
    assert f"languages=en%2B{TAG}" in told["kit"]


@pytest.mark.parametrize(
    "name",
    [
        f"poster-{TAG}",
        f"letter-{TAG}",
        *(f"report-{each}" for each in ("summary", "full", "slide", "poster")),
    ],
)
def test_paper_is_in_it_whole_and_in_the_font_of_its_script(seen, name):
    pages = PdfReader(io.BytesIO((seen / f"{name}.pdf").read_bytes())).pages

    fonts = {
        str(font["/BaseFont"])
        for page in pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert any("NotoSansArabic" in font for font in fonts)
    assert left_over((page.extract_text() for page in pages), NAMES) == []


@pytest.mark.parametrize("kind", ["poster", "letter"])
def test_paper_beside_english_has_both(seen, kind):
    pages = PdfReader(io.BytesIO((seen / f"{kind}-en+{TAG}.pdf").read_bytes())).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert "What does your family need" in said
    assert re.search("[\u0600-\u06ff\ufb50-\ufeff]{3}", said)


def test_the_export_speaks_it(seen, told):
    with zipfile.ZipFile(seen / "export.zip") as archive:
        labels = archive.read(f"family/responses_labels_{TAG}.csv").decode("utf-8-sig")
        codebook = archive.read("family/codebook.html").decode()
    header, *rows = csv.reader(io.StringIO(labels))

    assert left_over((re.sub(r" \[\w+\]$", "", name) for name in header[5:]), NAMES) == []
    cells = {cell for row in rows for cell in row[5:]}
    assert left_over(cells, NAMES) == []
    assert {say("Not asked"), say("Left blank")} <= cells
    assert f'lang="{TAG}" dir="rtl"' in codebook
    assert [notice for notice in told["export says"] if "not translated" in notice] == []


def test_the_file_of_the_state_leads_to_it(told):
    assert told["census"] == TAG
