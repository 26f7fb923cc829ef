"""Builds the app. It knows every room; no room imports it."""

import os
import time
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from survey_app import cli, respond, staff, web
from survey_app.actions.known_secrets import KnownSecrets, signing_key
from survey_app.actions.private_files import make_private
from survey_app.actions.readiness import Readiness
from survey_app.actions.responses.access_codes import AccessCodes, CodeBook
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.responses.failures import SharedFailures
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.surveys.catalog import Catalog, read_catalog
from survey_app.config import PROJECT, Settings, read_settings, today_in_california
from survey_app.extensions import csrf, db, migrate
from survey_app.languages.catalogs import TRANSLATIONS, compile_translations
from survey_app.respond.door import PublicDoor
from survey_app.respond.rate_limit import RateLimit
from survey_app.respond.snapshot import CatalogSource
from survey_app.store.clips import sound_called
from survey_app.store.database.engine import prepare_engine
from survey_app.store.database.limits import engine_options
from survey_app.store.database.safety import refuse_unsafe
from survey_app.store.database.stamp import catalog_stamp
from survey_app.web.metrics.counting import install_counting
from survey_app.web.metrics.monitor import Monitor, disks_of
from survey_app.web.metrics.series import SIZE
from survey_app.web.metrics.shared_counts import SharedCounts


def create_app(settings: Settings | None = None) -> Flask:
    """Build an app. settings: by default the environment's. Raises SettingsError if any are missing or bad."""
    settings = settings or read_settings(os.environ)
    tightened = keep_private(settings)
    app = Flask("survey_app", instance_path=str(settings.instance_path), static_folder=None)
    app.config.update(
        SECRET_KEY=signing_key(settings.instance_path, settings.secret_key),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        WTF_CSRF_CHECK_DEFAULT=False,  # the public door has no session to protect; the staff door checks by itself
    )
    for extension in (db, csrf):
        extension.init_app(app)
    migrate.init_app(app, db, directory=str(PROJECT / "migrations"), render_as_batch=True)
    compile_translations(TRANSLATIONS)
    web.register(app, settings)
    respond.register(app, open_public_door(app, settings))
    staff.register(app, settings, respond.render_survey, respond.render_questions)
    cli.register(app, settings)
    for path in tightened:
        app.logger.warning("others could read this, and cannot any more: %s", path)
    return app


def keep_private(settings: Settings) -> list[str]:
    """Let nobody else read what this installation keeps. Return what was repaired. Raises SettingsError."""
    url = make_url(settings.database_url)
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    database = Path(str(url.database)) if is_file else None
    secrets = [settings.oidc_providers] if settings.oidc_providers else []
    return make_private(settings.instance_path, database, secrets)


def open_public_door(app: Flask, settings: Settings) -> PublicDoor:
    """Build what the public door needs, on the app's engine."""
    with app.app_context():
        engine = db.engine
    prepare_engine(engine, settings.database_direct_url)

    def stamp() -> Hashable:
        # The stamp includes the day, because links open and close at midnight.
        with Session(engine) as session:
            return today_in_california(), catalog_stamp(session)

    def sound(name: str) -> bytes | None:
        with Session(engine) as session:
            return sound_called(session, name)

    catalog = CatalogSource(stamp, catalog_reader(engine, settings), time.monotonic)
    book = CodeBook.of(settings.instance_path)
    readiness = Readiness(engine, settings.instance_path)
    return PublicDoor(
        settings=settings,
        catalog=catalog,
        writer=ResponseWriter(engine),
        envelopes=EnvelopeKeys.of(settings.instance_path),
        codes=AccessCodes(engine, book),
        budget=RateLimit(time.time, SharedFailures(engine, book).add),
        why_not_ready=readiness.told,
        monitor=open_monitor(app, settings, engine, catalog, readiness),
        sound=sound,
    )


def catalog_reader(engine: Engine, settings: Settings) -> Callable[[], Catalog]:
    """Return what reads the catalog: never with a database that is unsafe, or with secrets that are not its own.

    However somebody started the server.
    """

    @cache
    def recognize() -> None:
        KnownSecrets(settings.instance_path, settings.secret_key).require(engine)

    def read() -> Catalog:
        refuse_unsafe(engine)
        recognize()
        with Session(engine) as session:
            return read_catalog(session, today_in_california())

    return read


def open_monitor(
    app: Flask, settings: Settings, engine: Engine, catalog: CatalogSource, readiness: Readiness
) -> Monitor | None:
    """Count requests and measure the server, if somebody may read that."""
    if settings.metrics_token is None:
        return None
    counts = SharedCounts(SIZE)
    install_counting(app, counts)
    return Monitor(
        token=settings.metrics_token,
        engine=engine,
        disks=disks_of(settings),
        counts=counts,
        problems=readiness.problems,
        pages_held=catalog.pages_held,
    )
