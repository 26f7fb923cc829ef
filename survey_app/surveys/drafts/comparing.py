"""What a draft changes against the version that people answered before, and what its translations lack.

A question can be compared if it has the same name, the same answers, and the same answers that count as favorable
(`results/published/summary.py` compares no others). Other words are no reason not to compare, but somebody must judge
whether they still mean the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.surveys.drafts.items import Document, Place, kinds_of, places
from survey_app.surveys.drafts.values import source_of
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import NOT_KNOW
from survey_app.surveys.text import Text
from survey_app.surveys.types import Question

Reworded = tuple[str, str]
NOT_COMPARABLE = ("type", "choices_removed", "choices_added", "most", "limits", "favorable")
"""Reasons why answers of two years cannot be compared."""


@dataclass(frozen=True)
class QuestionChange:
    """What becomes of one question. id: in the draft, or "" if it is removed there.

    notes: "new", "removed", one of NOT_COMPARABLE, or what leaves it comparable: "rows" (those that stay), "words",
    "choice_words", "moved", "rule", "privacy", "required", "not_know". codes: the words of choices that came or went.
    reworded: (words before, words now) of each of its texts that changed, "" for none.
    """

    id: str
    name: str
    ask: str
    notes: tuple[str, ...]
    codes: tuple[str, ...] = ()
    reworded: tuple[Reworded, ...] = ()

    @property
    def is_comparable(self) -> bool:
        """Whether reports set its answers beside those of the year before."""
        return not {"new", "removed", *NOT_COMPARABLE} & set(self.notes)


@dataclass(frozen=True)
class Missing:
    """A text without words in a language. id, field: where it is in the draft."""

    id: str
    field: str
    words: str


@dataclass(frozen=True)
class Comparison:
    """version: what it is compared with, or None. same: questions that nobody changed.

    missing: language → the texts that it lacks, for each language that has some text. drafts: language → the texts that
    only a machine has translated.
    """

    version: str | None
    questions: Sequence[QuestionChange]
    same: int
    missing: Mapping[str, Sequence[Missing]] = field(default_factory=dict)
    drafts: Mapping[str, int] = field(default_factory=dict)


def compare(document: Document, survey: Survey | None, before: Survey | None) -> Comparison:
    """Compare a draft with a version. survey: what the draft would be published as; None while it has faults."""
    missing = missing_texts(document)
    drafts = Counter(language for text in _texts(document) for language in text[3])
    if survey is None or before is None:
        return Comparison(before.version if before else None, (), 0, missing, drafts)
    ids = {
        str(place.item.get("name")): id_
        for id_, place in places(document).items()
        if place.kind == "question"
    }
    questions = list(_changes(survey, before, ids))
    changed = [each for each in questions if each.notes]
    return Comparison(before.version, changed, len(questions) - len(changed), missing, drafts)


def missing_texts(document: Document) -> dict[str, list[Missing]]:
    """Language → the texts that have no words in it."""
    texts, languages = list(_texts(document)), languages_of(document)
    source = str(document.get("language") or "en")
    return {
        language: [
            Missing(id_, name, next(iter(words.values()), ""))
            for id_, name, words, _drafts in texts
            if language not in words
        ]
        for language in sorted(languages - {source})
    }


def languages_of(document: Document) -> set[str]:
    """Every language that a draft has words in."""
    return {language for *_, words, _drafts in _texts(document) for language in words}


def _changes(survey: Survey, before: Survey, ids: Mapping[str, str]) -> Iterator[QuestionChange]:
    old = {question.name: question for question in before.questions()}
    new = {question.name: question for question in survey.questions()}
    moved = _moved([name for name in old if name in new], [name for name in new if name in old])
    for name, question in new.items():
        earlier = old.get(name)
        ask = question.ask.source
        if earlier is None:
            yield QuestionChange(ids.get(name, ""), name, ask, ("new",))
            continue
        notes, codes = _notes(earlier, question)
        notes += ("moved",) * (name in moved)
        reworded = (*_differing(_own_words(earlier, question)), *_differing(_choice_words(earlier, question)))
        yield QuestionChange(ids.get(name, ""), name, ask, notes, codes, reworded)
    for name, question in old.items():
        if name not in new:
            yield QuestionChange("", name, question.ask.source, ("removed",))


def _notes(old: Question, new: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What changed in a question, and the words of choices that came or went."""
    if type(old) is not type(new):
        return ("type",), ()
    gone, come = _without(old, new), _without(new, old)
    pairs = (
        ("choices_removed", bool(gone)),
        ("choices_added", bool(come)),
        ("rows", [row.code for row in old.parts] != [row.code for row in new.parts]),
        ("most", old.limits != new.limits),
        ("limits", old.bands != new.bands),
        ("favorable", not gone and not come and old.favorable != new.favorable),
        ("words", bool(_differing(_own_words(old, new)))),
        ("choice_words", bool(_differing(_choice_words(old, new)))),
        ("rule", old.when != new.when),
        ("privacy", old.privacy != new.privacy),
        ("required", old.required != new.required),
        ("not_know", old.not_know != new.not_know),
    )
    return tuple(note for note, is_so in pairs if is_so), (*gone, *come)


