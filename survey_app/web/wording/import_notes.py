"""Notes about a file that somebody brings, in the language of the page. The terminal says the same in English."""

from flask_babel import gettext

from survey_app.surveys.faults.fault import Fault, path_text
from survey_app.surveys.xlsform.notes import Note


def note_text(note: Note | Fault) -> str:
    """Say what happened and what to do, on one line."""
    return note.words(gettext)


def note_place(note: Note | Fault) -> str:
    """Say where: the sheet, row and column of a form, or the file and line of YAML."""
    if isinstance(note, Note):
        return note.where(gettext)
    return path_text(note.path) if note.place is None else str(note.place)
