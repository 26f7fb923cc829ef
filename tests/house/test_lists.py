"""Lists: each stands once, in vocabulary.py; the thresholds of privacy stand in results/shown.py."""

import ast
import re
from collections.abc import Iterable, Iterator

from survey_app import vocabulary
from survey_app.results import shown
from tests.house.project import ROOT, name, our_modules

HOME_OF_LISTS = ROOT / "survey_app" / "vocabulary.py"
HOME_OF_THRESHOLDS = ROOT / "survey_app" / "results" / "shown.py"
LISTS = {
    name: frozenset(values)
    for name, values in vars(vocabulary).items()
    if name.isupper() and isinstance(values, tuple) and len(values) > 1
}


def copies(source: str) -> list[int]:
    """List the lines that write a whole list out again: as values, as a type, in SQL, or as the order of something."""
    return sorted(node.lineno for node in ast.walk(ast.parse(source)) if holds_a_list(written_out(node)))


def written_out(node: ast.AST) -> frozenset[str]:
    """The words that stand here side by side. What is said of each of them is no second list: {"web": _("Web")}."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return frozenset(words_among(node.elts))
    if isinstance(node, ast.Dict):
        is_order = all(
            isinstance(value, ast.Constant) and isinstance(value.value, int) for value in node.values
        )
        return frozenset(words_among(filter(None, node.keys))) if is_order else frozenset()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = re.search(r"(?:\bIN \(|<any\()([^)]*)\)", node.value)
        return frozenset(re.findall(r"\w+", found[1])) if found else frozenset()
    return frozenset()


def words_among(parts: Iterable[ast.AST]) -> Iterator[str]:
    yield from (
        part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def holds_a_list(words: frozenset[str]) -> bool:
    return any(words >= values for values in LISTS.values())


def forgotten(source: str) -> list[int]:
    """List the lines that say something of some members of a list of three or more, and of one less than all."""
    says = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Dict)]
    return [each.lineno for each in says if is_one_short(frozenset(words_among(filter(None, each.keys))))]


def is_one_short(words: frozenset[str]) -> bool:
    long = (values for values in LISTS.values() if len(values) > 2)
    return any(words < values and len(values - words) == 1 for values in long)


def thresholds(source: str) -> list[int]:
    """List the lines that compare with eleven, or give it a name: how few are too few is said in one place."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            parts: list[ast.AST | None] = [node.value]
        elif isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        else:
            continue
        found += [
            node.lineno for part in parts if isinstance(part, ast.Constant) and part.value == shown.FEWEST
        ]
    return sorted(found)


def test_each_list_stands_once():
    elsewhere = [path for path in our_modules() if path != HOME_OF_LISTS]

    assert {"AUDIENCES", "CHANNELS", "GRADES", "ROLES", "ROUND_STATES", "CONSENTS"} <= set(LISTS)
    assert {name(path): lines for path in elsewhere if (lines := copies(path.read_text()))} == {}
    assert {name(path): lines for path in elsewhere if (lines := forgotten(path.read_text()))} == {}


def test_each_threshold_stands_once():
    elsewhere = [path for path in our_modules() if path != HOME_OF_THRESHOLDS]

    assert {name(path): lines for path in elsewhere if (lines := thresholds(path.read_text()))} == {}


def lengths(template_or_view: str) -> list[str]:
    """List the lengths of typed texts that are written out: in a form, where it is read, and in its column."""
    patterns = (
        r"maxlength\"?[=:] ?\"?(\d+)",
        r"(?:form|args)\.get\([^)\n]*\)\[: ?(\d+)\]",
        r"String\((\d{3,})\)",
    )
    return [found for pattern in patterns for found in re.findall(pattern, template_or_view)]


# A CDS code has 14 digits, an access code is short; a hash, a file of ours and what was done are not typed.
NOT_TYPED = {"survey.html": {"40"}, "school.html": {"14"}, "work.py": {"200"}, "accounts.py": {"200"}}


def test_each_length_of_a_typed_text_stands_once():
    folders = (
        ROOT / "survey_app" / "templates",
        ROOT / "survey_app" / "staff",
        ROOT / "survey_app" / "store" / "tables",
    )
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".html", ".py")]
    found = {path: set(lengths(path.read_text())) - NOT_TYPED.get(path.name, set()) for path in files}

    assert {name(path): written for path, written in found.items() if written} == {}


def test_a_second_length_is_found():
    source = '{"maxlength": 200} maxlength="14" form.get("name", "")[:100] String(254) String(40) sha.hexdigest()[:16]'

    assert lengths(source) == ["200", "14", "100", "254"]


def test_a_second_list_is_found():
    source = (
        "A = ('student', 'family', 'staff', 'partner')\n"
        "B: Literal['web', 'kiosk', 'paper', 'interview', 'post']\n"
        "C = \"role IN ('district_admin', 'coordinator', 'translator', 'viewer')\"\n"
        "D = '<any(partner, student, family, staff):audience>'\n"
        "E = {'student': 0, 'family': 1, 'staff': 2, 'partner': 3}\n"
        "F = phase in ('draft', 'rehearsal')\n"
        "G = {'student': _('Students'), 'family': _('Families'), 'staff': _('Staff'), 'partner': _('Partners')}\n"
        "H = ('student', 'family'), {'web': 1}\n"
    )

    assert copies(source) == [1, 2, 3, 4, 5, 6]
    assert forgotten("A = {'student': _('Students'), 'family': _('Families'), 'staff': _('Staff')}\n") == [1]


def test_a_second_threshold_is_found():
    assert thresholds("FEW = 11\nif n < 11: pass\nx = f(quality=11)\ny = range(9, 11)\nz: int = 11\n") == [
        1,
        2,
        5,
    ]
