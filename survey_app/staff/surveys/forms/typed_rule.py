"""A rule as it was built in a form: line by line a question, a comparison and its answers."""

from collections.abc import Iterator

from flask import request

from survey_app.surveys.drafts.rules.forms import NUMBERS, RuleForm, RuleTest, form_of, rule_of
from survey_app.surveys.drafts.values import tree_of
from survey_app.surveys.rules import written

_MOST_TESTS = 30
_FIRST = "is"


def typed_rule(name: str, before: object) -> str:
    """The rule that was built, in the words of the rule language; "" for none.

    name: of its fields. before: the rule that the form was drawn with. If the same was built again, it stays to the
    letter; a rule of a form that nobody can build here stays, too, unless somebody removes it.
    """
    drawn = before if isinstance(before, str) else ""
    if f"{name}-drop" in request.form:
        return ""
    if f"{name}-0-about" not in request.form:
        return drawn
    joined = "or" if request.form.get(f"{name}-joined") == "or" else "and"
    built = rule_of(RuleForm(joined, tuple(_tests(name))))
    drawn_form = form_of(tree_of(drawn))
    if built == (rule_of(drawn_form) if drawn_form else None):
        return drawn
    return written(built) if built else ""


def _tests(name: str) -> Iterator[RuleTest]:
    for number in range(_MOST_TESTS):
        line = f"{name}-{number}"
        if about := request.form.get(f"{line}-about", ""):
            yield _test(line, about)


def _test(line: str, about: str) -> RuleTest:
    """One line. If another question was chosen than it was drawn with, its answers are not those that were ticked."""
    if request.form.get(f"{line}-was", about) != about:
        return RuleTest(about, _FIRST)
    comparison = request.form.get(f"{line}-test", _FIRST)
    if comparison in NUMBERS:
        return RuleTest(about, comparison, (request.form.get(f"{line}-number", "").strip(),))
    return RuleTest(about, comparison, tuple(request.form.getlist(f"{line}-codes")))
