"""What the kit promises: no more than we keep, and nothing that the survey itself takes back."""

import re
from dataclasses import astuple
from datetime import date

import polib
import pytest
from flask import Flask

from survey_app.documents.kit import Asked
from survey_app.languages.catalogs import TRANSLATIONS
from survey_app.surveys.yaml_file import LIBRARY
from survey_app.vocabulary import AUDIENCES
from survey_app.web.language import install_languages
from survey_app.web.wording.kit import kit_wording, message_text

# Answers help to decide. We ask for no name; what people write in their own words may still tell who they are.
TOO_MUCH = re.compile(
    r"(?:answers?|surveys?|voice) (?:will )?(?:decides?|shapes?)\b|nobody (?:can see|sees) who"
    r"|nobody asks about|anonymous",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def speaking() -> Flask:
    app = Flask(__name__)
    install_languages(app)
    return app


def said_on_paper(app: Flask, audience: str, may_skip: bool = True) -> str:
    with app.app_context():
        asked = Asked(audience, "Merced High", date(2027, 5, 1), 8, may_skip)
        return f"{astuple(kit_wording('en', asked))} {message_text('en', asked, 'https://example.org')}"


def test_nothing_promises_that_answers_decide_or_that_nobody_could_ever_tell():
    interface = [entry.msgid for entry in polib.pofile(str(TRANSLATIONS / "messages.pot"))]
    surveys = "\n".join(path.read_text() for path in LIBRARY.glob("*.yaml")).splitlines()
    asked = [line for line in surveys if not line.lstrip().startswith("#")]

    assert [words for words in [*interface, *asked] if TOO_MUCH.search(words)] == []


@pytest.mark.parametrize("words", ["Your answers decide what we do.", "Nobody can see who said what."])
def test_a_promise_that_nobody_can_keep_is_found(words):
    assert TOO_MUCH.search(words)


def test_paper_for_partners_says_what_their_survey_says(speaking):
    paper = said_on_paper(speaking, "partner")

    assert "your answers may show which one it is" in paper
    assert "may show which organization you work with" in paper
    assert "We do not ask who you are" not in paper


def test_paper_for_families_says_what_we_do_not_ask(speaking):
    assert "We do not ask about immigration or income." in said_on_paper(speaking, "family")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_paper_says_that_any_question_can_be_skipped_only_if_it_is_so(speaking, audience):
    assert "you can skip any question" in said_on_paper(speaking, audience)
    assert "skip" not in said_on_paper(speaking, audience, may_skip=False)
    assert "Taking part is your choice." in said_on_paper(speaking, audience, may_skip=False)
