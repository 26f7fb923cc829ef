"""Faults of surveys in the language of the page; the terminal says the same in English."""

from flask_babel import gettext

from survey_app.surveys.faults.fault import Fault


def fault_text(fault: Fault) -> str:
    """What is wrong, and what to do, on one line. Its place and its path are shown by the page."""
    return fault.words(gettext)


def message_text(fault: Fault) -> str:
    """What is wrong, for the field that it is shown beside."""
    return fault.message(gettext)


def remedy_text(fault: Fault) -> str:
    """What to do about it."""
    return fault.remedy(gettext)
