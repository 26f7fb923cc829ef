"""Faults of surveys in the language of the page. The terminal says the same in English."""

from flask_babel import gettext

from survey_app.surveys.faults.fault import Fault


def fault_text(fault: Fault) -> str:
    """Say what is wrong, and what to do, on one line. The page shows its place and its path."""
    return fault.words(gettext)


def message_text(fault: Fault) -> str:
    """Say what is wrong, for the field beside it."""
    return fault.message(gettext)


def remedy_text(fault: Fault) -> str:
    """Say what to do about it."""
    return fault.remedy(gettext)
