"""Faults of skip rules: whether what a rule looks at is there, was asked before, and can have the values it names."""

from collections.abc import Collection, Mapping

from survey_app.errors import RuleError
from survey_app.surveys.files.faults import did_you_mean
from survey_app.surveys.files.parts import Part
from survey_app.surveys.questions import Question
from survey_app.surveys.rules import SCHOOL_FACTS, Tree, codes, names, numbers, parse


def read_rule(part: Part, earlier: Mapping[str, Question | None], everything: Collection[str]) -> Tree | None:
    """The tree of a rule; None, with a fault, when it does not parse.

    earlier: the questions before the rule by name, None for those that have faults of their own. everything: the names
    of all questions of the survey.
    """
    words = part.words()
    if words is None:
        return None
    try:
        tree = parse(words)
    except RuleError as error:
        part.fail(f"{error}; see the rules in docs/survey-format.md")
        return None
    for name in dict.fromkeys(names(tree)):
        _check_name(part, name, earlier, everything)
    texts = [name for name in dict.fromkeys(names(tree)) if (asked := earlier.get(name)) and asked.is_words]
    for name in texts:
        # The answers would tell who was asked, and so who wrote something.
        part.fail(f'the rule looks at "{name}", which is answered in words; name a question with choices')
    earlier = {**earlier, **dict.fromkeys(texts)}
    for name, code in codes(tree):
        _check_code(part, name, code, earlier)
    for name in dict.fromkeys(numbers(tree)):
        question = earlier.get(name)
        if question is not None and question.compared != "number":
            part.fail(f'"{name}" is no number; compare it with = or in (...)')
    return tree


def _check_name(part: Part, name: str, earlier: Mapping[str, object], everything: Collection[str]) -> None:
    if name in earlier or name in SCHOOL_FACTS:
        return
    if name in everything:
        part.fail(f'the rule looks at "{name}", which is asked here or later; move "{name}" before it')
    else:
        remedy = did_you_mean(name, {*earlier, *SCHOOL_FACTS}, fallback="name an earlier question")
        part.fail(f'the rule looks at "{name}", which no question is called; {remedy}')


def _check_code(part: Part, name: str, code: str, earlier: Mapping[str, Question | None]) -> None:
    question = earlier.get(name)
    if name in SCHOOL_FACTS or (question is not None and question.compared == "number"):
        part.fail(f'"{name}" is a number, not the code "{code}"; compare it with <, <=, > or >=')
    elif question is None:
        return
    elif question.compared == "nothing":
        part.fail(f'"{name}" has no single choice to compare with "{code}"; use: answered {name}')
    elif code not in question.codes:
        remedy = did_you_mean(code, question.codes, fallback=f"its codes: {', '.join(question.codes)}")
        part.fail(f'"{name}" has no choice "{code}"; {remedy}')
