"""Sends recorded clips. Their address is their content: it never gives other bytes, so nobody asks for it twice."""

from flask import Blueprint, Response, request
from werkzeug.datastructures import Range

from survey_app.errors import NotFound
from survey_app.respond.door import the_door

sound = Blueprint("sound", __name__)

_KEPT_FOREVER = "public, max-age=31536000, immutable"


@sound.get("/s/sound/<name>.mp3")
def clip(name: str) -> Response:
    """Send a clip, or the part of it that the browser asks for: Safari plays nothing without parts."""
    mp3 = the_door().sound(name)
    if mp3 is None:
        raise NotFound("nothing_here")
    response = Response(mp3, mimetype="audio/mpeg")
    response.headers["Cache-Control"] = _KEPT_FOREVER
    response.set_etag(name)
    if _is_one_part(request.range):
        response.make_conditional(request, accept_ranges=True, complete_length=len(mp3))
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _is_one_part(wanted: Range | None) -> bool:
    """Whether a browser asks for one part. To whatever else it may ask, the whole is a right answer (RFC 9110)."""
    return wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
