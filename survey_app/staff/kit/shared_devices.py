"""Shared devices: for each school, the link and QR code that turn a tablet into a shared one, to print."""

from dataclasses import dataclass
from functools import lru_cache

import segno
from flask import current_app, render_template
from markupsafe import Markup

from survey_app.addresses import opens_on_phones
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.paging import paged
from survey_app.store.schools.schools import schools_within


@dataclass(frozen=True)
class SharedLink:
    """What opens a shared device at a school. code: its QR code, as SVG."""

    school: str
    address: str
    code: Markup


@staff.get("/shared-devices")
def shared_devices() -> str:
    """Show, for each school, the link and QR code that turn a device into a shared one."""
    who, public_url = the_person(), current_app.config["PUBLIC_URL"]
    schools = schools_within(db.session(), who.district, who.only_schools)
    asked = paged(schools, lambda school: school.name)
    links = [shared_link(school.name, f"{public_url}/s/{school.slug}?kiosk") for school in asked.shown]
    return render_template(
        "staff/kit/shared_devices.html",
        links=links,
        schools=asked,
        address=public_url,
        is_reachable=opens_on_phones(public_url),
    )


@lru_cache(maxsize=1000)
def shared_link(school: str, address: str) -> SharedLink:
    """Make the link of a school with its QR code. A quarter of it may be lost; four modules around it are free.

    Finding the best of eight patterns takes 14 ms, so we do it once.
    """
    code = segno.make(address, error="q", micro=False)
    drawn = code.svg_inline(
        border=4, dark="#000", light="#fff", svgclass="code", lineclass=None, omitsize=True
    )
    return SharedLink(school, address, Markup(drawn))  # noqa: S704  # drawn by segno from an address, not typed
