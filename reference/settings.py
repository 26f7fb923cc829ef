"""The settings, from the fields of their class."""

from collections.abc import Iterator
from dataclasses import fields

from reference.markdown import code, table
from survey_app.config import Settings, read_settings


def settings() -> Iterator[str]:
    """The section on settings."""
    yield "Set them in the environment before `python3 run.py`. It checks all of them at once. If one is wrong, it"
    yield "names the setting and the remedy, and does not start."
    yield ""
    usual = read_settings({})
    rows = (
        (
            code(each.name.upper()),
            each.metadata["default"] or code(str(getattr(usual, each.name))),
            each.metadata["meaning"],
            each.metadata["needed_by"],
        )
        for each in fields(Settings)
    )
    yield from table(("setting", "default", "what it means", "who needs it"), rows)
