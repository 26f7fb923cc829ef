"""The link check: looks at a school's link as a phone would."""

import requests
from flask import current_app, render_template

from survey_app.actions.kit.kit import kit_of
from survey_app.actions.kit.link_check import RoundDays, examine_link
from survey_app.config import today_in_california
from survey_app.extensions import db
from survey_app.staff.guard import staff
from survey_app.staff.reach import link_at

_PATIENCE = 5  # seconds
_MOST_REDIRECTS = 3


@staff.get("/rounds/<key>/doctor/<slug>/<audience>")
def check_link(key: str, slug: str, audience: str) -> str:
    """Check a link: say what works and what does not."""
    in_reach, link = link_at(key, slug, audience)
    kit = kit_of(db.session(), link, current_app.config["PUBLIC_URL"])
    line = in_reach.line
    days = RoundDays(line.key, line.phase, line.opens_on, line.closes_on)
    findings = examine_link(fetch, kit, days, today_in_california())
    return render_template("staff/kit/link_check.html", line=line, kit=kit, link=link, findings=findings)


def fetch(address: str, accept_language: str) -> tuple[int, str, str] | None:
    """Ask as a phone would. The address is ours, from the settings; nobody types it."""
    session = requests.Session()
    session.max_redirects = _MOST_REDIRECTS
    try:
        reply = session.get(address, headers={"Accept-Language": accept_language}, timeout=_PATIENCE)
    except requests.RequestException:
        return None
    reply.encoding = "utf-8"
    return reply.status_code, reply.url, reply.text
