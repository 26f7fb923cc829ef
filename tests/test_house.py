"""What keeps the house in order: rules that no other tool holds. Each has a control that it must catch."""

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from importlib.metadata import distributions
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from packaging.requirements import Requirement

from survey_app import vocabulary
from survey_app.results import shown
from survey_app.surveys.types import QUESTION_TYPES

ROOT = Path(__file__).parents[1]
NOT_OURS = {".git", ".venv", "instance", "node_modules", "__pycache__", ".hypothesis", ".benchmarks"}
HOSTS = rb"pypi[.]org|pythonhosted[.]org|npmjs[.](com|org)|deb[.]debian[.]org|security[.]debian[.]org|extra-index-ur[l]"
MACHINE = rb"/roo[t]/|/hom[e]/[a-z]|/wor[k]/(main|shared)|/tm[p]/[a-z]"
TRANSLATE = {"_", "gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext", "lazy_ngettext"}


def our_files() -> Iterator[Path]:
    """Walk the files of the project, without what tools leave beside them."""
    for folder, subfolders, files in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if name not in NOT_OURS and not name.endswith("_cache")]
        # In a second work tree of a checkout ".git" is a file, and .venv may be a link.
        yield from (Path(folder, name) for name in files if name not in NOT_OURS)


def our_modules() -> list[Path]:
    """List the Python files of the app and those that start it."""
    folders = sorted([*(ROOT / "survey_app").rglob("*.py"), *(ROOT / "setup").rglob("*.py")])
    return [*folders, ROOT / "run.py", ROOT / "wsgi.py"]


def name(path: Path) -> str:
    """Name a file as a person would look for it."""
    return str(path.relative_to(ROOT))


# --- No place of its own: the project runs anywhere -----------------------------------------------------


def places_named(content: bytes) -> list[bytes]:
    return [found[0] for found in re.finditer(HOSTS + b"|" + MACHINE, content)]


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    assert {name(path): places for path in our_files() if (places := places_named(path.read_bytes()))} == {}


@pytest.mark.parametrize("place", ["pypi.{}org", "/home{}/ana/x", "--extra-index{}-url", "/tmp{}/x"])
def test_a_named_place_is_found(place):
    assert places_named(f"see {place.format('')} for more".encode())


# --- Locks: the same packages everywhere, and nothing that was not meant --------------------------------


def entries(text: str) -> list[tuple[str, str, int]]:
    """Read a lock: name, version and number of hashes. A package may have one version for each version of Python."""
    found = re.findall(
        r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+).*\n((?:    --hash=sha256:[0-9a-f]{64}.*\n?)*)",
        text,
        re.MULTILINE,
    )
    return [(name, version, hashes.count("--hash")) for name, version, hashes in found]


def locked(text: str) -> dict[str, str]:
    """The version of each package."""
    return {name: version for name, version, _ in entries(text)}


def without_hash(text: str) -> list[str]:
    return [name for name, _, hashes in entries(text) if hashes == 0]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_has_a_hash_and_no_address(lock):
    text = (ROOT / lock).read_text()

    assert len(entries(text)) == text.count("==") - text.count(" == ") > 30
    assert without_hash(text) == []
    assert "://" not in text


def test_a_locked_package_without_a_hash_is_found():
    assert without_hash(f"good==1 \\\n    --hash=sha256:{'0' * 64}\nbad==2\n") == ["bad"]


def test_the_test_lock_holds_the_runtime_lock():
    runtime, tests = (
        set(entries((ROOT / name).read_text())) for name in ("requirements.lock", "requirements-test.lock")
    )

    assert runtime <= tests


def extras_without_lock(asked: Iterable[str], lock: str) -> list[str]:
    """List the extras that an installed package asks of another and the lock does not name beside its version."""
    wanted = [Requirement(line) for line in asked]
    named = dict(re.findall(r"^([a-z0-9-]+)\[([a-z0-9,-]+)\]==", lock, re.MULTILINE))
    return [
        str(each)
        for each in wanted
        if (each.marker is None or each.marker.evaluate({"extra": ""}))
        and not each.extras <= set(named.get(each.name.lower(), "").split(","))
    ]


