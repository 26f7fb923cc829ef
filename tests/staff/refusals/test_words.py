"""The words for problems: none of them is English in Spanish."""

from flask_babel import force_locale

from survey_app.problems.english import in_english
from survey_app.problems.problem import Problem
from survey_app.web.wording.problems.telling import COUNTED, ON_PAGES, problem_text
from tests.staff.refusals.spanish_pages import PLAIN, english_of_the_terminal, sample, text_of


def test_an_answer_to_a_problem_that_nobody_knows_is_no_prose(site):
    with site.test_request_context(), force_locale("es"):
        said = problem_text(Problem("run `seal`, then try again"))

    assert said == "Hay que arreglar algo en el servidor. Avise a quien lo administra: ?"


def test_no_words_of_pages_are_english_in_spanish(site):
    with site.test_request_context():
        told = {}
        for language in ("en", "es"):
            with force_locale(language):
                told[language] = {
                    code: problem_text(sample(code)) for code in {*ON_PAGES, *COUNTED} - {*PLAIN}
                }

    assert [code for code, words in told["es"].items() if words == told["en"][code]] == []
    assert {
        code: found for code, words in told["es"].items() if (found := english_of_the_terminal(words))
    } == {}


def test_english_of_the_terminal_is_found():
    """The control: what the pages said before."""
    refused = in_english(Problem("export_not_mixed", {"key": "spring-2027"}))
    page = text_of(f"<main><p>Las respuestas no se pueden descargar: {refused}</p></main>")

    assert "are not mixed yet; run `seal`, then export again" in english_of_the_terminal(page)
    assert "`s" in english_of_the_terminal(page)
    assert english_of_the_terminal("Escriba --purpose y run.py") == ["--purpose", "run.py"]
    assert english_of_the_terminal("El código tiene 14 cifras: 24-65789 -- y nada más") == []
