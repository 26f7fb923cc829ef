"""docs/reference.md as a whole."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from reference.addresses import addresses
from reference.commands import commands
from reference.faults import faults
from reference.files import files
from reference.notes import notes
from reference.question_types import question_types
from reference.settings import settings
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app

DOCUMENT = Path(__file__).parents[1] / "docs" / "reference.md"
REMEDY = ".venv/bin/python -m reference"


def reference() -> str:
    """The text of docs/reference.md, as the code is now."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"INSTANCE_PATH": folder}))
        text = "\n".join(_lines(app))
        with app.app_context():
            db.engine.dispose()
    return f"{text.rstrip()}\n"


def _lines(app: Flask) -> Iterator[str]:
    yield from ("# Reference", "")
    yield f"<!-- Written by `{REMEDY}` from the code. Change the code, then run that. -->"
    yield ""
    yield "For people who run a server: [commands](#commands), [settings](#settings), [addresses](#addresses) and"
    yield "[files](#files). For authors of surveys: [question types](#question-types) and"
    yield "[faults](#faults-of-a-survey) and [notes of an imported form](#notes-of-an-imported-form)."
    yield ""
    yield from ("## Commands", "", *commands(app))
    yield from ("## Settings", "", *settings())
    yield from ("## Addresses", "", *addresses(app))
    yield from ("## Files", "", *files())
    yield from ("## Question types", "", *question_types())
    yield from ("## Faults of a survey", "", *faults())
    yield from ("## Notes of an imported form", "", *notes())
