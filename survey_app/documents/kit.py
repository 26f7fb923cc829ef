"""The distribution kit of one audience at one school: poster, flyer, letter, slide, and slips with access codes."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import segno

from survey_app.documents.typeset import Drawing, typeset_pdf

KINDS = ("poster", "flyer", "letter", "slide")
_BLACK, _WHITE = "#000000", "#ffffff"
_NO_CODE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">'
    '<path d="M4 4h32v32H4zL36 36M36 4L4 36" fill="none" stroke="#000" stroke-width="1" stroke-dasharray="2 2"/></svg>'
)
USUAL_COLOR = "#145c48"


@dataclass(frozen=True)
class Wording:
    """Every word of the kit in one language; a template has none of its own.

    direction: "ltr" or "rtl". letter: its paragraphs. draft: that nobody has checked the translation, or that it is not
    whole, in the language and in English; or nothing. no_address: stands where the address would, if no phone
    could open it.
    """

    language: str
    direction: str
    headline: str
    invitation: str
    scan: str
    type_address: str
    closes: str
    minutes: str
    privacy: str
    voluntary: str
    greeting: str
    letter: tuple[str, ...]
    closing: str
    code_label: str
    code_hint: str
    picture_of_code: str
    draft: tuple[str, ...] = ()
    no_address: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a sheet of the kit says. color: "#145c48". logo: a PNG or None. address: short, to be typed.

    link: what the QR code opens; "" for nothing: a crossed square is drawn. wordings: one; two for a bilingual sheet.
    """

    school: str
    district: str
    color: str
    logo: bytes | None
    address: str
    link: str
    wordings: tuple[Wording, ...]


def sheet_pdf(kind: str, sheet: Sheet) -> bytes:
    """A poster, flyer (two half pages), letter or slide as PDF, on US Letter paper; a slide is 16:9."""
    return typeset_pdf("kit", {"kind": kind, **_content(sheet), "code": qr_svg(sheet.link)})


def slips_pdf(
    sheet: Sheet,
    trays: Mapping[str, Sequence[str]],
    link_of: Callable[[str], str],
    spell: Callable[[str], str],
) -> bytes:
    """Slips to cut out, in exactly this order; each tray begins on a new page under its name.

    Ten are on a page, or fewer where long words need the room.

    trays: name of a class → its codes. link_of: what the QR code on a slip opens. spell: how a code is written.
    """
    drawn = [
        {"name": name, "slips": [{"code": spell(code), "qr": qr_svg(link_of(code))} for code in codes]}
        for name, codes in trays.items()
    ]
    return typeset_pdf("kit", {"kind": "slips", **_content(sheet), "trays": drawn})


def qr_svg(link: str) -> Drawing:
    """The QR code of a link as SVG: a quarter of it may be lost, and four modules stay free around it.

    A crossed square without a link, as on paper that is only looked at.
    """
    if not link:
        return Drawing(_NO_CODE)
    drawn = io.BytesIO()
    segno.make(link, error="q", micro=False).save(drawn, kind="svg", border=4, dark="#000", light="#fff")
    return Drawing(drawn.getvalue().decode())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, "#rrggbb", from 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(color: str) -> str:
    """Black or white, whichever can be read better on a color; one of them always has a contrast of 4.5 or more."""
    return max(_BLACK, _WHITE, key=lambda each: contrast(each, color))


def _luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _content(sheet: Sheet) -> dict[str, object]:
    return {
        **asdict(sheet),
        "logo": list(sheet.logo) if sheet.logo else None,
        "on_color": readable_on(sheet.color),
    }
