"""What the documents name is there: links, commands, settings and addresses. Each check has a control."""

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import fields

import click
import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from run import ROLES
from survey_app.config import Settings, read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from tests.docs.pages import PAGES, ROOT, broken_links, links, name, snippets
from tests.house.project import our_modules
from tests.installation import with_secrets

RUN = "python3 run.py"
# What run.py does by itself; the rest it hands to the app.
OF_RUN = {"test", "help", "install", *ROLES}
# They look like settings, but one is only for tests and one is a name in the code.
OTHER_NAMES = {"TEST_DATABASE_URL", "COUNT_HOUR"}
FOLDERS = (ROOT, ROOT / "survey_app")
VALUES = {"language": "en", "audience": "student", "number": "1", "form": "pdf"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(read_settings({"INSTANCE_PATH": str(with_secrets(tmp_path_factory.mktemp("instance")))}))
    yield app
    with app.app_context():
        db.engine.dispose()


def faults(find: object, *arguments: object) -> dict[str, list[str]]:
    """Page → what is wrong with it."""
    assert callable(find)
    return {
        name(page): wrong for page in PAGES if (wrong := find(*arguments, page.read_text(encoding="utf-8")))
    }


def test_every_link_leads_somewhere() -> None:
    assert {name(page): broken for page in PAGES if (broken := broken_links(page, page.read_text()))} == {}


def test_a_broken_link_is_found() -> None:
    page = PAGES[0]
    text = "# Two words\n[a](nowhere.md) [b](#two-words) [c](#three) [d](README.md) [e](README.md#nowhere)"

    assert broken_links(page, text) == ["nowhere.md", "#three", "README.md#nowhere"]


def unused_pictures(texts: Iterable[str], pictures: Iterable[str]) -> set[str]:
    """Pictures that no page shows or links to."""
    shown = {target.rpartition("/")[2] for text in texts for target in links(text)}
    return set(pictures) - shown


def test_every_picture_is_shown() -> None:
    pictures = [path.name for path in (ROOT / "docs" / "screenshots").iterdir()]

    assert pictures
    assert unused_pictures([page.read_text(encoding="utf-8") for page in PAGES], pictures) == set()


def test_a_picture_that_no_page_shows_is_found() -> None:
    assert unused_pictures(["![a](docs/screenshots/a.png)"], ["a.png", "b.png"]) == {"b.png"}


def shared_numbers(decisions: Iterable[str]) -> set[str]:
    """Numbers that two decisions have."""
    numbers = [decision.partition("-")[0] for decision in decisions]
    return {number for number in numbers if numbers.count(number) > 1}


def test_every_decision_has_a_number_of_its_own() -> None:
    assert shared_numbers(path.name for path in (ROOT / "docs" / "decisions").iterdir()) == set()


def test_a_number_that_two_decisions_have_is_found() -> None:
    assert shared_numbers(["0001-a.md", "0002-b.md", "0002-c.md"]) == {"0002"}


# --- Commands ---------------------------------------------------------------------------------------------


def wrong_commands(app: Flask, text: str) -> list[str]:
    """The commands of a page that do not exist, or that have no such option."""
    # `survey-app` is deploy/survey-app: the same commands, where systemd runs the app.
    named = [each for each in snippets(text.replace("survey-app ", f"{RUN} ")) if is_command(app, each)]
    return [each for each in named if not exists(app.cli, words_of(each.removeprefix(RUN)))]


def is_command(app: Flask, snippet: str) -> bool:
    """Whether something in the type of a program is a command: `python3 run.py ...`, `round open`, `seal --now`."""
    first, _, rest = snippet.partition(" ")
    command = app.cli.commands.get(first)
    is_of_ours = rest.startswith("--") or (bool(rest) and isinstance(command, click.Group))
    return snippet.startswith(RUN) or (command is not None and is_of_ours)


def words_of(command: str) -> list[str]:
    """The words of a command line, without a remark, dots and brackets around what may be left out."""
    return [
        word
        for word in shlex.split(command.replace("[", " ").replace("]", " "), comments=True)
        if word != "..."
    ]


def exists(command: click.Command, words: list[str]) -> bool:
    """Whether a command takes these words: names of commands first, then options that it has."""
    if not words or words[0] in OF_RUN:
        return True
    if isinstance(command, click.Group) and not words[0].startswith("-"):
        below = command.commands.get(words[0])
        return words[0] == "COMMAND" or (below is not None and exists(below, words[1:]))
    known = {option for each in command.params for option in each.opts} | {"--help"}
    return {word for word in words if word.startswith("--")} <= known


def test_every_command_exists(app: Flask) -> None:
    assert faults(wrong_commands, app) == {}


def test_a_command_that_does_not_exist_is_found(app: Flask) -> None:
    text = (
        "`python3 run.py survey bake FILE` `round open KEY` `export zip --round KEY --color` `seal --soon` "
        "`python3 run.py fly`\n"
        "```sh\npython3 run.py staff add EMAIL --name X --rank y   # a remark\n```\n"
    )

    assert wrong_commands(app, text) == [
        "python3 run.py staff add EMAIL --name X --rank y   # a remark",
        "python3 run.py survey bake FILE",
        "export zip --round KEY --color",
        "seal --soon",
        "python3 run.py fly",
    ]


def named_in_code(source: str) -> list[str]:
    """The commands that messages name; a message may go on after them."""
    return [
        f"{RUN} {words}".strip()
        for words in re.findall(r"python3 run\.py ((?:-*[a-z]+(?:-[a-z]+)* ?)+)", source)
    ]


def wrong_remedies(app: Flask, source: str) -> list[str]:
    return [each for each in named_in_code(source) if not exists(app.cli, words_of(each.removeprefix(RUN)))]


def test_every_command_that_a_message_names_exists(app: Flask) -> None:
    sources = our_modules()
    named = [each for path in sources for each in named_in_code(path.read_text(encoding="utf-8"))]

    assert len(named) > 10
    assert {
        name(path): wrong
        for path in sources
        if (wrong := wrong_remedies(app, path.read_text(encoding="utf-8")))
    } == {}


def test_a_message_with_a_command_that_does_not_exist_is_found(app: Flask) -> None:
    source = (
        'f"python3 run.py check tells more" "run: python3 run.py fly" "python3 run.py round bake %(key)s"'
    )

    assert wrong_remedies(app, source) == ["python3 run.py fly", "python3 run.py round bake"]


# --- Settings ---------------------------------------------------------------------------------------------


def wrong_settings(text: str) -> list[str]:
    """Names that look like a setting and are not."""
    known = {each.name.upper() for each in fields(Settings)} | OTHER_NAMES
    named = [
        word for each in snippets(text) for word in re.findall(r"(?<![\w/-])[A-Z]+_[A-Z_]+(?=[=/]|$)", each)
    ]
    return [each for each in named if each not in known]


def test_every_setting_exists() -> None:
    assert faults(wrong_settings) == {}


def test_a_setting_that_does_not_exist_is_found() -> None:
    assert wrong_settings("`PUBLIC_URL` and `TRUSTED_PROXY=1`") == ["TRUSTED_PROXY"]


# --- Addresses --------------------------------------------------------------------------------------------


def wrong_addresses(app: Flask, text: str) -> list[str]:
    """Addresses that lead to no page, whatever the method."""
    paths = [
        found[0]
        for each in snippets(text)
        for found in re.finditer(r"(?<![\w.>`-])/(?:s|r|staff)/[\w<>/.-]*", each)
    ]
    return [path for path in paths if not leads_to_a_page(app, path)]


def leads_to_a_page(app: Flask, path: str) -> bool:
    filled = re.sub(r"<(\w+)>", lambda found: VALUES.get(found[1], "x"), path)
    try:
        app.url_map.bind("localhost").match(filled)
    except (MethodNotAllowed, RequestRedirect):
        return True
    except NotFound:
        return filled in ("/s/", "/r/")
    return True


def test_every_address_leads_to_a_page(app: Flask) -> None:
    assert faults(wrong_addresses, app) == {}


def test_an_address_without_a_page_is_found(app: Flask) -> None:
    text = "`/s/<school>/<audience>` `GET /s/kit/<language>` `/staff/words` `/s/a/b/c/d`"

    assert wrong_addresses(app, text) == ["/staff/words", "/s/a/b/c/d"]


# --- Files and modules of the project ---------------------------------------------------------------------


def wrong_paths(text: str) -> list[str]:
    """Files and modules of the project that are gone, among `tests/attack/`, `surveys/rules.py`, `surveys.answers`."""
    named = [
        each for each in snippets(text) if re.fullmatch(r"[\w*<>.-]+/[\w/*<>.-]*|[a-z_]+(?:\.[a-z_]+)+", each)
    ]
    return [each for each in named if is_of_ours(each) and not is_there(each)]


def is_of_ours(path: str) -> bool:
    first = re.split(r"[/.]", path)[0]
    # What is in an installation is no file of the project, even where one is installed beside it.
    return first != "instance" and any((folder / first).is_dir() for folder in FOLDERS)


def is_there(path: str) -> bool:
    pattern = re.sub(r"<\w+>", "*", path).rstrip("/")
    as_module = "" if "/" in path else path.replace(".", "/")
    forms = [
        pattern,
        f"static/{pattern}",
        f"docs/{pattern}",
        *([as_module, f"{as_module}.py", f"{as_module.rpartition('/')[0]}.py"] if as_module else []),
    ]
    return any(next(folder.glob(form), None) for folder in FOLDERS for form in forms)


def test_every_file_and_module_is_there() -> None:
    assert faults(wrong_paths) == {}


def test_a_file_or_module_that_is_gone_is_found() -> None:
    text = "`tests/attack/` `surveys/rules.py` `surveys/ruled.py` `surveys.answers` `surveys.gone` `tests/x/` `and/or`"

    assert wrong_paths(text) == ["surveys/ruled.py", "surveys.gone", "tests/x/"]


# --- Tables of the database -------------------------------------------------------------------------------


def wrong_tables(text: str) -> list[str]:
    """Tables of the database that a page explains in its table of tables, and that are gone."""
    explained = re.search(r"^\| table \|.*\n(?:\|.*\n)+", text, re.MULTILINE)
    rows = explained[0].splitlines()[2:] if explained else []
    named = [table for row in rows for table in re.findall(r"`([a-z_]+)`", row.split("|")[1])]
    return [each for each in named if each not in db.metadata.tables]


def test_every_table_of_the_page_on_privacy_exists() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")

    assert "| `received_once` |" in text
    assert wrong_tables(text) == []


def test_a_table_that_is_gone_is_found() -> None:
    assert wrong_tables("| table | holds |\n|---|---|\n| `box`, `bin` | responses |\n") == ["bin"]
