"""The public door: home page, school page, survey pages, submissions. No cookie, no address, no query on the way."""

from flask import Flask

from survey_app.extensions import csrf
from survey_app.respond import results
from survey_app.respond.door import PublicDoor, install_door
from survey_app.respond.health import health
from survey_app.respond.offline.views import offline
from survey_app.respond.pages import render_questions, render_survey
from survey_app.respond.sound.views import sound
from survey_app.respond.submissions import submissions
from survey_app.respond.views import LanguageConverter, draw_error, public
from survey_app.web.error_pages import draw_errors_with
from survey_app.web.files.page_cache import serve_from_page_cache

__all__ = ["register", "render_questions", "render_survey"]

# Importing this registered its pages on the blueprint.
PAGES = (results,)


def register(app: Flask, door: PublicDoor) -> None:
    """Open the public door; `web.register` comes first."""
    install_door(app, door)
    app.url_map.converters["language"] = LanguageConverter
    for blueprint in (public, submissions, offline, health, sound):
        app.register_blueprint(blueprint)
    draw_errors_with(app, draw_error)
    serve_from_page_cache(app, door.catalog.finished_page)
    # A token would tie the page to a person and die with a session. Instead, submissions check where they come from.
    csrf.exempt(submissions)
