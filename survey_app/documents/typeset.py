"""Typeset a template with data. Text of people is data, never markup, so it cannot break or reach anything."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"


def typeset_pdf(template: str, content: Mapping[str, object]) -> bytes:
    """The template filled in with JSON-able content, as a tagged PDF (PDF/UA-1). Takes about 0.1 s a page."""
    pdf = typst.compile(**_job(template, content), format="pdf", pdf_standards="ua-1")
    return bytes(pdf)


def typeset_pages(template: str, content: Mapping[str, object], dots_per_inch: float) -> list[bytes]:
    """The same as pictures, one PNG for each page."""
    pages = typst.compile(**_job(template, content), format="png", ppi=dots_per_inch)
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


def typeset_svg(template: str, content: Mapping[str, object]) -> bytes:
    """The first page as SVG, with letters as shapes."""
    pages = typst.compile(**_job(template, content), format="svg")
    return bytes(pages[0] if isinstance(pages, list) else pages)


def _job(template: str, content: Mapping[str, object]) -> dict[str, Any]:
    return {
        "input": str(TEMPLATES / f"{template}.typ"),
        "root": str(TEMPLATES),
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"content": json.dumps(content, ensure_ascii=False)},
    }


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts and no others: the paper looks the same on every machine."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")]
    )
