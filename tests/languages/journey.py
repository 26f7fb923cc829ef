"""What a language goes through, from the home page to the export, as a program: JOURNEY FOLDER, beside a project.

FOLDER has an instance with an empty database. Runs in a process of its own, because it loads a project with one
language more. What it sees it writes into FOLDER.
"""

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.actions.audit_log import Actor
from survey_app.actions.demo.sample_district import load_sample_district
from survey_app.actions.exports.export import ExportRequest, export_zip
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import read_settings, today_in_california
from survey_app.directory.languages_file import tag_of
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.staff.kit import link_check
from survey_app.store.tables import Round
from tests.installation import with_secrets
from tests.languages.made_up import TAG
from tests.staff.accounts.people import OURS, signed_in_as

RESPONSES = 700
SURVEY = "/s/merced-high/family"
VERSION = re.compile(r'name="version" value="([^"]+)"')
RESULTS = "/staff/rounds/sample/results/merced-high"
PAGES = {
    "home": f"/{TAG}/",
    "schools": f"/s/schools/{TAG}",
    "school": f"/s/merced-high/{TAG}",
    "survey": f"{SURVEY}/{TAG}",
    "student": f"/s/merced-high/student/{TAG}",
    "thanks": f"{SURVEY}/{TAG}/thanks?receipt=K7Q2-9FXM",
    "device": f"/s/about-this-device/{TAG}",
    "results": f"/r/merced-high/{TAG}",
    "missing": f"/s/nowhere/{TAG}",
}
# Pages in other languages, which offer it under "More languages"; and all style of a page.
BESIDE = {"home-en": "/en/", "home-ar": "/ar/", "survey-en": f"{SURVEY}/en"}
STAFF_PAGES = {
    "staff-results": f"{RESULTS}/family?language={TAG}",
    "staff-section": f"{RESULTS}/family/section/school?language={TAG}",
    "staff-question": f"{RESULTS}/family/question/feel_welcome?language={TAG}",
    "report": f"{RESULTS}/report/full.html?language={TAG}",
}


def main() -> None:
    """Go all the way."""
    seen = Path(sys.argv[1])
    url = "https://surveys.example.org"
    instance = seen / "instance"
    settings = read_settings({"INSTANCE_PATH": str(with_secrets(instance)), "PUBLIC_URL": url})
    app = create_app(settings)
    client = app.test_client()
    told: dict[str, object] = {"census": tag_of("Madeupish")}
    fill(app, instance)
    admin = signed_in_as(app, "district_admin", OURS)
    key = open_round(app)
    for name, address in PAGES.items():
        (seen / f"{name}.html").write_text(client.get(address).text)
    for name, address in STAFF_PAGES.items():
        (seen / f"{name}.html").write_text(admin.get(address).text)
    for name, address in BESIDE.items():
        (seen / f"{name}.html").write_text(client.get(address).text)
    told |= asked_for(client) | sent(client) | looked_at(app, admin, key)
    on_paper(admin, key, seen)
    with app.app_context():
        request = ExportRequest("sample", "A test", languages=(TAG,))
        by = Actor("test@example.org", datetime.now(UTC))
        exported = export_zip(db.session(), request, seen / "export.zip", by)
        told["export says"] = exported.notices
        db.session.remove()
        db.engine.dispose()
    (seen / "told.json").write_text(json.dumps(told))


def fill(app: Flask, instance: Path) -> None:
    """The sample district, with an open round and released results."""
    with app.app_context():
        now = datetime.now(UTC)
        load_sample_district(
            db.engine, EpochKeys(instance / "keys"), today_in_california(), now, responses=RESPONSES
        )
        make_release(db.session(), release_secret(instance), "sample", "admin@example.org", now)
        db.session.remove()


def open_round(app: Flask) -> str:
    """The key of the round that takes responses."""
    with app.app_context():
        return db.session.scalars(select(Round.key).where(Round.sample.is_(False))).one()


def asked_for(client: FlaskClient) -> dict[str, object]:
    """What a phone gets that asks for the language."""
    wanted = {"Accept-Language": f"{TAG}-US,{TAG};q=0.9,en;q=0.5"}
    return {
        "home in it": f'<html lang="{TAG}"' in client.get("/", headers=wanted).text,
        "survey in it": client.get(SURVEY, headers=wanted).headers["Location"],
        "offline words": client.get(f"/s/kit/{TAG}").json["words"],
        "manifest": client.get("/s/manifest.webmanifest", headers=wanted).json,
    }


def sent(client: FlaskClient) -> dict[str, object]:
    """A response through each door: as the script sends it, and as a plain form with a fault and without."""
    version = VERSION.search(client.get(f"{SURVEY}/{TAG}").text)[1]
    body = {"id": str(uuid4()), "version": version, "language": TAG, "channel": "web", "code": None}
    form = {"version": version, "feel_welcome": "great"}
    mended = client.post(f"{SURVEY}/{TAG}", data={**form, "n_children": "many"})
    return {
        "script": client.post(
            f"{SURVEY}/responses", json={**body, "answers": {"feel_welcome": "great"}}
        ).status_code,
        "form": client.post(f"{SURVEY}/{TAG}", data=form).headers.get("Location", ""),
        "mended": mended.text,
    }


def looked_at(app: Flask, admin: FlaskClient, key: str) -> dict[str, object]:
    """The preview, and the check of the link as a phone would do it."""

    def fetch(address: str, accept_language: str) -> tuple[int, str, str]:
        reply = app.test_client().get(
            urlsplit(address).path, headers={"Accept-Language": accept_language}, follow_redirects=True
        )
        return reply.status_code, address, reply.text

    link_check.fetch = fetch
    place = "merced-high/family"
    return {
        "preview": admin.get(f"/staff/rounds/{key}/preview/{place}").text,
        "previewed": admin.get(f"/staff/rounds/{key}/preview/{place}/{TAG}").text,
        "doctor": admin.get(f"/staff/rounds/{key}/doctor/{place}").text,
        "kit": admin.get(f"/staff/rounds/{key}/kit/{place}").text,
    }


def on_paper(admin: FlaskClient, key: str, seen: Path) -> None:
    """Sheets alone and beside English, and every report."""
    for kind in ("poster", "letter"):
        for languages in (TAG, f"en+{TAG}"):
            sheet = admin.get(
                f"/staff/rounds/{key}/kit/merced-high/family/{kind}.pdf",
                query_string={"languages": languages},
            )
            (seen / f"{kind}-{languages}.pdf").write_bytes(sheet.data)
    for shape in ("summary", "full", "slide", "poster"):
        made = admin.get(f"{RESULTS}/report/{shape}.pdf?language={TAG}")
        (seen / f"report-{shape}.pdf").write_bytes(made.data)


if __name__ == "__main__":
    main()
