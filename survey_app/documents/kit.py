"""The distribution kit for one audience at one school: poster, flyer, letter, slide, and slips with access codes."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import segno

from survey_app.documents.typeset import Drawing, typeset_pdf
from survey_app.surveys.words import wordings

KINDS = ("poster", "flyer", "letter", "slide")
_BLACK, _WHITE = "#000000", "#ffffff"
_NO_CODE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">'
    '<path d="M4 4h32v32H4zL36 36M36 4L4 36" fill="none" stroke="#000" stroke-width="1" stroke-dasharray="2 2"/></svg>'
)
USUAL_COLOR = "#145c48"


@dataclass(frozen=True)
class Asked:
    """What paper says of a survey. closes_on: its last day. may_skip: whether people can skip every question.

    said: what the district says in place of our words.
    """

    audience: str
    school: str
    closes_on: date
    minutes: int
    may_skip: bool = True
    said: tuple[wordings.Wording, ...] = ()


@dataclass(frozen=True)
class Wording:
    """Every word of the kit in one language. The templates contain no words of their own.

    direction: "ltr" or "rtl". letter: its paragraphs. draft: a notice, in the language and in English, that the
    translation is unchecked or incomplete; else empty. no_address: printed in place of an address that no phone could
    open.
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
    """What a sheet of the kit says. color: such as "#145c48". logo: a PNG or None. address: short, for typing.

    link: what the QR code opens; "" draws a crossed square instead. wordings: one, or two for a bilingual sheet.
    """

    school: str
    district: str
    color: str
    logo: bytes | None
    address: str
    link: str
    wordings: tuple[Wording, ...]


def sheet_pdf(kind: str, sheet: Sheet) -> bytes:
    """Make a poster, flyer (two half pages), letter or slide as PDF, on US Letter paper. A slide is 16:9."""
    return typeset_pdf("kit", {"kind": kind, **_content(sheet), "code": qr_svg(sheet.link)})


def slips_pdf(
    sheet: Sheet,
    trays: Mapping[str, Sequence[str]],
    link_of: Callable[[str], str],
    spell: Callable[[str], str],
) -> bytes:
    """Make slips to cut out, in exactly this order. Each tray begins on a new page, under its name.

    A page holds ten slips, or fewer if long words need the space.

    trays: name of a class → its codes. link_of: code → the link in its QR code. spell: code → how it is printed.
    """
    drawn = [
        {"name": name, "slips": [{"code": spell(code), "qr": qr_svg(link_of(code))} for code in codes]}
        for name, codes in trays.items()
    ]
    return typeset_pdf("kit", {"kind": "slips", **_content(sheet), "trays": drawn})


def qr_svg(link: str) -> Drawing:
    """The QR code of a link as SVG. It works with a quarter of it damaged, and has a margin of four modules.

    Without a link, as on a preview, it is a crossed square.
    """
    if not link:
        return Drawing(_NO_CODE)
    drawn = io.BytesIO()
    segno.make(link, error="q", micro=False).save(drawn, kind="svg", border=4, dark="#000", light="#fff")
    return Drawing(drawn.getvalue().decode())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors ("#rrggbb"), from 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(color: str) -> str:
    """Black or white, whichever is easier to read on a color. The better one always has a contrast of at least 4.5."""
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
