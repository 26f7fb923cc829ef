"""Lists of choices and named texts: what questions and start pages are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from survey_app.surveys.files.parts import Part
from survey_app.surveys.files.translations import SourceTexts
from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, Choice
from survey_app.surveys.text import Text

Choices = tuple[Choice, ...]

SHARED = "shared"
SHARED_KEYS = ("language", "texts", "lists")
CHOICE_KEYS = ("text", "hint", "other", "exclusive", "fixed", "grade")
LOWEST_GRADE, HIGHEST_GRADE = -1, 12
_RESERVED = {
    NOT_APPLY: "use `not_apply: true` on the question",
    NO_ANSWER: "use `no_answer: true` on the question",
}


@dataclass
class Named:
    """Lists of choices and texts that questions may name. None stands for one that has faults of its own."""

    lists: dict[str, Choices | None] = field(default_factory=dict)
    texts: dict[str, Text | None] = field(default_factory=dict)

    def before(self, shared: "Named") -> "Named":
        """These, and those of `shared` that have other names."""
        return Named({**shared.lists, **self.lists}, {**shared.texts, **self.texts})


def read_shared(part: Part, texts: SourceTexts) -> Named:
    """What shared.yaml offers to all surveys beside it."""
    return read_named(part.block(SHARED_KEYS), SHARED, texts)


def read_named(top: dict[str, Part], stem: str, texts: SourceTexts) -> Named:
    """The `texts:` and `lists:` of a file, by name."""
    named = Named()
    for name, part in _entries(top.get("texts")):
        named.texts[name] = read_text(part, f"{stem}.texts.{name}", texts)
    for name, part in _entries(top.get("lists")):
        named.lists[name] = read_choices(part, f"{stem}.lists.{name}", texts)
    return named


def read_text(part: Part | None, key: str, texts: SourceTexts) -> Text | None:
    """The text that a part holds, with its translations; None when there is none."""
    words = part.words() if part else None
    return texts.add(key, words, part.line) if part and words else None


def _entries(part: Part | None) -> Iterable[tuple[str, Part]]:
    found = part.entries() if part else {}
    for name, value in found.items():
        value.check_name(name)
    return found.items()


def read_choices(part: Part, key: str, texts: SourceTexts) -> Choices | None:
    """A list of choices whose texts have keys that begin with `key`; None when it is none."""
    found: dict[str, Choice | None] = {}
    for item in part.items():
        entries = item.entries()
        if item.is_block and len(entries) != 1:
            item.fail(f"{item.what} has {len(entries)} codes; write one choice per line: `- code: Text`")
        for code, value in list(entries.items())[:1]:
            value.check_name(code)
            if code in _RESERVED:
                value.fail(f'the choice code "{code}" is reserved; {_RESERVED[code]}')
            if code in found:
                value.fail(f'the choice code "{code}" is here twice; remove one')
            else:
                found[code] = _read_choice(value, code, f"{key}.{code}", texts)
    return tuple(choice for choice in found.values() if choice) or None


def _read_choice(part: Part, code: str, key: str, texts: SourceTexts) -> Choice | None:
    if not part.is_block:
        text = read_text(part, key, texts)
        return Choice(code=code, text=text) if text else None
    entries = part.block(CHOICE_KEYS, mandatory=["text"])
    text = read_text(entries.get("text"), key, texts)
    hint = read_text(entries.get("hint"), f"{key}.hint", texts)
    flags = {flag for flag in ("other", "exclusive", "fixed") if flag in entries and entries[flag].truth()}
    grade = entries["grade"].whole_number(LOWEST_GRADE, HIGHEST_GRADE) if "grade" in entries else None
    if text is None:
        return None
    return Choice(
        code=code,
        text=text,
        hint=hint,
        other="other" in flags,
        exclusive="exclusive" in flags,
        fixed=bool(flags),  # "other" and "none of these" keep their place at the end
        grade=grade,
    )