def test_the_lock_names_every_extra_that_a_package_asks_for():
    """Without it pip takes a newer release for the extra, on the day there is one, and refuses it: it has no hash."""
    lock = (ROOT / "requirements-test.lock").read_text()
    asked = [
        line for name in locked(lock) for found in distributions(name=name) for line in found.requires or ()
    ]

    assert len(asked) > 100
    assert extras_without_lock(asked, lock) == []


def test_an_extra_that_the_lock_does_not_name_is_found():
    asked = ["coverage[toml]>=7.10.6", "rich[jupyter]; extra == 'test'", "pluggy>=1"]

    assert extras_without_lock(asked, "coverage[toml]==7.17.3 \\\n") == []
    assert extras_without_lock(asked, "coverage==7.17.3 \\\n") == ["coverage[toml]>=7.10.6"]


def outdated(requirements: str, lock: str) -> list[str]:
    """List the requirements that a lock does not meet."""
    wanted = [Requirement(line) for line in requirements.split("\n") if line.strip()]
    versions = locked(lock)
    canonical = {each: re.sub(r"[-_.]+", "-", each.name).lower() for each in wanted}
    return [str(each) for each in wanted if versions.get(canonical[each], "0") not in each.specifier]


def test_the_locks_are_as_new_as_what_they_are_made_from():
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg")

    assert outdated(settings["options"]["install_requires"], (ROOT / "requirements.lock").read_text()) == []
    test_extra = settings["options.extras_require"]["test"]
    assert outdated(test_extra, (ROOT / "requirements-test.lock").read_text()) == []


def without_integrity(lock: str) -> list[str]:
    """List the packages of npm's lock that have no hash, and the addresses in it."""
    packages = {name: package for name, package in json.loads(lock)["packages"].items() if name}
    bare = [name for name, package in packages.items() if "integrity" not in package]
    return bare + [package["resolved"] for package in packages.values() if "resolved" in package]


def test_every_package_that_checks_scripts_has_a_hash_and_no_address():
    lock = (ROOT / "package-lock.json").read_text()

    assert len(json.loads(lock)["packages"]) > 3
    assert without_integrity(lock) == []


def test_a_package_without_a_hash_or_with_an_address_is_found():
    packages = {
        "": {},
        "good": {"integrity": "sha512-"},
        "bare": {},
        "far": {"integrity": "", "resolved": "x"},
    }

    assert without_integrity(json.dumps({"packages": packages})) == ["bare", "x"]


def test_the_packages_that_check_scripts_are_pinned_and_locked():
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_an_outdated_lock_is_found():
    assert outdated("flask>=3.1\nruamel.yaml>=0.19", "flask==2.0\nruamel-yaml==0.19.1\n") == ["flask>=3.1"]


# --- Modules --------------------------------------------------------------------------------------------


def hidden_imports(source: str) -> list[int]:
    """List the lines of imports that run only when a function does."""
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside = [node for function in functions for node in ast.walk(function)]
    return [node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]


def test_no_import_hides_in_a_function():
    assert {name(path): lines for path in our_modules() if (lines := hidden_imports(path.read_text()))} == {}


def test_a_hidden_import_is_found():
    assert hidden_imports("def late():\n    if True:\n        import flask\n") == [3]


def is_explained(source: str) -> bool:
    return bool(ast.get_docstring(ast.parse(source)))


def test_every_module_says_what_it_is_for():
    assert [name(path) for path in our_modules() if not is_explained(path.read_text())] == []


def test_a_module_that_does_not_is_found():
    assert not is_explained("# a comment is not a docstring\nimport os\n")


# --- Writing: one way for what a person changes, one for machines ---------------------------------------

