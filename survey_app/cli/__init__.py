"""The operators' door: the commands of `python3 run.py ...` and `flask --app wsgi ...`."""

from flask import Flask

from survey_app.cli import (
    demo,
    exports,
    releases,
    responses,
    rounds,
    schools,
    sealing,
    staff,
    surveys,
    system,
)
from survey_app.cli.serving import running
from survey_app.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add all commands to the app."""
    for room in (
        running,
        system,
        sealing,
        staff,
        schools,
        surveys,
        rounds,
        responses,
        releases,
        exports,
        demo,
    ):
        room.add_commands(app, settings)
