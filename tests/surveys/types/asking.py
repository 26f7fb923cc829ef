"""An app whose schools ask the made-up types."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from survey_app.config import read_settings, today_in_california
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.tables import District, Link, Round, School
from survey_app.surveys.types import QUESTION_TYPES
from tests.installation import with_secrets
from tests.staff.accounts.people import OURS
from tests.surveys.types.made_up import MACROS, MADE_UP, write_survey

ROUND = "spring-2031"
SCHOOLS = ("merced-high", "sequoia-high")


@contextmanager
def listed() -> Iterator[None]:
    """All that a new type needs besides its macro: a place in the list."""
    with pytest.MonkeyPatch.context() as patch:
        for name, kind in MADE_UP.items():
            patch.setitem(QUESTION_TYPES, name, kind)
        yield


@contextmanager
def an_app_that_asks(folder: Path, template: Path) -> Iterator[Flask]:
    """Two schools that ask the survey, in an open round. template: of an empty database."""
    database = folder / "survey.sqlite"
    database.touch(mode=0o600)
    database.write_bytes(template.read_bytes())
    app = create_app(
        read_settings(
            {"DATABASE_URL": f"sqlite:///{database}", "INSTANCE_PATH": str(with_secrets(folder / "instance"))}
        )
    )
    macros = DictLoader({f"components/{name}.html": macro for name, macro in MACROS.items()})
    app.jinja_loader = ChoiceLoader([macros, app.jinja_loader])  # type: ignore[list-item]
    run(app, "survey", "publish", str(write_survey(folder)))
    with app.app_context():
        ask_at_both_schools()
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *arguments: str) -> str:
    done = app.test_cli_runner().invoke(args=list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def ask_at_both_schools() -> None:
    db.session.add(District(code=OURS, name="Merced Union High"))
    db.session.flush()
    row = Round(key=ROUND, district=OURS, name="Spring 2031", state="open")
    row.opens_on, row.closes_on = today_in_california() - timedelta(1), today_in_california() + timedelta(30)
    db.session.add(row)
    for number, slug in enumerate(SCHOOLS):
        school = School(slug=slug, district=OURS, cds=f"2465789243520{number}", name=slug, city="Merced")
        school.grade_low, school.grade_high = 9, 12
        db.session.add(school)
        db.session.flush()
        link = Link(round=ROUND, school=slug, audience="partner", version="partner-2031.1", sections=[])
        db.session.add(link)
    db.session.commit()
    db.session.remove()