DATABASE = ROOT / "survey_app" / "store" / "database"
BY_HAND = {"begin", "begin_nested", "begin_twophase", "begin_writing", "commit", "for_writing", "rollback"}
IN_SQL = ("BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT")
FOR_NOBODY = {
    "survey_app/actions/accounts/sign_in.py",  # sessions, and guesses before it is known who guesses
    "survey_app/actions/accounts/staff_links.py",  # the link by which the operator comes in, who is logged then
    "survey_app/actions/changing.py",
    "survey_app/actions/demo/sample_district.py",
    "survey_app/actions/jobs/jobs.py",  # how far the worker is
    "survey_app/actions/responses/writer.py",  # nobody must know who sends a response
    "survey_app/actions/sealing/recover.py",  # it has a line for each epoch
    "survey_app/actions/sealing/seal.py",
    "survey_app/actions/surveys/catalog.py",  # the bundled surveys, when the server starts
}
"""Who may use `writing`. What a person changes goes through `changing`, or it is not in the log."""


def words_of(source: str) -> Iterator[tuple[str, int]]:
    """List each name that a module mentions, in any way, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                yield each.name, node.lineno
                yield f"{node.module}.{each.name}", node.lineno


def by_hand(source: str) -> list[int]:
    """List the lines that begin or end a transaction, by a method or in SQL."""
    statements = [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_by_hand(node.value)
    ]
    return sorted({*statements, *(line for word, line in words_of(source) if word in BY_HAND)})


def is_by_hand(statement: str) -> bool:
    words = statement.split(maxsplit=1)
    return bool(words) and words[0].rstrip(";") in IN_SQL


def mentions(word: str) -> set[str]:
    """List the modules outside the room of the database that mention a name."""
    modules = [path for path in our_modules() if DATABASE not in path.parents]
    return {name(path) for path in modules if word in dict(words_of(path.read_text()))}


def test_nobody_begins_or_ends_a_transaction_by_hand():
    elsewhere = [path for path in our_modules() if DATABASE not in path.parents]

    assert {name(path): lines for path in elsewhere if (lines := by_hand(path.read_text()))} == {}


def test_only_machines_write_without_a_person():
    assert mentions("writing") == FOR_NOBODY


def test_only_a_unit_of_work_adds_lines_to_the_log():
    lines = {"survey_app/actions/changing.py", "survey_app/actions/sealing/recover.py"}

    assert mentions("survey_app.actions.audit_log.record") == lines


def test_a_transaction_by_hand_is_found():
    source = (
        "from survey_app.store.database.engine import for_writing\n"
        "session.commit()\n"
        "undo = session.rollback\n"
        "with engine.begin() as connection:\n"
        "    connection.exec_driver_sql('COMMIT')\n"
        "log('Begin to commit.', _commit)\n"
    )

    assert by_hand(source) == [1, 2, 3, 4, 5]
    assert {"for_writing", "commit", "rollback", "begin", "log"} <= dict(words_of(source)).keys()


# --- Scripts and styles: what their own tools do not hold ----------------------------------------------

LONGEST_LINE = 120
MOST_IN_A_FOLDER = 12


def long_lines(source: str) -> list[int]:
    return [number for number, line in enumerate(source.splitlines(), 1) if len(line) > LONGEST_LINE]


def test_no_line_of_a_script_or_style_is_long():
    ours = [path for path in our_scripts_and_styles() if path.parent.name != "vendor"]

    assert {name(path): lines for path in ours if (lines := long_lines(path.read_text()))} == {}


def test_a_long_line_is_found():
    assert long_lines(f"{'a' * 120}\n{'b' * 121}\n") == [2]


def crowded(paths: Iterable[Path]) -> list[Path]:
    """List the folders that hold more than one looks through."""
    return [
        folder for folder, count in Counter(path.parent for path in paths).items() if count > MOST_IN_A_FOLDER
    ]


def test_no_folder_of_scripts_or_styles_is_crowded():
    assert crowded(our_scripts_and_styles()) == []


def test_a_crowded_folder_is_found():
    assert crowded(Path(f"js/{number}.js") for number in range(13)) == [Path("js")]


def nameless(style: str) -> set[str]:
    """List the classes that are named by a letter."""
    return set(re.findall(r"\.([a-zA-Z])(?![\w-])", style))


def test_every_class_is_named_for_what_it_is():
    styles = [path for path in our_scripts_and_styles() if path.suffix == ".css"]

    assert {name(path): classes for path in styles if (classes := nameless(path.read_text()))} == {}


def test_a_class_of_one_letter_is_found():
    assert nameless(".x > .note, p.h:not(.k) { margin: .5em }") == {"x", "h", "k"}


def our_scripts_and_styles() -> list[Path]:
    static = ROOT / "survey_app" / "static"
    return [path for path in static.rglob("*") if path.suffix in (".js", ".ts", ".css")]


# --- Translation: a message that extraction cannot read is lost in silence -------------------------------


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


def called(function: ast.expr) -> str:
    """Give the last word of the name of what is called."""
    return getattr(function, "attr", getattr(function, "id", ""))


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


# --- Errors: `str` of one is English for the terminal, and no web door shows it -------------------------------

WEB_DOORS = ("staff", "respond", "web")
FOR_PROGRAMS = {"_answer_own_error"}
"""What answers the JSON door: its messages are English, and no page shows them."""


def errors_in(function: ast.AST) -> set[str]:
    """List the names that hold an error: what was caught, and arguments whose type says so."""
    caught = {node.name for node in ast.walk(function) if isinstance(node, ast.ExceptHandler) and node.name}
    given = {
        node.arg
        for node in ast.walk(function)
        if isinstance(node, ast.arg) and node.annotation and "Error" in ast.unparse(node.annotation)
    }
    return caught | given


def told_errors(source: str) -> list[int]:
    """List the lines that put an error into words by itself: str, repr, an f-string, %, or a value of a message."""
    found = set()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef) or function.name in FOR_PROGRAMS:
            continue
        errors = errors_in(function)
        for node in ast.walk(function):
            if any(called(part) in errors for part in told_by(node)):
                found.add(node.lineno)
    return sorted(found)


def told_by(node: ast.AST) -> list[ast.expr]:
    """List what an expression makes text of."""
    if isinstance(node, ast.FormattedValue):
        return [node.value]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return [node.right, *getattr(node.right, "elts", [])]
    if isinstance(node, ast.Call) and called(node.func) in TRANSLATE | {"str", "repr", "format", "flash"}:
        return [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node, ast.Attribute) and node.attr == "args":
        return [node.value]
    return []


def uses_of_terminal_english(source: str) -> list[int]:
    """List the lines that import the English of the terminal."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [node.lineno for node in imports if node.module == "survey_app.problems.english"]


