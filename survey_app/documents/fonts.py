"""The fonts of everything we print, and a mark for characters that they cannot draw.

The fonts come from packages: Noto for the scripts of our languages (languages/languages.yaml names each family), and
typst's own fonts for symbols. We never use the machine's fonts, so paper looks the same everywhere.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

MARK = "□"
"""Printed instead of a character that no font has."""
_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
# This is a file, because typst numbers every input that is not a file, and ends the process after 65,535 of them.
_PROBE = Path(__file__).parent / "templates" / "probe.typ"
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_PRINTED_CONTROLS = "\t\n"
# Surrogates are not text, and a private-use character means something else in each font.
_NEVER_DRAWN = ("Cs", "Co")
# Characters that change the direction of everything after them, on paper and on screen, and the byte order mark.
_LEFT_OUT = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_MOST_KNOWN = 50_000
_known: dict[str, str] = {}


@cache
def all_fonts() -> typst.Fonts:
    """Every font that we print with."""
    folders = [str(files(package)) for package in _PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def printable(text: str) -> str:
    """The text as we print it: without control characters, and with MARK for characters that no font has."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown for _piece, shown in _as_printed(text))


def unprintable(text: str) -> list[str]:
    """The pieces of a text that print as MARK, each once, in order. A piece is one character with its marks."""
    return list(dict.fromkeys(piece for piece, shown in _as_printed(text) if shown != piece))


def with_code_points(pieces: Iterable[str]) -> str:
    """Characters with their code points, for a message: "ད (U+0F51)"."""
    return ", ".join(
        f"{_or_space(piece)} ({' '.join(f'U+{ord(character):04X}' for character in piece)})"
        for piece in pieces
    )


def _or_space(piece: str) -> str:
    return piece if piece.isprintable() else MARK


def _as_printed(text: str) -> Iterator[tuple[str, str]]:
    """Every piece of the text, with what we print for it."""
    pieces = list(_pieces("".join(filter(_is_printed, text))))
    shown = {piece: _known.get(piece, "") for piece in pieces}
    if new := [piece for piece, known in shown.items() if not known]:
        shown |= _look_up(new)
        if len(_known) < _MOST_KNOWN:
            _known.update(shown)
    return ((piece, shown[piece]) for piece in pieces)


def _is_printed(character: str) -> bool:
    if character in _LEFT_OUT:
        return False
    return unicodedata.category(character) != "Cc" or character in _PRINTED_CONTROLS


def _pieces(text: str) -> Iterator[str]:
    """The characters, each together with its marks and with what a joiner ties to it."""
    piece = ""
    for character in text:
        if piece and not (_attaches(character) or piece.endswith(_JOINER)):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _attaches(character: str) -> bool:
    is_mark = unicodedata.category(character).startswith("M") or ord(character) in _SKIN_TONES
    return is_mark or character == _JOINER


def _look_up(pieces: list[str]) -> dict[str, str]:
    """Piece → how we print it. Most texts can be drawn completely, so we ask about all pieces at once."""
    if _are_drawn(pieces):
        return dict(zip(pieces, pieces, strict=True))
    if len(pieces) == 1:
        return {pieces[0]: _or_mark(pieces[0])}
    middle = len(pieces) // 2
    return _look_up(pieces[:middle]) | _look_up(pieces[middle:])


def _or_mark(piece: str) -> str:
    """Draw as much as possible of a piece that cannot be drawn completely."""
    if len(piece) == 1:
        return MARK
    each = "".join(character if _are_drawn([character]) else MARK for character in piece)
    for shown in (each, piece[0] + MARK):
        if _are_drawn([shown]):
            return shown
    return MARK


def _are_drawn(texts: list[str]) -> bool:
    """Whether the fonts can draw all of these. We ask the typesetter, because only it knows its fallback fonts."""
    if any(unicodedata.category(character) in _NEVER_DRAWN for character in "".join(texts)):
        return False
    try:
        typst.compile(
            str(_PROBE),
            font_paths=all_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"content": json.dumps(texts, ensure_ascii=False)},
        )
    except typst.TypstError:
        return False
    return True
