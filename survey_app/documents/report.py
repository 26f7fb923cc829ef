"""Reports of results: the same blocks on paper, on a slide, or as one chart.

A block is one of
    {"kind": "heading", "level": 2, "text"}, {"kind": "text" or "note", "text"}, {"kind": "list", "items": [text]},
    {"kind": "bars", "caption", "note", "rows": [{"label", "low", "high", "about", "text"}]}   (low, high: percent),
    {"kind": "table", "caption", "head": [text], "rows": [[text]]}   (and "rtl": columns written from right to left),
    {"kind": "columns", "items": [[block]]},
    {"kind": "code", "svg", "text", "alt"}   (a QR code, with its address below).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from survey_app.documents.kit import USUAL_COLOR
from survey_app.documents.typeset import typeset_pages, typeset_pdf, typeset_svg

Block = Mapping[str, object]
SHAPES = ("summary", "full", "slide", "poster")
_DOTS_PER_INCH = 144.0


@dataclass(frozen=True)
class Brand:
    """A school's or district's look. color: such as "#145c48", dark enough to read on white. logo: a PNG or None."""

    color: str = USUAL_COLOR
    logo: bytes | None = None


@dataclass(frozen=True)
class Report:
    """What a report says. kicker: the line above the title. footer: goes on every page. direction: "ltr" or "rtl"."""

    title: str
    kicker: str
    author: str
    footer: str
    language: str
    direction: str
    blocks: Sequence[Block]
    brand: Brand = Brand()


def report_pdf(report: Report, shape: str) -> bytes:
    """Make a report as PDF: a summary, full report or poster on US Letter paper, or a 16:9 slide."""
    return typeset_pdf("report", _content(report, shape))


def chart_svg(report: Report) -> bytes:
    """Draw the blocks of a report as one picture. Letters become shapes, so it looks the same everywhere."""
    return typeset_svg("report", _content(report, "chart"))


def chart_png(report: Report) -> bytes:
    """The same picture as PNG."""
    return typeset_pages("report", _content(report, "chart"), _DOTS_PER_INCH)[0]


def _content(report: Report, shape: str) -> dict[str, object]:
    logo = report.brand.logo
    brand = {"color": report.brand.color, "logo": list(logo) if logo else None}
    return {"shape": shape, **asdict(report), "brand": brand}
