"""Checks of a survey as a whole: its own fields, and whether its names and questions fit together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from survey_app.surveys.checks.outline import Outline
from survey_app.surveys.faults.fault import Fault, Path, Phrase, near
from survey_app.surveys.text import LANGUAGE
from survey_app.surveys.types import Question
from survey_app.vocabulary import LOWEST_GRADE

# With these names, two texts would have one key, or a rule would have two meanings.
RESERVED_NAMES = frozenset({"title", "texts", "lists", "sections", "and", "or", "not", "answered"})
_YEAR_AND_NUMBER = re.compile(r"-[0-9]{4}\.[0-9]{1,4}")
MOST_LINES, MOST_POINTS = 2, 4
"""So many lines stand above *Start*, and so many points are folded below: a phone shows them without scrolling."""
ACTIVE_TO_GRADE = 6
"""Up to this grade, parents must say yes before a student is asked about a protected topic (Ed Code 51513, 51938)."""
_GRADE = re.compile(
    r"(transitional )?kindergarten|tk|k|grado \d{1,2}|grade \d{1,2}|\d{1,2}(st|nd|rd|th) grade|\d{1,2}[.°º] grado",
    re.IGNORECASE,
)
_ONLY_FOR = {"grades": "student", "once_for": "family"}


def check_survey_itself(outline: Outline) -> Iterator[Fault]:
    """Every fault of the survey as a whole, found in the parts that could be read."""
    yield from _check_head(outline)
    yield from _check_first_screen(outline)
    yield from _check_names(outline)
    yield from _check_who(outline)
    yield from _check_grade(outline)
    yield from _check_consent(outline)


def _check_head(outline: Outline) -> Iterator[Fault]:
    head = outline.head
    name, version, language = head.get("name"), head.get("version"), head.get("language")
    for key in ("version", "language"):
        if head.get(key) == "":
            yield Fault("empty", (key,), {"what": Phrase("value", {"key": key})})
    is_version = (
        not version
        or not name
        or (version.startswith(name) and _YEAR_AND_NUMBER.fullmatch(version, len(name)))
    )
    if not is_version:
        yield Fault("wrong_version", ("version",), {"given": version, "name": name})
    for path, each in [(("language",), language), *_numbered("languages", head.get("languages"))]:
        if each and not LANGUAGE.fullmatch(each):
            yield Fault("wrong_language", path, {"given": each})
    audience = head.get("audience")
    for key, only in _ONLY_FOR.items():
        if head.get(key) and audience not in (None, only):
            yield Fault("not_for_audience", (key,), {"key": key, "audience": audience, "only": only})


def _check_first_screen(outline: Outline) -> Iterator[Fault]:
    """Faults of a survey with `lines`: too many of them, or too many points in `start`."""
    lines, start = (outline.head.get(key) or () for key in ("lines", "start"))
    for key, texts, most in (("lines", lines, MOST_LINES), ("start", start if lines else (), MOST_POINTS)):
        if len(texts) > most:
            yield Fault("too_many_texts", (key,), {"key": key, "count": len(texts), "most": most})


def _numbered(key: str, values: Sequence[str] | None) -> Iterator[tuple[Path, str]]:
    return (((key, number), value) for number, value in enumerate(values or ()))


def _check_active(head: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of consent that the lower grades need in another form."""
    pair = ("active_to_grade", "active_notice")
    given = [key for key in pair if head.get(key) is not None]
    if not given:
        return
    if head.get("consent") != "passive":
        yield Fault("active_without_passive", (given[0],), {"key": given[0]})
    elif len(given) < len(pair):
        [missing] = set(pair) - set(given)
        yield Fault("active_incomplete", (given[0],), {"key": missing})
    elif grades := head.get("grades"):
        lowest, highest = map(int, grades)
        if not lowest <= int(head["active_to_grade"]) < highest:
            values = {"given": head["active_to_grade"], "lowest": lowest, "highest": highest}
            yield Fault("active_no_grade", pair[:1], values)


def _check_names(outline: Outline) -> Iterator[Fault]:
    sections: set[str] = set()
    questions: set[str] = set()
    for part in outline.sections:
        if part.name in sections:
            yield Fault("section_twice", (*part.path, "name"), {"name": part.name})
        if part.section and part.section.schools and not part.section.optional:
            yield Fault("schools_without_optional", (*part.path, "schools"))
        sections |= {part.name} if part.name else set()
        for asked in part.questions:
            place = (*asked.path, "name")
            if asked.name in RESERVED_NAMES:
                yield Fault("reserved_name", place, {"name": asked.name})
            if asked.name in questions:
                yield Fault("question_twice", place, {"name": asked.name})
            questions |= {asked.name} if asked.name else set()


def _check_who(outline: Outline) -> Iterator[Fault]:
    """Faults of `who`. It must list every who-question exactly once, the most important first, and nothing else."""
    given: Any = outline.head.get("who") or ()
    questions = {asked.name: asked.question for asked in outline.questions()}
    known = [name for name, asked in questions.items() if name and asked and asked.privacy == "identifier"]
    for number, name in enumerate(given):
        place = ("who", number)
        if name in given[:number]:
            yield Fault("who_twice", place, {"name": name})
        elif name not in questions:
            yield Fault("who_unknown", place, {"name": name, "known": known, **near(name, known)})
        # A question with a fault of its own is None: we do not know its class, and report its own fault anyway.
        elif name not in known and questions[name] is not None:
            yield Fault("who_not_identifier", place, {"name": name})
    missing = [name for name in known if name not in given]
    if given and missing:
        yield Fault("who_incomplete", ("who",), {"names": missing})


def _check_consent(outline: Outline) -> Iterator[Fault]:
    """Faults of consent: by grade, and a protected topic that parents were not told of."""
    yield from _check_active(outline.head)
    questions = [asked.question for asked in outline.questions() if asked.question]
    topics = [question for question in questions if question.protected_topic]
    if outline.head.get("audience") == "student" and "grades" not in outline.wrong:
        yield from _check_topics_of_young(outline.head, topics)
    if outline.head.get("consent") != "none":
        return
    for question in topics:
        values = {"question": question.name, "topic": question.protected_topic}
        yield Fault("topic_without_consent", ("consent",), values)


def _check_topics_of_young(head: Mapping[str, Any], topics: Iterable[Question]) -> Iterator[Fault]:
    """Faults of protected topics of the lower grades, whose parents must say yes."""
    lowest = int((head.get("grades") or (LOWEST_GRADE,))[0])
    asks_yes_to = head.get("active_to_grade")
    is_covered = asks_yes_to is not None and int(asks_yes_to) >= ACTIVE_TO_GRADE
    if head.get("consent") != "passive" or lowest > ACTIVE_TO_GRADE or is_covered:
        return
    for question in topics:
        values = {"question": question.name, "topic": question.protected_topic, "grade": ACTIVE_TO_GRADE}
        yield Fault("topic_without_active", ("consent",), values)


def _check_grade(outline: Outline) -> Iterator[Fault]:
    """A fault for each question that asks for the grade and does not say that others know it."""
    for asked in outline.questions():
        question = asked.question
        if question and question.privacy != "identifier" and _asks_grade(question):
            yield Fault("grade_not_identifier", (*asked.path, "privacy"), {"question": question.name})


def _asks_grade(question: Question) -> bool:
    offered = [choice for choice in question.offered if not choice.other and not choice.exclusive]
    grades = [choice for choice in offered if _GRADE.fullmatch(choice.text.source.strip())]
    return len(grades) > 1 and len(grades) >= len(offered) - 1
