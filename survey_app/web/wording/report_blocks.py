"""The blocks that reports of results consist of. documents/report.py says their shapes."""

from collections.abc import Iterable, Sequence

from survey_app.documents.report import Block
from survey_app.results.shown import Share
from survey_app.web.wording.shares import about_text, range_text


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """Make a table of words; the first cell of a row is its name."""
    return {"kind": "table", "caption": caption, "head": head, "rows": rows}


def heading(text: str, level: int = 2) -> Block:
    """Make a heading; the title of a report is level 1."""
    return {"kind": "heading", "level": level, "text": text}


def note(text: str) -> Block:
    """Make a small remark."""
    return {"kind": "note", "text": text}


def bars(caption: str, note: str, rows: Iterable[tuple[str, Share]]) -> Block:
    """Draw shares as bars, with their words."""
    drawn = [
        {
            "label": words,
            "low": share.low,
            "high": share.high,
            "about": about_text(share),
            "text": range_text(share),
        }
        for words, share in rows
    ]
    return {"kind": "bars", "caption": caption, "note": note, "rows": drawn}
