"""A rule as the editor builds it: what it may look at, and each of its tests with the answers to choose from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.surveys.drafts.items import Document
from survey_app.surveys.drafts.rules.forms import NUMBERS, RuleTest, form_of, sentence_of
from survey_app.surveys.drafts.rules.order import Earlier, earlier_questions
from survey_app.surveys.drafts.values import tree_of
from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, NOT_KNOW
from survey_app.web.wording.rules import rule_sentence

_LONGEST = 70
_ANSWERED = ("answered", "not_answered")
_OF_NUMBERS = ("ge", "le", "gt", "lt")


class About(NamedTuple):
    """Something that a rule may look at: a question or a fact of the school."""

    name: str
    words: str
    offered: Sequence[str]
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class TestLine:
    """One line of the form. takes: "codes", "number" or "" for nothing else."""

    about: str = ""
    comparison: str = "is"
    offered: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    values: Sequence[str] = ()

    @property
    def takes(self) -> str:
        """What else one must say."""
        if not self.about or self.comparison in _ANSWERED:
            return ""
        return "number" if self.comparison in NUMBERS else "codes"


@dataclass(frozen=True)
class RuleLines:
    """A rule. sentence: in words; "" if there is none. is_usual: whether it can be changed here."""

    sentence: Markup
    is_usual: bool
    joined: str
    abouts: Sequence[About]
    tests: Sequence[TestLine]

    @property
    def names(self) -> frozenset[str]:
        """What the rule may look at, by name."""
        return frozenset(about.name for about in self.abouts)


def rule_lines(document: Document, item: str, rule: str) -> RuleLines:
    """Make the form of a rule. item: whose it is. rule: in the words of the rule language; "" for none."""
    abouts = [*map(_question, earlier_questions(document, item)), *_facts()]
    by_name = {about.name: about for about in abouts}
    tree = tree_of(rule)
    said = sentence_of(document, tree)
    sentence = rule_sentence(said, {about.name: about.words for about in _facts()}) if said else Markup("")
    form = form_of(tree)
    if rule and form is None:
        return RuleLines(sentence, False, "and", abouts, ())
    tests = [_line(test, by_name.get(test.question)) for test in form.tests] if form else []
    return RuleLines(sentence, True, form.joined if form else "and", abouts, [*tests, TestLine()])


def _line(test: RuleTest, about: About | None) -> TestLine:
    if about is None:
        # It comes later, or is gone: the fault beside it says so. The line shows what stands there.
        choices = [(code, code) for code in test.values]
        return TestLine(test.question, test.comparison, (test.comparison,), choices, test.values)
    comparison = test.comparison if test.comparison in about.offered else about.offered[0]
    return TestLine(test.question, comparison, about.offered, about.choices, test.values)


def _question(asked: Earlier) -> About:
    escapes = {
        NOT_KNOW: _("I don’t know"),
        NOT_APPLY: _("Does not apply"),
        NO_ANSWER: _("I prefer not to say"),
    }
    choices = [(code, words or escapes.get(code, code)) for code, words in asked.choices]
    return About(asked.name, _short(asked.ask or asked.name), tuple(_offered(asked)), choices)


def _offered(asked: Earlier) -> Iterator[str]:
    """The comparisons that make sense for a question."""
    if asked.compared == "code":
        yield from ("is", "all", "is_not") if asked.is_several else ("is", "is_not")
    elif asked.compared == "number":
        yield from _OF_NUMBERS
    yield from _ANSWERED


def _facts() -> list[About]:
    return [
        About("school.grade_low", _("The lowest grade of the school"), _OF_NUMBERS),
        About("school.grade_high", _("The highest grade of the school"), _OF_NUMBERS),
        About("school.enrollment", _("The number of students of the school"), _OF_NUMBERS),
    ]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