def modules_of_web_doors() -> list[Path]:
    return [path for door in WEB_DOORS for path in sorted((ROOT / "survey_app" / door).rglob("*.py"))]


def test_no_web_door_shows_the_english_of_the_terminal():
    told = {name(path): lines for path in modules_of_web_doors() if (lines := told_errors(path.read_text()))}
    english = {
        name(path): lines
        for path in modules_of_web_doors()
        if (lines := uses_of_terminal_english(path.read_text()))
    }

    assert len(modules_of_web_doors()) > 60
    assert (told, english) == ({}, {})


def test_a_door_that_shows_an_error_is_found():
    source = """
def show(problem: SettingsError):
    return str(problem)
def act():
    try:
        pass
    except RoundError as error:
        a = _("It cannot be done: %(why)s", why=error)
        b = f"{error}"
        c = "%s" % error, "%s %s" % (1, error)
        flash(error)
        d = error.args[0]
        e = error_text(error), error.code, str(other)
def _answer_own_error(error: SurveyAppError):
    return str(error)
"""

    assert told_errors(source) == [3, 8, 9, 10, 11, 12]
    assert uses_of_terminal_english("from survey_app.problems.english import in_english\n") == [1]


def errors_in_template(source: str) -> list[int]:
    """List the lines of a template that print an error or a problem as it is, or its code."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    page = environment.parse(source)
    printed = [node for output in page.find_all(nodes.Output) for node in output.nodes]
    told = [call for call in page.find_all(nodes.Call) if getattr(call.node, "name", "") in TRANSLATE]
    printed += [keyword.value for call in told for keyword in call.kwargs]
    names = [node for node in printed if isinstance(node, nodes.Name) and node.name in ("error", "fault")]
    attributes = [
        node for node in printed if isinstance(node, nodes.Getattr) and node.attr in ("why", "faults")
    ]
    return [node.lineno for node in names + attributes]


def test_no_template_prints_an_error_as_it_is():
    templates = sorted((ROOT / "survey_app" / "templates" / "staff").rglob("*.html"))

    assert {name(path): lines for path in templates if (lines := errors_in_template(path.read_text()))} == {}


def test_a_template_that_prints_an_error_is_found():
    source = "{{ fault }}\n{{ error }}\n{{ job.why }}\n{{ problem_text(fault) }}\n{{ _('%(why)s', why=job.why) }}\n"

    assert sorted(errors_in_template(source)) == [1, 2, 3, 5]


# --- Imports: the contracts in setup.cfg bite -------------------------------------------------------------

A_HOUSE_WITH_FAULTS = {
    "__init__.py": "",
    "errors.py": "",
    "helpers.py": "",  # a room that is on no list
    "surveys/__init__.py": "import sqlalchemy",
    "directory/__init__.py": "",
    "languages/__init__.py": "",
    "store/__init__.py": "",
    "store/left.py": "from survey_app.store import right",
    "store/right.py": "from survey_app.store import left",
    "results/__init__.py": "from survey_app import store",
    "actions/__init__.py": "import flask",
}


def test_a_house_with_faults_breaks_every_contract(tmp_path):
    for name, source in A_HOUSE_WITH_FAULTS.items():
        path = tmp_path / "survey_app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)

    check = "from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-c", check, "--config", str(ROOT / "setup.cfg"), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "0 kept, 4 broken" in done.stdout
    assert "survey_app.helpers" in done.stdout


# --- A question type is one class -----------------------------------------------------------------------------

TYPES = ROOT / "survey_app" / "surveys" / "types"


def names_of_types(source: str) -> set[str]:
    """List what a module of the types calls its classes and their fields."""
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    fields = [node for each in classes for node in each.body if isinstance(node, ast.AnnAssign)]
    return {each.name for each in classes} | {
        ast.unparse(node.target) for node in fields if "ClassVar" not in ast.unparse(node.annotation)
    } - {"type"}


def asks_for_types(source: str) -> list[int]:
    """List the lines that look at the class, the name or a field of a type, in place of asking the question."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node.func) in LOOKS:
            asked = [part for argument in node.args[1:] for part in ast.walk(argument)]
            names = NAMES_OF_TYPES
        elif isinstance(node, ast.Compare | ast.Match):
            asked, names = list(ast.walk(node)), set(QUESTION_TYPES)
        else:
            continue
        if any(getattr(part, "id", getattr(part, "value", None)) in names for part in constants(asked)):
            found.append(node.lineno)
    return sorted(set(found))


