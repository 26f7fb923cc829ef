"""What the offline client fetches: the service worker, its kit, the manifest, and the pages that belong to them."""

import json

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from survey_app.actions.surveys.catalog import Catalog
from survey_app.errors import NotFound
from survey_app.languages.listed import SOURCE
from survey_app.languages.locales import direction, locale_name
from survey_app.respond import pages
from survey_app.respond.door import the_door
from survey_app.respond.offline.client_bundle import render_kit, sound_words
from survey_app.web.district_words import speaking_for
from survey_app.web.files.static_files import built_script, static_url
from survey_app.web.language import offered_languages, reader_language
from survey_app.web.untranslated import watching

offline = Blueprint("offline", __name__)

START = "/s/schools"
DEVICE = "/s/about-this-device"
_FOR_READER = "Accept-Language, Accept-Encoding"
_JSON = "application/json"
_MANIFEST = "application/manifest+json"
# What every kept page needs, besides the page of schools. A worker that cannot get all of it is not installed.
_SHELL = (
    "respond.css",
    "home.css",
    "offline.css",
    "respond.js",
    "offline.js",
    "css/listening/listening.css",
    "css/easy/easy.css",
    "js/easy.js",
    "js/listening.js",
    "js/interview.js",
    "css/interview/interview.css",
    "js/widgets/schools.js",
    "img/icon.svg",
)
# The store of js/offline/sounds.js.
_NO_SOUND = '\ncaches.delete("survey_app sounds");'
_PAPER = "#faf5ec"
_ICONS = {"img/icon-192.png": "192x192", "img/icon-512.png": "512x512"}


@offline.get("/s/sw.js")
def worker() -> Response:
    """Give the service worker of this build. Its bytes change with the build, so that browsers see a new one.

    Where nobody has recorded anything, it knows nothing of sound, and forgets what is left of it.
    """
    snapshot = the_door().catalog.current()

    def draw() -> str:
        shell = json.dumps([static_url(path) for path in _SHELL])
        lists = f"const SHELL = {shell};\nconst START = {json.dumps([START, DEVICE])};\n"
        if _has_sound(snapshot.catalog):
            return lists + built_script("js/sound_worker.js")
        return lists + built_script("sw.js") + _NO_SOUND

    return snapshot.page("/s/sw.js", draw, kind="text/javascript; charset=utf-8").response(request)


@offline.get("/s/kit/<language:language>")
def kit(language: str) -> Response:
    """Give the offline client its words, key and sizes. Words that the interface lacks in the language are English."""
    door = the_door()
    snapshot = door.catalog.current()
    catalog = snapshot.catalog
    known = {*offered_languages(), *catalog.languages}
    spoken = language if language in known else SOURCE

    def draw() -> str:
        more = [sound_words] if _has_sound(catalog) else []
        with speaking_for(catalog.interface), watching(spoken):
            return render_kit(spoken, door.envelopes.current(), catalog.versions.values(), *more)

    return snapshot.page(f"/s/kit/{spoken}", draw, kind=_JSON).response(request)


def _has_sound(catalog: Catalog) -> bool:
    """Say whether anybody has recorded anything that a page plays."""
    return any(link.clips for school in catalog.schools.values() for link in school.links.values())


@offline.get("/s/manifest.webmanifest")
def manifest() -> Response:
    """Let people put the site on the home screen; it opens at the list of schools."""
    language = reader_language()
    snapshot = the_door().catalog.current()
    # Do not keep it under its address: its words are in the language of whoever asks.
    page = snapshot.page(f"manifest {language}", lambda: draw_manifest(language), kind=_MANIFEST)
    return page.response(request, vary=_FOR_READER)


def draw_manifest(language: str) -> str:
    """Write the manifest as JSON, in a language."""
    with force_locale(locale_name(language)):
        described = {
            "name": _("Community school surveys"),
            "short_name": _("Surveys"),
            "id": START,
            "start_url": START,
            "scope": "/s/",
            "display": "standalone",
            "lang": language,
            "dir": direction(language),
            "background_color": _PAPER,
            "theme_color": _PAPER,
            "icons": [
                {"src": static_url(path), "sizes": size, "type": "image/png", "purpose": "any maskable"}
                for path, size in _ICONS.items()
            ],
        }
    return json.dumps(described, ensure_ascii=False)


@offline.get(START, strict_slashes=False)
def schools_for_reader() -> Response:
    """List all schools in the reader's language. The site on a home screen begins here."""
    g.language = reader_language()
    return _schools(g.language, vary=_FOR_READER)


@offline.get(f"{START}/<language:language>", strict_slashes=False)
def schools(language: str) -> Response:
    """List all schools."""
    return _schools(_offered(language))


@offline.get(DEVICE, strict_slashes=False)
def device_for_reader() -> Response:
    """Show what the site keeps on this device, in the reader's language."""
    g.language = reader_language()
    return _device(g.language, vary=_FOR_READER)


@offline.get(f"{DEVICE}/<language:language>", strict_slashes=False)
def device(language: str) -> ResponseReturnValue:
    """Show what the site keeps on this device. The script fills the page in, and sends none of it."""
    return _device(_offered(language))


def _offered(language: str) -> str:
    if language not in offered_languages():
        raise NotFound("nothing_here")
    g.language = language
    return language


def _schools(language: str, vary: str = "Accept-Encoding") -> Response:
    snapshot = the_door().catalog.current()
    address = f"{START}/{language}"
    page = snapshot.page(address, lambda: pages.render_schools(snapshot.catalog, language))
    return page.response(request, vary=vary)


def _device(language: str, vary: str = "Accept-Encoding") -> Response:
    address = url_for("offline.device", language=language)
    page = the_door().catalog.current().page(address, lambda: pages.render_device(language))
    return page.response(request, vary=vary)
