"""A whole survey file, read to the model; every fault is noted on the way."""

import re
from collections.abc import Mapping
from typing import Any, get_args

from survey_app.surveys.files.choices import HIGHEST_GRADE, LOWEST_GRADE, Named, read_named, read_text
from survey_app.surveys.files.faults import did_you_mean
from survey_app.surveys.files.parts import Part
from survey_app.surveys.files.questions import QuestionReader
from survey_app.surveys.files.translations import LANGUAGE, SourceTexts
from survey_app.surveys.model import AUDIENCES, Survey
from survey_app.surveys.text import Text

SURVEY_KEYS = (
    *(
        "name",
        "audience",
        "version",
        "language",
        "grades",
        "minutes",
        "consent",
        "once_for",
        "who",
        "title",
        "start",
        "thanks",
        "help",
    ),
    *("texts", "lists", "sections"),
)
OPTIONAL_KEYS = ("grades", "once_for", "who", "texts", "lists")
CONSENTS = get_args(Survey.model_fields["consent"].annotation)
_YEAR_AND_NUMBER = re.compile(r"-[0-9]{4}\.[0-9]{1,4}")


def language_of(part: Part | None) -> str:
    """The language that a file is written in; English when it does not say."""
    for key, value in part.silent_pairs() if part else ():
        if key == "language" and isinstance(value.node.value, str) and LANGUAGE.fullmatch(value.node.value):
            return value.node.value
    return "en"


def read_survey(part: Part, stem: str, shared: Named, texts: SourceTexts) -> Survey | None:
    """The survey; None when it cannot be built for its faults, which are in `part.faults`.

    stem: the file name without ending, which must be the survey's name.
    """
    before = len(part.faults)
    part.what = "the survey"
    top = part.block(SURVEY_KEYS, mandatory=[key for key in SURVEY_KEYS if key not in OPTIONAL_KEYS])
    values = _read_head(top, stem)
    values["title"] = read_text(top.get("title"), f"{stem}.title", texts)
    named = read_named(top, stem, texts).before(shared)
    for key in ("start", "thanks", "help"):
        values[key] = _find_texts(top[key], named) if key in top else ()
    reader = QuestionReader(stem, named, texts)
    values["sections"] = reader.read_sections(top["sections"]) if "sections" in top else ()
    if "who" in top:
        values["who"] = _read_who(top["who"], reader)
    _check_consent(top, values)
    if len(part.faults) > before:
        return None
    languages = dict.fromkeys([texts.language, *texts.languages_shown()])
    return Survey(**values, languages=tuple(languages))


def _read_head(top: Mapping[str, Part], stem: str) -> dict[str, Any]:
    """What the survey says of itself, texts aside."""
    values: dict[str, Any] = {
        "name": top["name"].name() if "name" in top else None,
        "audience": top["audience"].one_of(AUDIENCES) if "audience" in top else None,
        "version": top["version"].words() if "version" in top else None,
        "language": top["language"].words() if "language" in top else None,
        "minutes": top["minutes"].whole_number(1, 60) if "minutes" in top else None,
        "consent": top["consent"].one_of(CONSENTS) if "consent" in top else None,
        "grades": _read_grades(top["grades"]) if "grades" in top else None,
        "once_for": top["once_for"].one_of(("child", "household")) if "once_for" in top else None,
    }
    name, version = values["name"], values["version"]
    if name and name != stem:
        top["name"].fail(f'`name` is "{name}", but the file is {stem}.yaml; make them the same')
    if name and version and not (version.startswith(name) and _YEAR_AND_NUMBER.fullmatch(version, len(name))):
        top["version"].fail(f'`version` is "{version}"; write {name}-YEAR.NUMBER, such as {name}-2026.1')
    if values["language"] and not LANGUAGE.fullmatch(values["language"]):
        top["language"].fail(f'`language` is "{values["language"]}"; write a code such as en, es or zh-Hant')
    if values["grades"] and values["audience"] not in (None, "student"):
        top["grades"].fail(
            f"`grades` is not for the audience {values['audience']}, only for student; remove it"
        )
    if values["once_for"] and values["audience"] not in (None, "family"):
        top["once_for"].fail(
            f"`once_for` is not for the audience {values['audience']}, only for family; remove it"
        )
    return values


def _read_grades(part: Part) -> tuple[int, int] | None:
    grades = [item.whole_number(LOWEST_GRADE, HIGHEST_GRADE) for item in part.items()]
    if len(grades) == 2 and grades[0] is not None and grades[1] is not None and grades[0] <= grades[1]:
        return grades[0], grades[1]
    if None not in grades:
        part.fail("`grades` must be the lowest and the highest grade; write [6, 12] (K = 0, TK = -1)")
    return None


def _find_texts(part: Part, named: Named) -> tuple[Text, ...]:
    found = []
    for item in part.items(may_be_empty=True):
        name = item.words()
        if name and name not in named.texts:
            known = f"known texts: {', '.join(sorted(named.texts))}"
            item.fail(f'no text is called "{name}"; {did_you_mean(name, named.texts, fallback=known)}')
        text = named.texts.get(name or "")
        if text:
            found.append(text)
    return tuple(found)


def _read_who(part: Part, reader: QuestionReader) -> tuple[str, ...]:
    """The who-questions, the one that matters most first. Each must be there once, and nothing else."""
    asked_who = {
        name: None
        for name, question in reader.earlier.items()
        if question is not None and question.privacy == "identifier"
    }
    found: dict[str, None] = {}
    for item in part.items():
        name = item.words()
        if name is None:
            continue
        if name in found:
            item.fail(f'"{name}" is here twice in `who`; remove one')
        elif name not in reader.everything:
            known = f"the who-questions are: {', '.join(asked_who)}"
            item.fail(
                f'`who` names "{name}", which no question is called; '
                f"{did_you_mean(name, asked_who, fallback=known)}"
            )
        # A question with faults of its own is None: its class is not known, and its faults are noted where it stands.
        elif name not in asked_who and reader.earlier.get(name) is not None:
            item.fail(
                f'`who` names "{name}", whose `privacy` is not identifier; remove it, or change its `privacy`'
            )
        found[name] = None
    missing = [name for name in asked_who if name not in found]
    if found and missing:
        part.fail(f"`who` leaves out {', '.join(missing)}; add every question whose `privacy` is identifier")
    return tuple(found)


def _check_consent(top: Mapping[str, Part], values: Mapping[str, Any]) -> None:
    """A protected topic may not be asked of students whose parents were not told."""
    if values["consent"] != "none":
        return
    for section in values["sections"]:
        for question in section.questions:
            if question.protected_topic:
                top["consent"].fail(
                    f'`consent` is none, but "{question.name}" asks about a protected topic '
                    f"({question.protected_topic}); write passive or active, or remove the question"
                )
