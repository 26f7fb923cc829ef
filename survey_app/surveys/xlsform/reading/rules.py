"""The rules of a form, read after all its questions are known."""

from collections.abc import Mapping

from survey_app.errors import RuleError
from survey_app.surveys.rules import Tree, parse
from survey_app.surveys.xlsform.reading.form import Form
from survey_app.surveys.xlsform.reading.xpath import NotRead, read_xpath
from survey_app.surveys.xlsform.sheets.rows import Row
from survey_app.surveys.xlsform.xpath_text import PLAIN, Field, xpath_of


def set_rules(form: Form) -> None:
    """Give each question and section its rule. A rule that cannot be read stays as it is written, as a fault.

    So nobody publishes the draft before its author has said what the rule should be, or that there is none.
    """
    fields = {asked.name: asked.shape for asked in form.questions.values() if asked.shape != PLAIN}
    for document, rows in form.rules:
        rules = [rule for row in rows if (rule := _rule_of(form, row, fields))]
        if when := _joined(rules):
            document["when"] = when


def _joined(rules: list[Tree | str]) -> Tree | str | None:
    if len(rules) <= 1:
        return rules[0] if rules else None
    trees = [rule for rule in rules if isinstance(rule, list)]
    if len(trees) == len(rules):
        return ["and", *trees]
    return " and ".join(f"({rule})" for rule in rules if isinstance(rule, str))


def _rule_of(form: Form, row: Row, fields: Mapping[str, Field]) -> Tree | str | None:
    """The rule of one row: its tree, or its words if they cannot be read."""
    words, relevant = row.own("when"), row.cell("relevant")
    if words:
        return _own_rule(form, row, fields)
    if not relevant:
        return None
    try:
        rule = read_xpath(relevant, form.questions)
    except NotRead as error:
        form.note(error.code, row, "relevant", **error.values)
        return relevant
    for code, values in rule.remarks:
        form.note(code, row, "relevant", **values)
    return rule.tree


def _own_rule(form: Form, row: Row, fields: Mapping[str, Field]) -> Tree | str:
    words = row.own("when")
    try:
        tree = parse(words)
    except RuleError:
        return words
    if _plain(xpath_of(tree, fields)) != _plain(row.cell("relevant")):
        form.note("rule_differs", row, "relevant")
    return tree


def _plain(rule: str) -> str:
    return "".join(rule.split())
