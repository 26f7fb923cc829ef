"""Colors that can be read, and logos that are nothing but pixels."""

import io
import re
from itertools import product

import pytest
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from survey_app.actions.schools.branding import (
    BACKGROUNDS,
    LEAST_CONTRAST,
    as_drawn,
    brand_district,
    brand_school,
    clean_logo,
    color_fault,
    darker,
)
from survey_app.documents.kit import contrast
from survey_app.errors import SchoolError
from survey_app.store.schools.schools import get_district, get_school
from survey_app.store.tables import District, School
from survey_app.web.files.static_files import SOURCE


def a_picture(kind: str = "PNG", size: tuple[int, int] = (800, 400)) -> bytes:
    file, about = io.BytesIO(), PngInfo()
    about.add_text("Author", "Planted Name")
    exif = Image.Exif()
    exif[0x010E] = "Planted place"
    picture = Image.new("RGB", size, "#145c48")
    picture.save(file, kind, **({"pnginfo": about} if kind == "PNG" else {}), exif=exif)
    return file.getvalue() + b"Planted tail"


@pytest.mark.parametrize(
    ("color", "fault"),
    [
        ("#145c48", ""),
        ("#ffd166", "color_too_light"),
        ("#777777", "color_too_light"),
        # 4.5 : 1 on white, and less on what our pages are made of.
        ("#767676", "color_too_light"),
        ("red", "color_wrong"),
        ("#14", "color_wrong"),
    ],
)
def test_a_color_must_be_readable_on_our_pages(color, fault):
    assert color_fault(color) == fault


@pytest.mark.parametrize("color", ["#ffd166", "#ffffff", "#777777", "#00ff00"])
def test_a_shade_that_can_be_read_is_offered(color):
    assert color_fault(darker(color)) == ""


HUES = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in product(range(0, 256, 17), repeat=3)]


def unreadable(color: str) -> list[str]:
    """The backgrounds on which a color cannot be read."""
    return [name for name, behind in BACKGROUNDS.items() if contrast(color, behind) < LEAST_CONTRAST]


def test_what_is_accepted_and_what_is_offered_can_be_read_everywhere():
    accepted = [color for color in HUES if not color_fault(color)]

    assert 1_000 < len(accepted) < len(HUES)
    assert [color for color in accepted if unreadable(color)] == []
    assert [color for color in HUES if unreadable(darker(color))] == []
    assert [color for color in accepted if darker(color) != color] == []
    assert "tint" in unreadable("#767676")
    assert "on" not in unreadable("#767676")


def test_the_backgrounds_are_those_of_the_pages():
    style = (SOURCE / "css" / "tokens.css").read_text()

    assert {name: color_of(style, name) for name in BACKGROUNDS} == BACKGROUNDS


def color_of(style: str, name: str) -> str:
    """The first value of a color in a style sheet, which is that in the light, in six digits."""
    value = re.search(rf"--{name}: #([0-9a-f]+);", style)[1]
    return "#" + (value if len(value) == 6 else "".join(digit * 2 for digit in value))


def test_a_color_from_before_the_backgrounds_were_checked_is_drawn_darker():
    assert unreadable("#ff7700")
    assert unreadable(as_drawn("#ff7700")) == []
    assert as_drawn("#145c48") == "#145c48"
    assert as_drawn(None) == as_drawn("") == ""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_again_and_nothing_else_is_kept(kind):
    dirty = a_picture(kind)
    assert b"Planted" in dirty

    clean = clean_logo(dirty)

    assert b"Planted" not in clean
    assert Image.open(io.BytesIO(clean)).size == (512, 256)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", a_picture()[:200], b"\x89PNG\r\n\x1a\n" + b"\x00" * 50]
)
def test_a_file_that_is_not_a_picture_is_refused(content):
    with pytest.raises(SchoolError) as refused:
        clean_logo(content)

    assert refused.value.codes == {"logo": "logo_not_a_picture"}


@pytest.fixture
def decoded(monkeypatch) -> list[tuple[int, int]]:
    """The size of each picture that was decoded."""
    sizes = []
    load = ImageFile.ImageFile.load

    def load_and_note(picture: ImageFile.ImageFile) -> object:
        sizes.append(picture.size)
        return load(picture)

    monkeypatch.setattr(ImageFile.ImageFile, "load", load_and_note)
    return sizes


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        *product(("PNG", "JPEG", "GIF", "WEBP"), [(3001, 1), (1, 3001)]),
        ("PNG", (6300, 6200)),
        ("PNG", (15_000, 12_000)),
    ],
)
def test_a_picture_that_is_too_wide_or_high_is_refused_before_it_is_decoded(decoded, kind, size):
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(file, kind)

    with pytest.raises(SchoolError) as refused:
        clean_logo(file.getvalue())

    assert refused.value.codes == {"logo": "logo_too_large"}

    assert decoded == []


def test_a_picture_of_the_largest_size_is_decoded_once(decoded):
    clean = clean_logo(a_picture(size=(3000, 3000)))

    assert Image.open(io.BytesIO(clean)).size == (512, 512)
    assert set(decoded) == {(3000, 3000)}


def test_a_school_has_the_color_of_its_district_until_it_chooses(session, now):
    session.add(District(code="24-65789", name="MUHSD"))
    session.flush()
    school = School(
        slug="merced-high", district="24-65789", cds="24657892435204", name="Merced High", city="Merced"
    )
    school.grade_low, school.grade_high = 9, 12
    session.add(school)
    session.commit()

    brand_district(session, "boss@example.org", "24-65789", "Merced Union", "#145c48", a_picture(), now)
    brand_school(session, "ana@example.org", "merced-high", "#a8261c", None, now)

    assert (get_district(session, "24-65789").name, get_district(session, "24-65789").color) == (
        "Merced Union",
        "#145c48",
    )
    assert get_school(session, "merced-high").color == "#a8261c"
    session.rollback()
    brand_district(session, "boss@example.org", "24-65789", "Merced Union", "", b"", now)
    assert (get_district(session, "24-65789").color, get_district(session, "24-65789").logo) == (None, None)
    session.rollback()
    with pytest.raises(SchoolError) as refused:
        brand_school(session, "ana@example.org", "merced-high", "#ffd166", None, now)

    assert refused.value.codes == {"color": "color_too_light"}
