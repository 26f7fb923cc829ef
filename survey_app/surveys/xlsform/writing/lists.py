"""Lists of choices for the sheet choices: equal lists are written once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, NOT_KNOW, Choice
from survey_app.surveys.types import Question
from survey_app.surveys.xlsform import words

ESCAPE_WORDS: Mapping[str, str] = {
    NOT_KNOW: words.NOT_KNOW,
    NOT_APPLY: words.NOT_APPLY,
    NO_ANSWER: words.NO_ANSWER,
}


@dataclass(frozen=True)
class NamedList:
    """A list with its name. escapes: codes of reasons for no answer that stand below the choices."""

    name: str
    choices: tuple[Choice, ...]
    escapes: tuple[str, ...] = ()


def name_lists(lists: Iterable[tuple[str, tuple[Choice, ...], tuple[str, ...]]]) -> list[NamedList]:
    """Name each different list once. lists: a name for it if it is new, its choices, its escapes."""
    named: list[NamedList] = []
    taken: set[str] = set()
    for wanted, choices, escapes in lists:
        if any((each.choices, each.escapes) == (choices, escapes) for each in named):
            continue
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}_{number}", number + 1
        taken.add(name)
        named.append(NamedList(name, choices, escapes))
    return named


def lists_of(questions: Iterable[Question]) -> list[NamedList]:
    """The lists of all questions, each named like the first question that has it."""
    return name_lists((each.name, each.offered, each.escapes) for each in questions if each.offered)


def list_of(question: Question, lists: Iterable[NamedList]) -> NamedList:
    """The list of a question that has choices."""
    wanted = (question.offered, question.escapes)
    return next(each for each in lists if (each.choices, each.escapes) == wanted)
