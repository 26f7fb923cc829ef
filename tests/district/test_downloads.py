"""Every page of staff that sends a file leaves a line in the log: who, what, and the hash of what was sent."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import product

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from survey_app.actions.audit_log import LoggedAct, show_log
from survey_app.extensions import db
from tests.district.conftest import NOW_ROUND
from tests.staff.accounts.people import OURS

# What addresses are filled with: everything of which there is one, so that no form of a file is left out.
FILLINGS = {
    "key": [NOW_ROUND],
    "slug": ["merced-high"],
    "unit": ["all", "merced-high"],
    "audience": ["family"],
    "kind": ["poster"],
    "survey": ["family"],
    "question": ["student_needs3"],
    "section": ["needs"],
    "shape": ["summary", "slide"],
    "form": ["pdf", "svg", "png", "xlsform", "yaml"],
    "version": ["family-2026.3"],
    "draft": ["none"],
    "item": ["about"],
    "text": ["none"],
    "language": ["en"],
    "code": [OURS],
    "token": ["made-up"],
    "number": ["1"],
    "provider": ["none"],
}
PAGES = {"text/html", "application/json"}
OF_QUESTIONS = {"staff.export_survey"}
"""They send what we ask, and nothing about people. The names of all of them stand here, so that no other joins them."""
SENDING = {"staff.report", "staff.chart", "staff.kit_sheet", "staff.participation_csv"}
"""With the files of jobs and the slips with access codes (tests/staff/test_log.py) these are all that send files."""


def addresses(rule: Rule) -> Iterator[str]:
    names = sorted(rule.arguments)
    for values in product(*(FILLINGS[name] for name in names)):
        address = rule.rule
        for name, value in zip(names, values, strict=True):
            address = address.replace(f"<{name}>", value).replace(f"<int:{name}>", value)
        yield address


def newest(app: Flask) -> LoggedAct:
    with app.app_context():
        act = show_log(db.session(), OURS).acts[0]
        db.session.remove()
    return act


def test_every_file_that_is_sent_is_on_record(district: Flask, admin: FlaskClient) -> None:
    who = f"district_admin-0-{OURS}@example.org"
    sending, missing = set(), []
    for rule in district.url_map.iter_rules():
        is_asked = rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ())
        for address in addresses(rule) if is_asked and rule.endpoint != "staff.check_link" else ():
            before = newest(district).number
            answer = admin.get(address)
            if answer.status_code != 200 or answer.mimetype in PAGES:
                continue
            sending.add(rule.endpoint)
            if rule.endpoint in OF_QUESTIONS:
                continue
            act = newest(district)
            said = {*act.details.get("sha256", {}).values()}  # type: ignore[attr-defined]
            is_there = (act.number, act.who, act.action) == (before + 1, who, "download")
            if not is_there or said != {sha256(answer.data).hexdigest()}:
                missing.append(address)

    assert missing == []
    assert sending == SENDING | OF_QUESTIONS


def test_looking_at_a_page_leaves_no_line(district: Flask, admin: FlaskClient) -> None:
    before = newest(district).number
    assert admin.get(f"/staff/rounds/{NOW_ROUND}/participation").status_code == 200

    assert newest(district).number == before