def constants(parts: Iterable[ast.AST]) -> Iterator[ast.Name | ast.Constant]:
    yield from (part for part in parts if isinstance(part, ast.Name | ast.Constant))


LOOKS = ("isinstance", "issubclass", "getattr", "hasattr")
# question.py has what all types have.
OF_ONE_TYPE = [path for path in TYPES.glob("*.py") if path.stem != "question"]
NAMES_OF_TYPES = set().union(*(names_of_types(path.read_text()) for path in OF_ONE_TYPE))


def test_only_the_types_know_what_type_a_question_is():
    elsewhere = [path for path in our_modules() if TYPES not in path.parents]
    found = {name(path): lines for path in elsewhere if (lines := asks_for_types(path.read_text()))}

    assert {"Matrix", "ShortText", "Words", "rows", "choices"} <= NAMES_OF_TYPES
    assert found == {}


def test_whoever_asks_for_a_type_is_found():
    source = (
        "a = isinstance(q, ShortText | LongText)\n"
        "b = getattr(q, 'rows', ())\n"
        "c = kind == 'scale' or q.type in ('matrix',)\n"
        "d = hasattr(q, 'choices')\n"
        "e = isinstance(q, str), getattr(q, 'name'), q.type, q.kind == 'other'\n"
    )

    assert asks_for_types(source) == [1, 2, 3, 4]


