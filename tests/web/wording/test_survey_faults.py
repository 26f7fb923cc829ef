"""Faults of surveys on pages: the same list as in the terminal, in the language of the page."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from survey_app.config import read_settings
from survey_app.surveys.faults.fault import Fault, Phrase
from survey_app.surveys.faults.kinds import KINDS, PHRASES
from survey_app.web import register
from survey_app.web.wording.survey_faults import fault_text, message_text, remedy_text

SYMBOLS = {"value"}
WORDS = [words for kind in KINDS.values() for words in (kind.message, kind.remedy)]
VALUES = {name: name.upper() for words in WORDS for name in re.findall(r"%\((\w+)\)s", words)}


@pytest.fixture(scope="module", autouse=True)
def request_of_an_author(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = Flask("survey_app", static_folder=None)
    register(app, read_settings({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}))
    with app.test_request_context():
        yield


def test_a_fault_is_told_in_english_as_the_terminal_tells_it() -> None:
    fault = Fault("most_above_choices", (), {"most": 5, "choices": 4})

    with force_locale("en"):
        assert fault_text(fault) == fault.words()


def test_a_fault_is_told_in_spanish_with_what_it_names() -> None:
    fault = Fault("missing", (), {"what": Phrase("question", {"name": "grade"}), "key": "ask"})

    with force_locale("es"):
        assert message_text(fault) == "falta `ask` en la pregunta “grade”"
        assert remedy_text(fault) == "agregue `ask: ...`; siempre hace falta"
        assert (
            fault_text(fault) == "falta `ask` en la pregunta “grade”; agregue `ask: ...`; siempre hace falta"
        )


def test_a_misspelt_word_is_mended_in_spanish() -> None:
    fault = Fault("rule_unknown_code", (), {"name": "belong", "code": "soem", "near": "some"})

    with force_locale("es"):
        assert fault_text(fault) == "“belong” no tiene la opción “soem”; ¿quiso decir “some”?"


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_fault_has_spanish_words(code: str) -> None:
    fault = Fault(code, (), VALUES)

    with force_locale("es"):
        assert message_text(fault) != KINDS[code].message % VALUES
        assert "%(" not in fault_text(fault)


@pytest.mark.parametrize("code", sorted(set(PHRASES) - SYMBOLS))
def test_every_phrase_inside_of_a_message_has_spanish_words(code: str) -> None:
    with force_locale("es"):
        said = message_text(Fault("empty", (), {"what": Phrase(code, VALUES)}))

    assert PHRASES[code] % VALUES not in said
