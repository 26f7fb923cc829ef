"""Reports on paper: one page where one page is promised, whatever is said; a bar whose end fades; logo and color."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from survey_app.documents.kit import qr_svg
from survey_app.documents.report import Block, Brand, Report, chart_png, chart_svg, report_pdf
from tests.documents.text_boxes import faults_of

BARS: Block = {
    "kind": "bars",
    "caption": "",
    "note": "13 more follow without a clear gap",
    "rows": [
        {
            "label": "Clean bathrooms",
            "low": 18.0,
            "high": 23.0,
            "about": "about 2 in 10",
            "text": "18% to 23%",
        },
        {
            "label": "Help with classes",
            "low": 0.0,
            "high": 12.0,
            "about": "about 1 in 10",
            "text": "12% or less",
        },
        {"label": "Tutoring", "low": 88.0, "high": 100.0, "about": "about 9 in 10", "text": "88% or more"},
        {"label": "Nothing", "low": 0.0, "high": 0.0, "about": "almost nobody", "text": "0%"},
        {"label": "Anything", "low": 100.0, "high": 100.0, "about": "almost everybody", "text": "100%"},
    ],
}
COLUMNS: Block = {
    "kind": "columns",
    "items": [[{"kind": "heading", "level": 2, "text": f"Survey {at}"}, BARS] for at in range(4)],
}
CODE: Block = {
    "kind": "code",
    "svg": qr_svg("https://surveys.example.org/r/merced-high"),
    "text": "Read the results in your language:",
    "address": "surveys.example.org/r/merced-high",
    "alt": "QR code",
}
REPORT = Report(
    "Merced High: needs and strengths", "Fall", "Merced High", "Merced High", "en", "ltr", [COLUMNS]
)


def picture(width: int = 240, height: int = 80) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#aa2200").save(file, "PNG")
    return file.getvalue()


def pages_of(report: Report, shape: str) -> int:
    return len(PdfReader(io.BytesIO(report_pdf(report, shape))).pages)


@pytest.mark.parametrize("shape", ["summary", "slide", "poster"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_summary_a_slide_and_a_poster_are_one_page_however_much_they_say(shape: str, direction: str):
    much: Sequence[Block] = [COLUMNS, COLUMNS, *([CODE] if shape == "poster" else [])]
    report = replace(REPORT, blocks=much, direction=direction, language="ar" if direction == "rtl" else "en")

    assert pages_of(report, shape) == 1


@pytest.mark.parametrize("shape", ["summary", "full", "slide", "poster"])
def test_no_text_of_a_report_stands_on_another(shape: str):
    flow: Block = {"kind": "flow", "blocks": [{**BARS, "caption": f"Question {at}"} for at in range(30)]}
    blocks = [COLUMNS, flow] if shape == "full" else [COLUMNS]

    assert faults_of(report_pdf(replace(REPORT, blocks=blocks), shape)) == []


def test_a_report_bears_the_logo_and_the_color_of_its_school():
    plain = PdfReader(io.BytesIO(report_pdf(REPORT, "full"))).pages[0]
    branded = replace(REPORT, brand=Brand("#7a1f1f", picture()))
    with_logo = PdfReader(io.BytesIO(report_pdf(branded, "full"))).pages[0]

    assert len(plain.images) == 0
    assert len(with_logo.images) == 1
    assert "#7a1f1f" in chart_svg(branded).decode()
    assert "#145c48" not in chart_svg(branded).decode()


@pytest.mark.parametrize(("width", "height"), [(10, 500), (500, 10), (1, 1)])
def test_a_logo_of_any_shape_leaves_room_for_the_title(width: int, height: int):
    branded = replace(REPORT, brand=Brand(logo=picture(width, height)))

    assert pages_of(branded, "summary") == 1
    assert faults_of(report_pdf(branded, "summary")) == []


def ink_along(low: float, high: float) -> list[int]:
    """How dark a bar is from its beginning to its end, 0 to 255, in black and white; 100 places."""
    row = {"label": "", "low": low, "high": high, "about": "", "text": ""}
    bars = {"kind": "bars", "caption": "", "note": "", "rows": [row]}
    image = Image.open(io.BytesIO(chart_png(replace(REPORT, blocks=[bars])))).convert("L")
    middle = [image.getpixel((x, image.height // 2)) for x in range(image.width)]
    dark = [255 - int(str(each)) for each in middle]
    edges = [x for x, ink in enumerate(dark) if ink > 20]
    first, last = edges[0], edges[-1]
    return [dark[first + (last - first) * at // 100] for at in range(100)]


def test_a_bar_is_solid_to_its_low_end_and_fades_to_its_high_end_in_black_and_white():
    ink = ink_along(40, 80)
    solid, fading, free = ink[5:38], ink[43:77], ink[83:97]

    assert max(solid) - min(solid) <= 2
    assert fading == sorted(fading, reverse=True)
    assert fading[0] - fading[-1] > 80
    assert max(free) < 10
