"""The kit on paper: every sheet in every script, with the words of people as they are."""

import io
import re
from dataclasses import replace

import pytest
import segno
from PIL import Image, ImageChops
from pypdf import PdfReader

from survey_app.documents.kit import (
    KINDS,
    Sheet,
    Wording,
    _content,  # to look at what is drawn
    contrast,
    qr_svg,
    readable_on,
    sheet_pdf,
    slips_pdf,
)
from survey_app.documents.typeset import typeset_pages

LINK = "https://surveys.example.org/s/merced-high/family/en?from=poster"
ENGLISH = Wording(
    language="en",
    direction="ltr",
    headline="What does your family need from our school?",
    invitation="Tell us in your language.",
    scan="Scan the picture,",
    type_address="or type this address:",
    closes="Open until March 12, 2027",
    minutes="About 8 minutes",
    privacy="We do not ask who you are.",
    voluntary="You can skip any question.",
    greeting="Dear families,",
    letter=("Our school is a community school.", "Please take the survey."),
    closing="Thank you.",
    code_label="Your access code",
    code_hint="Good for one response.",
    picture_of_code="QR code that opens the survey",
)
ARABIC = replace(ENGLISH, language="ar", direction="rtl", headline="ماذا تحتاج عائلتكم؟")
PUNJABI = replace(ENGLISH, language="pa", headline="ਤੁਹਾਡੇ ਪਰਿਵਾਰ ਨੂੰ ਕੀ ਚਾਹੀਦਾ ਹੈ?")
SHEET = Sheet(
    "Merced High",
    "Merced Union High",
    "#145c48",
    None,
    "surveys.example.org/s/merced-high/family",
    LINK,
    (ENGLISH,),
)
HOSTILE = '#panic("x") *bold* <tag> $x^2$ \\ #read("/etc/passwd") "quoted" \'single\' [a] @b `c` \n= Title'


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_says_who_asks_what_where_and_until_when(kind):
    pdf = sheet_pdf(kind, SHEET)

    said = plain(words_of(pdf))
    for words in ("Merced High", ENGLISH.headline, SHEET.address, ENGLISH.closes, ENGLISH.minutes):
        assert words in said
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_is_tagged_and_named_for_screen_readers(kind):
    reader = PdfReader(io.BytesIO(sheet_pdf(kind, SHEET)))

    assert reader.metadata.title == f"{ENGLISH.headline} – Merced High"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("kind", KINDS)
def test_words_that_people_type_are_printed_as_they_are_and_do_nothing(kind):
    hostile = replace(
        SHEET, school=HOSTILE, wordings=(replace(ENGLISH, headline=HOSTILE, letter=(HOSTILE,)),)
    )

    said = plain(words_of(sheet_pdf(kind, hostile)))

    assert '#panic("x") *bold* <tag> $x^2$' in said
    assert "root:" not in said


@pytest.mark.parametrize("kind", ["poster", "flyer", "slide"])
@pytest.mark.parametrize("wordings", [(ARABIC,), (PUNJABI,), (ENGLISH, ARABIC), (ENGLISH, PUNJABI)])
def test_a_sheet_stays_one_page_in_every_script_with_long_names(kind, wordings):
    long = replace(
        SHEET, wordings=wordings, school="Independence High (Alternative) and Adult Learning Center of Merced"
    )

    assert len(PdfReader(io.BytesIO(sheet_pdf(kind, long))).pages) == 1


def test_arabic_runs_from_the_right_and_punjabi_from_the_left():
    """Where the ink of the headline begins: typst lays Punjabi out from right to left unless it is told."""
    sides = {}
    for wording in (ENGLISH, ARABIC, PUNJABI):
        (png,) = typeset_pages(
            "kit",
            {"kind": "poster", **_content(replace(SHEET, wordings=(wording,))), "code": qr_svg(LINK)},
            40,
        )
        page = Image.open(io.BytesIO(png)).convert("L")
        headline = page.crop((0, int(page.height * 0.18), page.width, int(page.height * 0.22)))
        left, _, right, _ = ImageChops.invert(headline).getbbox()
        sides[wording.language] = "left" if left < page.width - right else "right"

    assert sides == {"en": "left", "ar": "right", "pa": "left"}


def test_no_letter_is_missing_from_our_fonts():
    for wording in (ENGLISH, ARABIC, PUNJABI):
        fonts = {
            str(font["/BaseFont"])
            for page in PdfReader(io.BytesIO(sheet_pdf("poster", replace(SHEET, wordings=(wording,))))).pages
            for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
        }
        expected = {"en": "NotoSans", "ar": "NotoSansArabic", "pa": "NotoSansGurmukhi"}[wording.language]
        assert any(expected in font for font in fonts)
        assert all("NotoSans" in font for font in fonts)


def test_the_code_opens_the_link_and_has_room_around_it():
    code = segno.make(LINK, error="q", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=4, dark="#000", light="#fff")

    assert qr_svg(LINK) == drawn.getvalue().decode()
    assert qr_svg(LINK) != qr_svg(LINK.replace("merced", "atwater"))
    assert code.error == "Q"


@pytest.mark.parametrize(
    "color", ["#000000", "#ffffff", "#145c48", "#ffd166", "#777777", "#ff0000", "#0000ff"]
)
def test_words_can_be_read_on_every_color(color):
    assert contrast(color, readable_on(color)) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_slips_keep_their_order_and_each_tray_begins_a_page():
    trays = {"Room 12": [f"AAAAA{n:05}" for n in range(12)], "Room 7": ["BBBBB00000"]}

    pdf = slips_pdf(SHEET, trays, lambda code: f"{LINK}#c={code}", lambda code: f"{code[:5]}-{code[5:]}")

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 3
    assert re.findall(r"[AB]{5}-\d{5}", "".join(pages)) == [
        *(f"AAAAA-{n:05}" for n in range(12)),
        "BBBBB-00000",
    ]
    assert ["Room 12" in page for page in pages] == [True, True, False]
    assert "Room 7" in pages[2]


def test_a_logo_is_drawn():
    png = io.BytesIO()
    Image.new("RGB", (200, 100), "#ff0000").save(png, "PNG")
    without, with_logo = (sheet_pdf("poster", replace(SHEET, logo=logo)) for logo in (None, png.getvalue()))

    assert len(with_logo) != len(without)
