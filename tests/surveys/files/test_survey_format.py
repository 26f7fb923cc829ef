"""The format's documentation: nothing that an author may write is missing from it, and its examples work."""

import re
from pathlib import Path
from typing import get_args

import pytest

from survey_app.surveys.checks.document import keys_of
from survey_app.surveys.checks.survey import RESERVED_NAMES
from survey_app.surveys.files.survey import CHOICE_KEYS, SHARED_KEYS, SURVEY_KEYS
from survey_app.surveys.model import Section, Survey
from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, Choice, Pillar, Privacy
from survey_app.surveys.rules import SCHOOL_FACTS, holds, parse
from survey_app.surveys.text import PLACEHOLDERS
from survey_app.surveys.types import QUESTION_TYPES
from survey_app.surveys.yaml_file import LIBRARY, check_survey, load_survey
from survey_app.vocabulary import AUDIENCES, ROW_COLUMNS

CONSENTS = get_args(Survey.model_fields["consent"].annotation)
DOCUMENT = (Path(__file__).parents[3] / "docs" / "survey-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
SHARED = (LIBRARY / "shared.yaml").read_text(encoding="utf-8")


def section_of(heading):
    """The words of the document from a heading to the next one of the same kind."""
    start = DOCUMENT.index(f"\n{heading}\n") + 1
    mark = re.escape(heading.split(" ")[0])
    following = re.search(rf"^{mark} ", DOCUMENT[start + len(heading) :], re.MULTILINE)
    return DOCUMENT[start : start + len(heading) + following.start()] if following else DOCUMENT[start:]


def words_in(text):
    """Everything that a text has in backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


@pytest.mark.parametrize("key", SURVEY_KEYS)
def test_every_key_of_a_survey_is_documented(key):
    assert f"| `{key}` |" in section_of("## Keys of a survey")


@pytest.mark.parametrize("key", SHARED_KEYS)
def test_every_key_of_shared_yaml_is_documented(key):
    assert f"`{key}`" in next(line for line in DOCUMENT.splitlines() if line.startswith("`shared.yaml` has"))


@pytest.mark.parametrize("key", Section.model_fields)
def test_every_key_of_a_section_is_documented(key):
    assert f"| `{key}` |" in section_of("## Sections")


@pytest.mark.parametrize("key", CHOICE_KEYS)
def test_every_key_of_a_choice_is_documented(key):
    assert f"| `{key}` |" in section_of("## Choices and lists")


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind in QUESTION_TYPES for key in keys_of(kind)])
def test_every_key_of_every_type_is_documented(kind, key):
    of_all_types = f"| `{key}` |" in section_of("## Questions")
    of_this_type = re.search(rf"`{key}(: true)?`", section_of(f"### {kind}"))

    assert of_all_types or of_this_type


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_every_type_has_an_example(kind):
    assert f"  type: {kind}\n" in section_of(f"### {kind}")


def test_every_word_that_an_author_may_choose_from_is_documented():
    choices = {*AUDIENCES, *CONSENTS, *get_args(Privacy), *get_args(Pillar), NOT_APPLY, NO_ANSWER}
    names = {*RESERVED_NAMES, *ROW_COLUMNS, *(f"{{{name}}}" for name in PLACEHOLDERS)}

    assert (choices | names) - words_in(DOCUMENT) == set()


COMPARISONS = ["=", "!=", "<", "<=", ">", ">="]
OPERATORS = ["in (", "any of (", "all of (", "answered", "and", "or", "not", "("]


@pytest.mark.parametrize("word", [*sorted(SCHOOL_FACTS), *COMPARISONS, *OPERATORS])
def test_every_part_of_a_rule_is_documented(word):
    assert any(word in words for words in words_in(section_of("## Rules")))


def test_the_rules_of_the_document_can_be_read():
    rules = re.findall(r"^\| `([^`]+)` \|", section_of("## Rules"), re.MULTILINE)

    assert len(rules) > 10
    assert all(holds(parse(rule), {}) in (True, False) for rule in rules)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.splitlines()[0] for example in EXAMPLES])
def test_the_examples_of_the_document_have_no_fault(tmp_path, example):
    survey = example
    if not survey.startswith("name: neighbors"):
        survey = (
            EXAMPLES[0].partition("sections:")[0]
            + "sections:\n  - name: one\n    title: One\n    questions:\n"
        )
        survey += "".join(f"      {line}\n" for line in example.splitlines())
    (tmp_path / "shared.yaml").write_text(SHARED, encoding="utf-8")
    (tmp_path / "neighbors.yaml").write_text(survey, encoding="utf-8")

    assert [str(fault) for fault in check_survey(tmp_path / "neighbors.yaml")] == []
    assert load_survey(tmp_path / "neighbors.yaml").name == "neighbors"


def test_every_field_of_the_model_can_be_written_in_a_file():
    assert set(Survey.model_fields) - set(SURVEY_KEYS) == {"languages"}
    assert set(Choice.model_fields) - set(CHOICE_KEYS) == {"code"}


def test_a_key_that_is_not_documented_would_be_noticed():
    assert "| `color` |" not in section_of("## Questions")