# --- Secrets: each kind says itself where an installation keeps it ------------------------------------------

KEEPERS = {"EpochKeys", "EnvelopeKeys", "CodeBook", "SecretKeeper"}


def places_of_secrets(source: str) -> list[int]:
    """List the lines that say where a kind of secret lies, in place of asking it for those of the installation."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if getattr(call.func, "id", "") in KEEPERS]


def test_each_kind_of_secret_has_one_place():
    assert {
        name(path): lines for path in our_modules() if (lines := places_of_secrets(path.read_text()))
    } == {}


def test_a_second_place_of_secrets_is_found():
    source = "a = EpochKeys.of(instance)\nb = EpochKeys(instance / 'keys')\nc = CodeBook(path)\n"

    assert places_of_secrets(source) == [2, 3]


# --- Versions: the tenth is newer than the ninth --------------------------------------------------------------

ORDERS = {"sorted", "sort", "max", "min", "order_by", "desc", "asc"}


def sorted_as_text(source: str) -> list[int]:
    """List the lines that put versions in order without `version_order`, which knows that ten is more than nine."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if called(call.func) in ORDERS and is_of_versions(call)]


def is_of_versions(call: ast.Call) -> bool:
    """Whether what is put in order is versions: `max(versions)`, `order_by(S.version)`, `S.version.desc()`."""
    receiver = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    names = {word(part) for each in [*call.args, *call.keywords] for part in ast.walk(each)}
    names |= {word(each) for each in receiver}
    return bool(names & {"version", "versions"}) and not names & {"version_order", "name_of"}


def word(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def sorted_as_text_in(template_or_sql: str) -> list[str]:
    """The same in templates, and in SQL that is written out."""
    found = re.finditer(
        r"(?i)\|\s*sort\b[^}]*version|order by[^;\"']*version|max\([^)]*version", template_or_sql
    )
    return [each[0] for each in found]


def test_versions_are_never_sorted_as_text():
    templates = sorted((ROOT / "survey_app" / "templates").rglob("*.html"))

    assert {name(path): lines for path in our_modules() if (lines := sorted_as_text(path.read_text()))} == {}
    assert {
        name(path): found
        for path in [*our_modules(), *templates]
        if (found := sorted_as_text_in(path.read_text()))
    } == {}


def test_versions_sorted_as_text_are_found():
    source = (
        "a = select(S).order_by(S.version)\n"
        "b = S.version.desc()\n"
        "c = max(versions)\n"
        "d = sorted(rows, key=lambda row: row.version)\n"
        "e = sorted(rows, key=lambda row: version_order(row.version)), sorted(names)\n"
    )

    assert sorted(set(sorted_as_text(source))) == [1, 2, 3, 4]
    assert (
        len(sorted_as_text_in("{{ rows|sort(attribute='version') }} ORDER BY version DESC; max(version)"))
        == 3
    )


# --- Lists: each stands once, in vocabulary.py; the thresholds of privacy stand in results/shown.py -----------

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
