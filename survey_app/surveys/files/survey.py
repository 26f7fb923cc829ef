"""Bring a survey file into the shape of the model: put each list and text where it is used, with its line.

This does not decide what is valid. It handles only what authors write differently from the model: names of lists and
texts, choices as `code: Text`, and texts with their translations.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from survey_app.surveys.checks.document import check_document, check_named, not_for_type
from survey_app.surveys.checks.shapes import unknown_key
from survey_app.surveys.faults.fault import Fault, Phrase, near
from survey_app.surveys.files.faults import FaultList
from survey_app.surveys.files.parts import Part
from survey_app.surveys.files.translations import SourceTexts
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.text import LANGUAGE
from survey_app.surveys.types import QUESTION_TYPES, Question

SHARED = "shared"
SHARED_KEYS = ("language", "texts", "lists")
SURVEY_KEYS = (
    *(key for key in Survey.model_fields if key not in ("languages", "sections")),
    "texts",
    "lists",
    "sections",
)
CHOICE_KEYS = tuple(key for key in Choice.model_fields if key != "code")
_NAMES_OF_TEXTS = ("lines", "notices", "start", "thanks", "help")


@dataclass
class Named:
    """Lists of choices and texts that a survey may use by name."""

    lists: dict[str, Part] = field(default_factory=dict)
    texts: dict[str, Part] = field(default_factory=dict)

    def before(self, shared: "Named") -> "Named":
        """These, and those of `shared` whose names are not taken here."""
        return Named({**shared.lists, **self.lists}, {**shared.texts, **self.texts})


def language_of(part: Part | None) -> str:
    """The language that a survey file is written in; English if the file does not say."""
    words = part.block["language"].words if part and "language" in part.block else ""
    return words if LANGUAGE.fullmatch(words) else "en"


def read_shared(part: Part, texts: SourceTexts, faults: FaultList) -> Named:
    """Read what shared.yaml offers to all surveys in its folder."""
    reader = FileReader(SHARED, texts, faults)
    return reader.read_named(reader.known(part, SHARED_KEYS, Phrase("file")))


def read_survey(
    part: Part, stem: str, shared: Named, texts: SourceTexts, faults: FaultList
) -> tuple[Survey | None, Part]:
    """Read the survey (None if it has faults, which it notes) and the file in the shape of the model.

    stem: the file name without its extension, which must be the survey's name.
    """
    before = len(faults)
    document = FileReader(stem, texts, faults).read(part, shared)
    checked = check_document(document.plain())
    note_faults(checked.faults, document, faults)
    return (None if len(faults) > before else checked.survey), document


def note_faults(new_faults: Iterable[Fault], document: Part, faults: FaultList) -> None:
    """Note each fault at its line, unless one was already noted there."""
    for fault in new_faults:
        if part := document.nearest(fault.path):
            faults.place(fault, part.line)


class FileReader:
    """Reads one file. Its texts get keys that begin with `stem`."""

    def __init__(self, stem: str, texts: SourceTexts, faults: FaultList) -> None:
        self.stem = stem
        self.texts = texts
        self.faults = faults
        self.named = Named()

    def read(self, part: Part, shared: Named) -> Part:
        """Bring a survey into the shape of the model."""
        if not isinstance(part.value, dict):
            return part
        top = self.known(part, SURVEY_KEYS, Phrase("survey"))
        name = top["name"].words if "name" in top else ""
        if name and name != self.stem:
            self.faults.add(top["name"].line, "other_file_name", given=name, stem=self.stem)
        self.named = self.read_named(top).before(shared)
        shaped = {key: each for key, each in top.items() if key not in ("texts", "lists")}
        for key in _NAMES_OF_TEXTS:
            if key in top:
                shaped[key] = _each(top[key], self._find_text)
        if "active_notice" in top:
            shaped["active_notice"] = self._find_text(top["active_notice"])
        if "title" in top:
            shaped["title"] = self._text(top["title"], f"{self.stem}.title")
        if "sections" in top:
            shaped["sections"] = _each(top["sections"], self._section)
        languages = dict.fromkeys([self.texts.language, *self.texts.languages_shown()])
        shaped["languages"] = Part([Part(each, part.line) for each in languages], part.line)
        return Part(shaped, part.line)

    def known(self, part: Part, keys: tuple[str, ...], what: Phrase) -> dict[str, Part]:
        """The block without its unknown keys. Notes a fault for each of those."""
        for key, value in part.block.items():
            if key not in keys:
                self.faults.place(unknown_key((key,), what, dict.fromkeys(keys)), value.line)
        return {key: value for key, value in part.block.items() if key in keys}

    def read_named(self, top: Mapping[str, Part]) -> Named:
        """Read the `texts:` and `lists:` of a file. Notes their faults here, not where they are used."""
        shaped = {key: top[key] for key in ("texts", "lists") if key in top}
        texts = {
            name: self._text(each, f"{self.stem}.texts.{name}")
            for name, each in (shaped["texts"].block if "texts" in shaped else {}).items()
        }
        lists = {
            name: self._choices(each, f"{self.stem}.lists.{name}")
            for name, each in (shaped["lists"].block if "lists" in shaped else {}).items()
        }
        if texts:
            shaped["texts"] = Part(dict(texts), shaped["texts"].line)
        if lists:
            shaped["lists"] = Part(dict(lists), shaped["lists"].line)
        document = Part(shaped, 1)
        note_faults(check_named(document.plain()), document, self.faults)
        return Named(lists, texts)

    def _section(self, part: Part) -> Part:
        if not isinstance(part.value, dict):
            return part
        name = part.block["name"].words if "name" in part.block else ""
        shaped = dict(part.value)
        for key in ("title", "introduction"):
            if key in shaped:
                shaped[key] = self._text(shaped[key], f"{self.stem}.sections.{name}.{key}")
        if "questions" in shaped:
            shaped["questions"] = _each(shaped["questions"], self._question)
        return Part(shaped, part.line)

    def _question(self, part: Part) -> Part:
        if not isinstance(part.value, dict):
            return part
        shaped = dict(part.value)
        key = f"{self.stem}.{shaped['name'].words if 'name' in shaped else ''}"
        asked = QUESTION_TYPES.get(shaped["type"].words) if "type" in shaped else None
        for name in (asked or Question).texts():
            if name in shaped:
                shaped[name] = self._text(shaped[name], f"{key}.{name}")
        for name, listed in asked.named_lists.items() if asked else ():
            if name in shaped:
                self.faults.place(not_for_type((name,), shaped["type"].words), shaped[name].line)
            shaped[name] = Part(listed, part.line)
        for name in asked.lists() if asked else ("choices", "rows"):
            if name in shaped:
                shaped[name] = self._list(shaped[name], f"{key}.{name}")
        return Part(shaped, part.line)

    def _list(self, part: Part, key: str) -> Part:
        """A list that is written in place, or used by name."""
        if not part.words:
            return self._choices(part, key)
        if part.words in self.named.lists:
            choices = self.named.lists[part.words].value
            noted = (
                [Part(each.value, each.line, is_checked=True) for each in choices]
                if isinstance(choices, list)
                else ""
            )
            return Part(noted, part.line, is_checked=not noted)
        known = sorted(self.named.lists)
        self.faults.add(part.line, "no_list", given=part.words, known=known, **near(part.words, known))
        return Part("", part.line, is_checked=True)

    def _find_text(self, part: Part) -> Part:
        """A text of the start or end page, used by name."""
        if not part.words:
            return self._text(part, "")
        if part.words in self.named.texts:
            return Part(self.named.texts[part.words].value, part.line, is_checked=True)
        known = sorted(self.named.texts)
        self.faults.add(part.line, "no_text", given=part.words, known=known, **near(part.words, known))
        return Part("", part.line, is_checked=True)

    def _choices(self, part: Part, key: str) -> Part:
        return _each(part, lambda item: self._choice(item, key))

    def _choice(self, part: Part, key: str) -> Part:
        """Turn `code: Text` or `code: {text: Text, ...}` into a block with `code` as a field."""
        if not isinstance(part.value, dict):
            return part
        if len(part.value) != 1:
            what = Phrase("item", {"key": key.rpartition(".")[2]})
            self.faults.add(part.line, "several_codes", what=what, count=len(part.value))
            return Part("", part.line, is_checked=True)
        [(code, value)] = part.value.items()
        shaped = {"text": value}
        if isinstance(value.value, dict):
            shaped = self.known(value, CHOICE_KEYS, Phrase("choice", {"name": code}))
        for name, suffix in (("text", ""), ("hint", ".hint"), ("group", ".group")):
            if name in shaped:
                shaped[name] = self._text(shaped[name], f"{key}.{code}{suffix}")
        return Part({"code": Part(code, value.line), **shaped}, value.line)

    def _text(self, part: Part, key: str) -> Part:
        """A text with its translations."""
        if not part.words:
            return Part({"words": Part({self.texts.language: part}, part.line)}, part.line)
        text = self.texts.add(key, part.words, part.line)
        words = {language: Part(each, part.line) for language, each in text.words.items()}
        drafts = [Part(language, part.line) for language in text.drafts]
        return Part({"words": Part(words, part.line), "drafts": Part(drafts, part.line)}, part.line)


def _each(part: Part, shape: Callable[[Part], Part]) -> Part:
    """Shape each item of a list. Anything that is not a list stays unchanged."""
    return Part([shape(item) for item in part.value], part.line) if isinstance(part.value, list) else part
