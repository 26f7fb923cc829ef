"""The commands, as click knows them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from reference.markdown import code, table, words

RUN = Path(__file__).parents[1] / "run.py"
_OURS = "survey_app."


def commands(app: Flask) -> Iterator[str]:
    """The section on commands."""
    usage = (ast.get_docstring(ast.parse(RUN.read_text(encoding="utf-8"))) or "").split("\n\n")[1]
    yield from ("```sh", re.sub(r"(?<=\S)  +", lambda gap: f"{gap[0]}# ", usage), "```", "")
    yield "Type each command below after `python3 run.py`. `--help` after any command shows its options."
    yield ""
    for name in sorted(app.cli.commands):
        command = app.cli.commands[name]
        yield from (f"### {name}", "", words(command.help), "")
        yield from _ours(name, command) if is_ours(command) else _of_others(name, command)


def paths_of(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command and those below it, each by what a person types."""
    yield name, command
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from paths_of(f"{name} {below}", command.commands[below])


def is_ours(command: click.Command) -> bool:
    """Whether the project wrote the command, and not a library."""
    return (command.callback.__module__ or "").startswith(_OURS) if command.callback else False


def _ours(name: str, command: click.Command) -> Iterator[str]:
    for path, each in paths_of(name, command):
        if path != name:
            yield from (f"**`{_usage(path, each)}`** {words(each.help)}", "")
        options = [option for option in each.params if isinstance(option, click.Option)]
        if options:
            yield from table(("option", "what it does"), (_option(each, option) for option in options))


def _of_others(name: str, command: click.Command) -> Iterator[str]:
    yield "An upgrade needs only `db upgrade`; the others are for developers. `--help` shows their options."
    yield ""
    below = [each for each in paths_of(name, command) if each[0] != name]
    yield from table(("command", "what it does"), ((code(path), words(each.help)) for path, each in below))


def _usage(path: str, command: click.Command) -> str:
    context = click.Context(command)
    arguments = [each.make_metavar(context) for each in command.params if isinstance(each, click.Argument)]
    return " ".join((path, *arguments))


def _option(command: click.Command, option: click.Option) -> tuple[str, str]:
    name = option.opts[0] if option.is_flag else f"{option.opts[0]} {_kind(command, option)}"
    notes = "Required. " if option.required else ""
    usual = "" if option.is_flag or not option.show_default else f" Without it: `{option.default}`."
    return code(name), f"{notes}{words(option.help)}{usual}"


def _kind(command: click.Command, option: click.Option) -> str:
    return option.make_metavar(click.Context(command)).strip("[]").replace("|", " or ")
