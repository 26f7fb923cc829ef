"""Checks of skip rules: each question that a rule uses must exist, come earlier, and have the values it names."""

from collections.abc import Iterator, Mapping

from survey_app.surveys.checks.outline import Outline
from survey_app.surveys.faults.fault import Fault, near
from survey_app.surveys.rules import SCHOOL_FACTS, Tree, codes, names, numbers, tests_nothing
from survey_app.surveys.types import Question

Earlier = Mapping[str, Question | None]


def check_rules(outline: Outline) -> Iterator[Fault]:
    """Every fault of every rule. If a question has a fault of its own, we assume that it may have any value."""
    everything = {asked.name for asked in outline.questions() if asked.name}
    earlier: dict[str, Question | None] = {}
    for part in outline.sections:
        if part.when:
            yield from _check_rule(part.when, earlier, everything, (*part.path, "when"))
        for asked in part.questions:
            if asked.when:
                yield from _check_rule(asked.when, earlier, everything, (*asked.path, "when"))
            if asked.name:
                earlier.setdefault(asked.name, asked.question)


def _check_rule(
    rule: Tree, earlier: Earlier, everything: set[str], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    used = dict.fromkeys(names(rule))
    for name in used:
        if name not in earlier and name not in SCHOOL_FACTS:
            code = "rule_about_later" if name in everything else "rule_about_unknown"
            hint = near(name, {*earlier, *SCHOOL_FACTS}) if code == "rule_about_unknown" else {}
            yield Fault(code, path, {"name": name, **hint})
    in_words = [name for name in used if (asked := earlier.get(name)) and asked.is_words]
    for name in in_words:
        # Otherwise an answer to the later question would tell that its person wrote something.
        yield Fault("rule_about_words", path, {"name": name})
    yield from (Fault("rule_without_codes", path, {"name": name}) for name in tests_nothing(rule))
    known = {**earlier, **dict.fromkeys(in_words)}
    for name, code in codes(rule):
        yield from (fault.under(*path) for fault in _check_code(name, code, known.get(name)))
    for name in dict.fromkeys(numbers(rule)):
        question = known.get(name)
        if question is not None and question.compared != "number":
            yield Fault("rule_no_number", path, {"name": name})


def _check_code(name: str, code: str, question: Question | None) -> Iterator[Fault]:
    values = {"name": name, "code": code}
    if name in SCHOOL_FACTS or (question and question.compared == "number"):
        yield Fault("rule_number_is_no_code", (), values)
    elif question is None:
        return
    elif question.compared == "nothing":
        yield Fault("rule_no_single_choice", (), values)
    elif code not in question.codes:
        yield Fault(
            "rule_unknown_code", (), {**values, "known": question.codes, **near(code, question.codes)}
        )
