"""Export the round of the samples, and look at what came of it."""

import hashlib

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor, show_log
from survey_app.actions.exports.export import ExportRequest, export_zip
from tests.actions.exports.export_samples import NOW, ROUND

BY = Actor("ana@example.org", NOW)
REQUEST = ExportRequest(ROUND, "board meeting")
ANSWERS = [
    {"grade": "9", "needs": ["tutor", "facil"], "know": {"food": "yes"}, "days": 3, "wish": "words"}
] * 12
MORE = [{"grade": "10", "needs": None}] * 8 + [{}] * 4


def export(engine, out, how=export_zip, **changes):
    with Session(engine) as session:
        return how(session, ExportRequest(**{**vars(REQUEST), **changes}), out, BY)


def log(engine):
    with Session(engine) as session:
        return show_log(session, None).acts[::-1]


def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def left_in(folder):
    return sorted(
        path.name for path in folder.iterdir() if not path.name.startswith(("survey.sqlite", "keys"))
    )
