"""Colours that can be read, and logos that are nothing but pixels."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from survey_app.actions.branding import brand_district, brand_school, clean_logo, colour_fault, darker
from survey_app.errors import SchoolError
from survey_app.store.schools import get_district, get_school
from survey_app.store.tables import District, School


def a_picture(kind: str = "PNG", size: tuple[int, int] = (800, 400)) -> bytes:
    file, about = io.BytesIO(), PngInfo()
    about.add_text("Author", "Planted Name")
    exif = Image.Exif()
    exif[0x010E] = "Planted place"
    picture = Image.new("RGB", size, "#145c48")
    picture.save(file, kind, **({"pnginfo": about} if kind == "PNG" else {}), exif=exif)
    return file.getvalue() + b"Planted tail"


@pytest.mark.parametrize(
    ("colour", "fault"),
    [
        ("#145c48", ""),
        ("#ffd166", "too_light"),
        ("#777777", "too_light"),
        ("red", "not_a_colour"),
        ("#14", "not_a_colour"),
    ],
)
def test_a_colour_must_be_readable_on_white(colour, fault):
    assert colour_fault(colour) == fault


@pytest.mark.parametrize("colour", ["#ffd166", "#ffffff", "#777777", "#00ff00"])
def test_a_shade_that_can_be_read_is_offered(colour):
    assert colour_fault(darker(colour)) == ""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_and_nothing_else_is_kept(kind):
    dirty = a_picture(kind)
    assert b"Planted" in dirty

    clean = clean_logo(dirty)

    assert b"Planted" not in clean
    assert Image.open(io.BytesIO(clean)).size == (512, 256)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", a_picture()[:200], b"\x89PNG\r\n\x1a\n" + b"\x00" * 50]
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(SchoolError, match="not_a_picture"):
        clean_logo(content)


def test_a_picture_that_would_fill_the_memory_is_refused():
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")

    with pytest.raises(SchoolError, match="logo"):
        clean_logo(bomb.getvalue())


def test_a_school_has_the_colour_of_its_district_until_it_chooses(session, now):
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

    assert (get_district(session, "24-65789").name, get_district(session, "24-65789").colour) == (
        "Merced Union",
        "#145c48",
    )
    assert get_school(session, "merced-high").colour == "#a8261c"
    session.rollback()
    brand_district(session, "boss@example.org", "24-65789", "Merced Union", "", b"", now)
    assert (get_district(session, "24-65789").colour, get_district(session, "24-65789").logo) == (None, None)
    session.rollback()
    with pytest.raises(SchoolError, match="too_light"):
        brand_school(session, "ana@example.org", "merced-high", "#ffd166", None, now)
