"""Name, color and logo of districts and schools. Colors must be readable, and pictures carry no hidden data."""

import io
import re
import warnings
from datetime import datetime

from PIL import Image, UnidentifiedImageError
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.documents.kit import USUAL_COLOR, contrast
from survey_app.documents.report import Brand
from survey_app.errors import SchoolError
from survey_app.store.schools.schools import get_district, get_school

LEAST_CONTRAST = 4.5
"""Least contrast of text on its background: WCAG 2.2, 1.4.3."""
LARGEST_SIDE = 512
"""Pixels of a logo, as we keep it."""

BACKGROUNDS = {"paper": "#faf5ec", "card": "#fffdf9", "tint": "#e4efe6", "on": "#ffffff"}
"""What a color meets. Links are written in it on the first three; the last is the color of the words on buttons.
Source: static/respond.css, in light mode; in dark mode, pages keep their own green. Posters are white.
"""

MOST_PIXELS_A_SIDE = 3000
"""Of a logo that somebody sends: 36 MB when it is decoded. A file of a few kilobytes can hold far larger pictures."""
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def color_fault(color: str) -> str:
    """Return why a color cannot be used: "color_wrong", or "color_too_light" to read on our pages. "" if it is fine."""
    if not re.fullmatch(r"#[0-9a-f]{6}", color):
        return "color_wrong"
    return "" if _is_readable(color) else "color_too_light"


def darker(color: str) -> str:
    """Return the same color, dark enough to read on every background. A color that is already readable stays."""
    channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    for per_cent in range(100, -1, -1):
        shade = "#" + "".join(f"{channel * per_cent // 100:02x}" for channel in channels)
        if _is_readable(shade):
            break
    return shade


def as_drawn(color: str | None) -> str:
    """Return a stored color as pages and posters show it. It may be older than today's checks. "" for none."""
    return darker(color) if color else ""


def brand_of(session: Session, district: str, slug: str) -> Brand:
    """Return the color and logo of a school, or else of its district. slug "" asks for the district alone."""
    own, whole = get_school(session, slug) if slug else None, get_district(session, district)
    colors = [each.color for each in (own, whole) if each and each.color]
    logos = [each.logo for each in (own, whole) if each and each.logo]
    return Brand(as_drawn(colors[0]) if colors else USUAL_COLOR, logos[0] if logos else None)


def clean_logo(content: bytes) -> bytes:
    """Draw a picture anew as PNG: at most 512 pixels wide and high, without place, time, camera or anything else.

    Raises SchoolError when it is not a picture, or is larger than MOST_PIXELS_A_SIDE; then we do not decode it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=_FORMATS)
            if max(picture.size) > MOST_PIXELS_A_SIDE:
                raise SchoolError("logo_too_large", "logo")
            drawn = picture.convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise SchoolError("logo_too_large", "logo") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        # Pillow raises this for a picture that ends in the middle.
        raise SchoolError("logo_not_a_picture", "logo") from None
    drawn.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    # Copy only the pixels: a new picture knows nothing of the old one.
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    file = io.BytesIO()
    clean.save(file, "PNG", optimize=True)
    return file.getvalue()


def brand_district(
    session: Session, by: str, code: str, name: str, color: str, logo: bytes | None, now: datetime
) -> None:
    """Give a district a name, color ("" for the usual one) and logo (None: keep; b"": none). Raises SchoolError."""
    faults = {"name": "name_missing"} if not name.strip() else {}
    clean = _check(faults, color, logo)
    with changing(session, Actor(by, now), "district brand") as change:
        district = get_district(session, code)
        if district is None:
            raise SchoolError("no_district", "district")
        district.name, district.color = name.strip(), color or None
        if clean is not None:
            district.logo = clean or None
        change.log(code, code, {"color": color, "logo": _said(logo)})


def brand_school(session: Session, by: str, slug: str, color: str, logo: bytes | None, now: datetime) -> None:
    """Give a school its own color and logo; "" and b"" use the district's. Raises SchoolError."""
    clean = _check({}, color, logo)
    with changing(session, Actor(by, now), "school brand") as change:
        school = get_school(session, slug)
        if school is None:
            raise SchoolError("no_school", "slug")
        school.color = color or None
        if clean is not None:
            school.logo = clean or None
        change.log(slug, school.district, {"color": color, "logo": _said(logo)})


def _check(faults: dict[str, str], color: str, logo: bytes | None) -> bytes | None:
    if color and (fault := color_fault(color)):
        faults["color"] = fault
    clean = logo
    if logo:
        try:
            clean = clean_logo(logo)
        except SchoolError as error:
            faults |= error.codes
    if faults:
        raise SchoolError.at(faults)
    return clean


def _is_readable(color: str) -> bool:
    return all(contrast(color, background) >= LEAST_CONTRAST for background in BACKGROUNDS.values())


def _said(logo: bytes | None) -> str:
    return "kept" if logo is None else "new" if logo else "none"
