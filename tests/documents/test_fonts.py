"""No character stops a sheet: what our fonts have is drawn, and a mark stands for what they do not have."""

import io
import logging
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from survey_app.actions.kit.kit import KitOf, all_sheets, write_zip
from survey_app.documents.fonts import MARK, all_fonts, printable, unprintable, with_code_points
from survey_app.documents.kit import KINDS, Asked, Wording, sheet_pdf
from survey_app.documents.typeset import typeset_pdf
from survey_app.errors import PaperError
from survey_app.languages.listed import listed, script_of
from survey_app.languages.locales import endonym
from survey_app.problems.english import in_english
from tests.documents.test_kit import ENGLISH, SHEET

HARD = {
    "signs": "✓ ✔ ★ → ≥ ☐ ♥ ½ … • − №",
    "emoji": "Merced High 🐆 🚌 🙂 👨‍👩‍👧 👍🏽 🇺🇸",
    "controls": "a\x00\x07\x1b\x7f\u0085b\ufeff\u00ad",
    "turned": "\u202eMerced\u2067 High\u200f",
    "half a pair": "Merced \ud83d High",
    "private": "Merced \ue000\U0010ffff",
    "without a font": "Merced ད",
    "many marks": "Z" + "\u0351\u036b\u0313" * 9,
    "one word": "Merced" * 60,
    "empty": "\u200b",
}


@pytest.mark.parametrize("language", [language.tag for language in listed().languages])
def test_every_language_that_we_list_is_drawn_from_our_fonts(language):
    words = endonym(language)
    sheet = replace(SHEET, school=words, wordings=(replace(ENGLISH, language=language, headline=words),))

    assert unprintable(words) == []
    assert sheet_pdf("letter", sheet).startswith(b"%PDF")


@pytest.mark.parametrize("language", [language.tag for language in listed().languages])
def test_every_language_is_set_in_the_font_of_its_script(language):
    words = endonym(language)
    pdf = sheet_pdf("letter", replace(SHEET, wordings=(replace(ENGLISH, language=language, headline=words),)))

    fonts = {
        str(font["/BaseFont"]).lower()
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    family = script_of(language).font.replace(" ", "").lower()
    assert any(family in font for font in fonts)


def test_every_font_of_the_list_comes_with_the_packages():
    families = {family.lower() for family in all_fonts().families()}

    assert {
        script.font for script in listed().scripts.values() if script.font.lower() not in families
    } == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HARD.values(), ids=HARD)
def test_no_character_stops_a_sheet(kind, name, caplog):
    with caplog.at_level(logging.WARNING):
        pdf = sheet_pdf(kind, replace(SHEET, school=name, wordings=(replace(ENGLISH, letter=(name,)),)))

    assert pdf.startswith(b"%PDF")
    assert caplog.messages == []  # as PDF/UA-1


@pytest.mark.parametrize(
    ("typed", "shown", "missing"),
    [
        ("Merced → 🚌", "Merced → 🚌", []),
        ("a\x00b\ttab", "ab\ttab", []),
        ("\u202eMerced", "Merced", []),
        ("Merced ད", f"Merced {MARK}", ["ད"]),
        ("\ue000", MARK, ["\ue000"]),
        ("\ud800x", f"{MARK}x", ["\ud800"]),
    ],
)
def test_a_mark_stands_for_what_no_font_has_and_it_is_named(typed, shown, missing):
    assert printable(typed) == shown
    assert unprintable(typed) == missing


def test_characters_are_named_with_their_numbers():
    assert with_code_points(["ད", "\ue000"]) == f"ད (U+0F51), {MARK} (U+E000)"


@pytest.mark.parametrize("words", ["Merced", "漢字 한국어 日本語", "ਪੰਜਾਬੀ العربية"])
def test_a_pdf_carries_only_the_letters_that_it_shows(words):
    pdf = sheet_pdf("poster", replace(SHEET, school=words))
    fonts = [
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    ]

    assert len(pdf) < 80_000
    assert all(font[7] == "+" for font in fonts)  # "/ABCDEF+NotoSans": a subset


def words_of(language: str, *_: object) -> Wording:
    # A headline that is no text cannot be typeset: it stands for whatever goes wrong with one sheet.
    return replace(ENGLISH, language=language, headline=7 if language == "es" else "Hello")  # type: ignore[arg-type]


def kit(*languages: str) -> KitOf:
    asked = Asked("family", SHEET.school, date(2027, 5, 1), 8)
    return KitOf("merced-high", asked, SHEET.district, SHEET.color, None, languages, "https://x.org")


def test_one_sheet_that_fails_stops_no_other_and_is_named_with_the_reason(tmp_path):
    sheets = list(all_sheets([kit("hmn", "es", "pa")]))

    left_out = write_zip(tmp_path / "kit.zip", sheets, words_of, lambda _number: None)
    faults = [in_english(each) for each in left_out]

    with zipfile.ZipFile(tmp_path / "kit.zip") as file:
        names = file.namelist()
        assert file.read("NOT-MADE.txt").decode().splitlines() == faults
    assert sorted(names) == sorted(
        [
            *(f"merced-high/family/{kind}-{each}.pdf" for kind in KINDS for each in ("hmn", "pa")),
            "NOT-MADE.txt",
        ]
    )
    assert [fault.partition(": ")[0] for fault in faults] == [
        f"merced-high/family/{kind}-es.pdf" for kind in KINDS
    ]
    assert all("the typesetter says" in fault for fault in faults)


def test_a_zip_without_a_single_sheet_is_refused_with_the_reason(tmp_path):
    with pytest.raises(PaperError, match=r"poster-es\.pdf: the typesetter says"):
        write_zip(tmp_path / "kit.zip", list(all_sheets([kit("es")])), words_of, lambda _number: None)


def test_content_that_cannot_be_typeset_says_why():
    with pytest.raises(PaperError, match="the typesetter says"):
        typeset_pdf("kit", {"kind": "poster"})
