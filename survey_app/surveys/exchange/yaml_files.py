"""Write a survey as files that `load_survey` reads: the YAML file, and one PO file for each language."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import polib
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from survey_app.errors import WorkbookError
from survey_app.lines import with_plain_breaks
from survey_app.surveys.checks.document import keys_of
from survey_app.surveys.files.survey import CHOICE_KEYS, SURVEY_KEYS
from survey_app.surveys.model import Section, Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.rules import written
from survey_app.surveys.text import Text
from survey_app.surveys.types import QUESTION_TYPES, Question

_LISTS_OF_TEXTS = {"lines": "line", "notices": "notice", "start": "start", "thanks": "thanks", "help": "help"}
_ONE_LINE_EACH = 1_000_000
_HEAD_OF_PO = {"MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8"}


def write_files(survey: Survey) -> dict[str, bytes]:
    """Path → content: "student.yaml", "texts/es.po". `load_survey` reads them as an equal survey.

    The files cannot say in which order translations come; `load_survey` sorts them. Raises WorkbookError if two
    questions of type yes_no differ in their choices, because a file has only one list for them.
    """
    file = _Writing(survey)
    content = file.survey_block()
    files = {f"{survey.name}.yaml": _yaml(content)}
    for language in survey.languages:
        if language != survey.language and (entries := file.entries(language)):
            files[f"texts/{language}.po"] = _po(language, entries)
    return files


class _Writing:
    """Writes one survey. texts: key → text, in order. named: texts that the survey uses by name."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.texts: dict[str, Text] = {}
        self.named: dict[str, Text] = {}
        self.lists = _shared_lists(survey)

    def survey_block(self) -> dict[str, Any]:
        """The whole file."""
        values, fields = dict(self.survey), type(self.survey).model_fields
        block: dict[str, Any] = {}
        for key in SURVEY_KEYS:
            if key in values and key != "sections" and values[key] != fields[key].default:
                block[key] = self._of_head(key, values[key])
        if self.named:
            block["texts"] = {
                name: self._text(text, f"{self.survey.name}.texts.{name}")
                for name, text in self.named.items()
            }
        if self.lists:
            block["lists"] = {
                name: self._choices(choices, f"{self.survey.name}.lists.{name}")
                for name, choices in self.lists.items()
            }
        return block | {"sections": [self._section(each) for each in self.survey.sections]}

    def entries(self, language: str) -> list[polib.POEntry]:
        """The translations into a language."""
        return [
            polib.POEntry(
                msgctxt=key,
                msgid=with_plain_breaks(text.source),
                msgstr=with_plain_breaks(text.words[language]),
                flags=["fuzzy"] if language in text.drafts else [],
            )
            for key, text in self.texts.items()
            if language in text.words and language != self.survey.language
        ]

    def _text(self, text: Text, key: str) -> str:
        self.texts[key] = text
        return with_plain_breaks(text.source)

    def _of_head(self, key: str, value: Any) -> Any:
        if key in _LISTS_OF_TEXTS:
            return _on_one_line(self._name_for(text, _LISTS_OF_TEXTS[key]) for text in value)
        if key == "active_notice":
            return self._name_for(value, key)
        return self._text(value, f"{self.survey.name}.{key}") if isinstance(value, Text) else _plain(value)

    def _name_for(self, text: Text, use: str) -> str:
        """The name of a text of the first or last page. Equal texts have one name."""
        for name, known in self.named.items():
            if known == text:
                return name
        name = f"{use}_{sum(each.startswith(use) for each in self.named) + 1}"
        self.named[name] = text
        return name

    def _section(self, section: Section) -> dict[str, Any]:
        key = f"{self.survey.name}.sections.{section.name}"
        block: dict[str, Any] = {"name": section.name, "title": self._text(section.title, f"{key}.title")}
        if section.introduction:
            block["introduction"] = self._text(section.introduction, f"{key}.introduction")
        if section.optional:
            block["optional"] = True
        if section.schools:
            block["schools"] = list(section.schools)
        if section.when:
            block["when"] = written(section.when)
        return block | {"questions": [self._question(each) for each in section.questions]}

    def _question(self, question: Question) -> dict[str, Any]:
        values, fields = dict(question), QUESTION_TYPES[question.type].model_fields
        block: dict[str, Any] = {}
        for key in keys_of(question.type):
            value = values[key]
            if key == "type" or value != fields[key].default:
                block[key] = self._of_question(question, key, value)
        return block

    def _of_question(self, question: Question, key: str, value: Any) -> Any:
        place = f"{self.survey.name}.{question.name}.{key}"
        if key == "when":
            return written(value)
        if key in question.lists():
            shared = next((name for name, choices in self.lists.items() if choices == value), None)
            return shared or self._choices(value, place)
        return self._text(value, place) if isinstance(value, Text) else _plain(value)

    def _choices(self, choices: Sequence[Choice], key: str) -> list[dict[str, Any]]:
        return [{choice.code: self._choice(choice, f"{key}.{choice.code}")} for choice in choices]

    def _choice(self, choice: Choice, key: str) -> Any:
        values, fields = dict(choice), Choice.model_fields
        block: dict[str, Any] = {}
        for name in CHOICE_KEYS:
            value = values[name]
            is_implied = name == "fixed" and (choice.other or choice.exclusive)
            if name != "text" and (value == fields[name].default or is_implied):
                continue
            place = key if name == "text" else f"{key}.{name}"
            block[name] = self._text(value, place) if isinstance(value, Text) else _plain(value)
        return block["text"] if list(block) == ["text"] else block


def _shared_lists(survey: Survey) -> dict[str, tuple[Choice, ...]]:
    """Name → choices: lists that a type needs by name, and lists that several questions use."""
    lists: dict[str, tuple[Choice, ...]] = {}
    first: dict[str, str] = {}
    used: list[tuple[str, tuple[Choice, ...]]] = []
    for question in survey.questions():
        for key in question.lists():
            choices = dict(question)[key]
            name = question.named_lists.get(key)
            if name is None:
                used.append((question.name, choices))
            elif lists.setdefault(name, choices) != choices:
                raise WorkbookError("survey_has_two_lists", first=first[name], second=question.name)
            first.setdefault(name or "", question.name)
    several = [each for each in used if [other for _, other in used].count(each[1]) > 1]
    for wanted, choices in several:
        if choices not in lists.values():
            lists[_free(wanted, lists)] = choices
    return lists


def _free(name: str, taken: Mapping[str, object]) -> str:
    while name in taken:
        name += "_"
    return name


def _plain(value: Any) -> Any:
    """A value as YAML writes it; lists of names and numbers stand on one line."""
    return _on_one_line(value) if isinstance(value, tuple) else value


def _on_one_line(items: Iterable[Any]) -> CommentedSeq:
    line = CommentedSeq(items)
    line.fa.set_flow_style()
    return line


def _yaml(content: Mapping[str, Any]) -> bytes:
    yaml = YAML()
    yaml.width = _ONE_LINE_EACH
    yaml.indent(mapping=2, sequence=4, offset=2)
    # Files have no anchors: a part in two places would have no single line.
    yaml.representer.ignore_aliases = lambda *_: True
    out = BytesIO()
    yaml.dump(content, out)
    return out.getvalue()


def _po(language: str, entries: Iterable[polib.POEntry]) -> bytes:
    file = polib.POFile(wrapwidth=0)
    file.metadata = {**_HEAD_OF_PO, "Language": language}
    file.extend(entries)
    return str(file).encode()
