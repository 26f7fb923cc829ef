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
    texts,
)
from survey_app.cli.keeping import backups, maintenance, moving
from survey_app.cli.plain_commands import SETTINGS
from survey_app.cli.serving import running
from survey_app.config import Settings

COMMANDS = (
    running.prepare,
    running.serve,
    system.work,
    system.check,
    system.secret,
    sealing.seal,
    sealing.recover,
    backups.recovery_key,
    backups.backup,
    backups.restore,
    moving.copy_to_command,
    maintenance.maintenance,
    staff.staff,
    schools.schools,
    surveys.survey,
    rounds.round_group,
    responses.responses,
    releases.release,
    exports.export,
    texts.texts,
    demo.demo,
)


def register(app: Flask, settings: Settings) -> None:
    """Add all commands to the app."""
    app.extensions[SETTINGS] = settings
    for command in COMMANDS:
        app.cli.add_command(command)
