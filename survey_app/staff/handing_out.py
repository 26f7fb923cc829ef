"""The only way for a file to leave the staff door. We log a file about people before we send it."""

from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from flask import Response, send_file

from survey_app.actions.audit_log import Actor
from survey_app.actions.exports.handed_out import log_handed_out, sha256_of_open
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.staff.guard import the_person


def hand_out(content: bytes, kind: str, name: str, key: str) -> Response:
    """Send content as a file. kind: its media type. key: of the round that it is about."""
    _log(name, sha256(content).hexdigest(), key)
    return hand_out_words(content, kind, name)


def hand_out_words(content: bytes, kind: str, name: str) -> Response:
    """Send a survey, or texts of one. They say nothing about anybody who answered, so no line in the log."""
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def hand_out_stored(path: Path, kind: str, name: str, key: str) -> Response:
    """Send a file from the disk: the same open file that we hashed. Raises NotFound when it is gone."""
    with ExitStack() as until_it_is_sent:
        try:
            file = until_it_is_sent.enter_context(path.open("rb"))
        except FileNotFoundError:
            raise NotFound("nothing_here") from None
        _log(name, sha256_of_open(file), key)
        until_it_is_sent.pop_all()
    # Send it whole or not at all: a part of it, or "not modified", would differ from what the log says.
    return send_file(file, kind, as_attachment=True, download_name=name, conditional=False, etag=False)


def _log(name: str, digest: str, key: str) -> None:
    by = Actor(the_person().email, datetime.now(UTC))
    log_handed_out(db.session(), by, "download", key, {name: digest})
