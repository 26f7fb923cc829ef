"""Typeset a template with data. What people wrote is data, never markup, so it cannot break the page or read files."""

import json
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from survey_app.documents.fonts import all_fonts, printable
from survey_app.errors import PaperError
from survey_app.languages.listed import SOURCE, listed, script_code
from survey_app.languages.locales import addable

TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_WORD = 30
_MAY_BREAK = "\u200b"
log = logging.getLogger(__name__)


class Drawing(str):
    """An SVG. It goes to the template unchanged, because it is a picture and not text."""

    __slots__ = ()


def typeset_pdf(template: str, content: Mapping[str, object]) -> bytes:
    """Fill in a template and make a tagged PDF (PDF/UA-1). Takes about 0.1 s a page.

    content: anything that JSON can hold. A character that no font has is printed as a mark. Raises PaperError if the
    content cannot be typeset.
    """
    job = _job(template, content)
    try:
        return bytes(typst.compile(**job, format="pdf", pdf_standards="ua-1"))
    except typst.TypstError as error:
        # PDF/UA requires a glyph for every letter. We checked all our text, so the typesetter added this one.
        log.warning("%s is printed without PDF/UA-1: %s", template, error)
    return b"".join(_compile(job, format="pdf"))


def typeset_pages(template: str, content: Mapping[str, object], dots_per_inch: float) -> list[bytes]:
    """The same as pictures, one PNG for each page."""
    return _compile(_job(template, content), format="png", ppi=dots_per_inch)


def typeset_svg(template: str, content: Mapping[str, object]) -> bytes:
    """The first page as SVG, with letters drawn as shapes."""
    return _compile(_job(template, content), format="svg")[0]


def _compile(job: dict[str, Any], **options: Any) -> list[bytes]:
    """Run typst on a job. Returns one item per page, if the format has pages."""
    try:
        made = typst.compile(**job, **options)
    except typst.TypstError as error:
        raise PaperError("typesetter", reason=str(error)) from error
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _job(template: str, content: Mapping[str, object]) -> dict[str, Any]:
    return {
        "input": str(TEMPLATES / f"{template}.typ"),
        "root": str(TEMPLATES),
        "font_paths": all_fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"content": json.dumps(_printable(content), ensure_ascii=False), **_scripts()},
    }


@cache
def _scripts() -> dict[str, str]:
    """The scripts of languages as JSON, for voice.typ: tag → script, and script → font and region."""
    return {
        "script_of": json.dumps({tag: script_code(tag) for tag in (SOURCE, *addable())}),
        "scripts": json.dumps({code: script.model_dump() for code, script in listed().scripts.items()}),
    }


def _printable(value: object) -> object:
    """The same value with every text in it made printable."""
    if isinstance(value, Drawing):
        return value
    if isinstance(value, str):
        return _with_breaks(printable(value))
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(each) for each in value]
    return value


def _with_breaks(text: str) -> str:
    """Allow line breaks inside a word that is longer than a line."""
    if len(text) <= _LONGEST_WORD:
        return text
    return " ".join(map(_breakable, text.split(" ")))


def _breakable(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
        return word
    return _MAY_BREAK.join(word[at : at + _LONGEST_WORD] for at in range(0, len(word), _LONGEST_WORD))
