"""Notes about an imported form on pages: the same list as in the terminal, in the language of the page."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from survey_app.config import read_settings
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.files.faults import Line
from survey_app.surveys.xlsform.kinds import NOTE_KINDS
from survey_app.surveys.xlsform.notes import Note
from survey_app.web import register
from survey_app.web.wording.import_notes import note_place, note_text

WORDS = [words for kind in NOTE_KINDS.values() for words in (kind.message, kind.remedy)]
VALUES = {name: name.upper() for words in WORDS for name in re.findall(r"%\((\w+)\)s", words)}


@pytest.fixture(scope="module", autouse=True)
def request_of_an_author(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = Flask("survey_app", static_folder=None)
    register(app, read_settings({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}))
    with app.test_request_context():
        yield


@pytest.mark.parametrize("code", NOTE_KINDS)
def test_every_kind_of_note_has_words_in_english_and_in_spanish(code: str) -> None:
    note = Note(code, "survey", 3, "", VALUES)

    with force_locale("en"):
        assert note_text(note) == note.words()
    with force_locale("es"):
        assert note_text(note) != note.words()
        assert "%(" not in note_text(note)


def test_the_place_is_told_in_the_language_of_the_page() -> None:
    with force_locale("es"):
        assert note_place(Note("end_without_group", "survey", 7, "type")) == "survey, fila 7, type"
        assert note_place(Note("end_without_group", "survey", 7)) == "survey, fila 7"
        assert note_place(Note("no_questions", "survey")) == "survey"
        assert note_place(Fault("not_utf8").at(Line("student.yaml", 3))) == "student.yaml:3"


def test_a_code_that_is_not_in_the_list_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_note"):
        Note("no_such_note", "survey")