def _without(one: Question, other: Question) -> tuple[str, ...]:
    """The answers that only one of two questions has, by their words."""
    codes = [code for code in one.codes if code not in (*other.codes, NOT_KNOW)]
    return tuple(text.source if (text := one.words_for(code)) else code for code in codes)


def _own_words(old: Question, new: Question) -> Iterator[Reworded]:
    """What it asks and its hint: before and now."""
    yield _source(old.ask), _source(new.ask)
    yield _source(old.hint), _source(new.hint)


def _choice_words(old: Question, new: Question) -> Iterator[Reworded]:
    """The texts of every choice and row that both have: before and now."""
    for before, now in ((old.offered, new.offered), (old.parts, new.parts)):
        by_code = {each.code: each for each in before}
        for each in now:
            if earlier := by_code.get(each.code):
                yield _source(earlier.group), _source(each.group)
                yield _source(earlier.text), _source(each.text)
                yield _source(earlier.hint), _source(each.hint)


def _differing(pairs: Iterable[Reworded]) -> tuple[Reworded, ...]:
    return tuple((before, now) for before, now in pairs if before != now)


def _source(text: Text | None) -> str:
    return text.source if text else ""


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The names that are in another order now: as few as explain it."""
    place = {name: number for number, name in enumerate(old)}
    # The longest run that keeps its order stays; the others have moved.
    best: list[tuple[int, int]] = []  # (length, place of the one before, or -1)
    for at, name in enumerate(new):
        runs = [(best[i][0], i) for i in range(at) if place[new[i]] < place[name]]
        length, previous = max(runs, default=(0, -1))
        best.append((length + 1, previous))
    at = max(range(len(best)), key=lambda number: best[number][0], default=-1)
    stays: set[str] = set()
    while at >= 0:
        stays.add(new[at])
        at = best[at][1]
    return set(new) - stays


def _texts(document: Document) -> Iterator[tuple[str, str, Mapping[str, str], Sequence[str]]]:
    """(id, field, words, drafts) of every text with words in the language that it was written in."""
    for id_, place in places(document).items():
        for name, kind in _text_fields(place).items():
            value = place.item.get(name)
            for text in value if kind == "texts" and isinstance(value, list) else [value]:
                if isinstance(text, dict) and source_of(text):
                    drafts = text.get("drafts")
                    listed = drafts if isinstance(drafts, list) else ()
                    yield id_, name, text["words"], [each for each in listed if isinstance(each, str)]


def _text_fields(place: Place) -> dict[str, str]:
    known = kinds_of(place.kind, place.item.get("type"))
    return {name: kind for name, kind in known.items() if kind in ("text", "texts")}
