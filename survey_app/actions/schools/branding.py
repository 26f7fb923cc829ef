"""Name, color and logo of districts and schools: what can be read, and nothing that came along in a picture."""

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
"""Of text on its background: WCAG 2.2, 1.4.3."""
LARGEST_SIDE = 512
"""Pixels of a logo, as it is kept."""

BACKGROUNDS = {"paper": "#faf5ec", "card": "#fffdf9", "tint": "#e4efe6", "on": "#ffffff"}
"""What a color meets: it writes links on the first three, and bears the words of buttons in the last. Source:
static/respond.css, in the light; in the dark pages keep their own green. Posters are white."""

MOST_PIXELS_A_SIDE = 3000
"""Of a logo that is sent: 36 MB when it is decoded. Far larger pictures fit a file of a few kilobytes."""
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def color_fault(color: str) -> str:
    """Why a color cannot be used: "color_wrong" or "color_too_light" to be read on our pages; empty when it can."""
    if not re.fullmatch(r"#[0-9a-f]{6}", color):
        return "color_wrong"
    return "" if _is_readable(color) else "color_too_light"


def darker(color: str) -> str:
    """The same color, as much darker as is needed to be read on every background; itself where it can be read."""
    channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    for per_cent in range(100, -1, -1):
        shade = "#" + "".join(f"{channel * per_cent // 100:02x}" for channel in channels)
        if _is_readable(shade):
            break
    return shade


def as_drawn(color: str | None) -> str:
    """A stored color as pages and posters show it: it may be from before a background was checked. "" for none."""
    return darker(color) if color else ""


def brand_of(session: Session, district: str, slug: str) -> Brand:
    """Color and logo of a school, else of its district; of the district alone for slug ""."""
    own, whole = get_school(session, slug) if slug else None, get_district(session, district)
    colors = [each.color for each in (own, whole) if each and each.color]
    logos = [each.logo for each in (own, whole) if each and each.logo]
    return Brand(as_drawn(colors[0]) if colors else USUAL_COLOR, logos[0] if logos else None)


def clean_logo(content: bytes) -> bytes:
    """A picture drawn anew as PNG: at most 512 pixels wide and high, without place, time, camera or anything else.

    Raises SchoolError when it is no picture, or a larger one than MOST_PIXELS_A_SIDE; then it is not decoded.
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
        # What Pillow says of a picture that ends in the middle.
        raise SchoolError("logo_not_a_picture", "logo") from None
    drawn.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    # Pixels alone: a new picture knows nothing of the old one.
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    file = io.BytesIO()
    clean.save(file, "PNG", optimize=True)
    return file.getvalue()


def brand_district(
    session: Session, by: str, code: str, name: str, color: str, logo: bytes | None, now: datetime
) -> None:
    """Give a district name, color ("" for the usual one) and logo (None: keep; b"": none). Raises SchoolError."""
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
    """Give a school a color and a logo of its own; "" and b"" for those of the district. Raises SchoolError."""
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
