"""Translation: a message that extraction cannot read is lost in silence."""

import ast

from jinja2 import Environment, nodes

from tests.house.project import ROOT, TRANSLATE, called, name, our_modules


def lost_messages(source: str) -> list[int]:
    """List the lines of Python whose translatable words sit in an f-string, or are one."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node.func) in TRANSLATE]
    in_f_strings = [
        node
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if node in calls
    ]
    of_f_strings = [call for call in calls if any(isinstance(each, ast.JoinedStr) for each in call.args)]
    return sorted({node.lineno for node in in_f_strings + of_f_strings})


def lost_in_template(source: str) -> list[int]:
    """List the lines of a template whose translatable words are put together from pieces."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    calls = environment.parse(source).find_all(nodes.Call)
    ours = [call for call in calls if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATE]
    return [
        call.lineno
        for call in ours
        if call.args and not isinstance(call.args[0], nodes.Const | nodes.Name | nodes.Getattr)
    ]


def test_no_message_is_lost_in_an_f_string():
    assert {name(path): lines for path in our_modules() if (lines := lost_messages(path.read_text()))} == {}


def test_no_message_is_lost_in_a_template():
    templates = sorted((ROOT / "survey_app" / "templates").rglob("*.html"))

    assert {name(path): lines for path in templates if (lines := lost_in_template(path.read_text()))} == {}


def test_lost_messages_are_found():
    assert lost_messages("a = f'{_(\"Send\")}'\nb = _(f'Hello {a}')\nc = _('Kept')\n") == [1, 2]
    assert lost_in_template('{{ _("Hello " ~ name) }}\n{{ _("Kept %(n)s", n=1) }}\n{{ _("%s" % x) }}') == [
        1,
        3,
    ]
