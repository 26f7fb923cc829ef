"""recovery-key, backup, restore: keep what people answered, even if this machine is lost."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from survey_app.actions.backup.parts import DATA, SECRETS
from survey_app.actions.backup.recovery_key import (
    LINES,
    RecoveryKey,
    fingerprint,
    join_lines,
    read_key,
    read_line,
)
from survey_app.actions.backup.restore_backup import Checked, Restored, checked_backup, restore_backup
from survey_app.actions.backup.take_backup import BackupTaken, make_recovery_key, take_backup
from survey_app.cli.plain_commands import PlainCommand, the_keys, the_settings
from survey_app.cli.rounds import operator
from survey_app.config import CALIFORNIA
from survey_app.errors import BackupError
from survey_app.extensions import db

_PATH = click.Path(path_type=Path)


@click.command("recovery-key", cls=PlainCommand)
@with_appcontext
def recovery_key() -> None:
    """Make a recovery key for backups and show its private half, once. Print it, and keep it away from backups."""
    key, before = make_recovery_key(db.engine, the_settings().instance_path, operator())
    click.echo(f"Recovery key {fingerprint(key.public)}\n")
    for place, line in enumerate(key.lines(), 1):
        click.echo(f"  {place}  {line}")
    click.echo(
        "\nPrint this page or write it down now: the server shows it once and keeps no copy. Whoever copies it by"
        "\nhand needs no capitals; O and 0 mean the same, and so do I, L and 1. The last three characters of each"
        "\nline catch typing mistakes."
        "\n\nEvery backup seals to this key the responses that wait to be mixed, and `restore` asks for it. Without"
        "\nit, those responses are lost. Whoever has it and a backup can read them before they are mixed; with two"
        "\nbackups, those that came in between. So keep it away from backups and from this server, locked up."
    )
    if before:
        click.echo(
            f"\nBackups from now on need this key. Backups that you made before need the key {before}:"
            "\nkeep that paper as long as you keep those backups."
        )


@click.command("backup", cls=PlainCommand)
@click.argument("path", type=_PATH)
@with_appcontext
def backup(path: Path) -> None:
    """Write a backup into a new folder: data.zip, and secrets.zip, which you keep in another place."""
    tell_taken(take_backup(db.engine, the_keys(), the_settings().instance_path, path, operator()))


@click.command("restore", cls=PlainCommand)
@click.argument("path", type=_PATH)
@click.option("--secrets", type=_PATH, help="Where secrets.zip is, if it is not in the same folder.")
@click.option("--without-secrets", is_flag=True, help="Bring back the data alone: the secrets are lost.")
@click.option(
    "--recovery-key",
    "key_file",
    type=_PATH,
    help="A file with the recovery key. Without it, the command asks.",
)
@with_appcontext
def restore(path: Path, secrets: Path | None, without_secrets: bool, key_file: Path | None) -> None:
    """Bring an installation back from a backup, into an empty database of the same kind."""
    instance = the_settings().instance_path
    part = None if without_secrets else find_secrets(path, secrets)
    ask = partial(key_in_file, key_file) if key_file else ask_for_key
    with checked_backup(db.engine, instance, path, part, ask) as checked:
        upgrade()
        restored = restore_backup(db.engine, the_keys(), instance, checked, operator())
    tell_restored(restored, checked)


def find_secrets(path: Path, secrets: Path | None) -> Path:
    """Return where the part with the secrets is. Raises BackupError, with the remedy."""
    part = secrets or (path if path.is_dir() else path.parent) / SECRETS
    if not part.exists():
        raise BackupError("secrets_not_found", path=part)
    return part


def key_in_file(path: Path, _wanted: str) -> RecoveryKey:
    """Read the recovery key from a file. Raises BackupError."""
    try:
        return read_key(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BackupError("file_missing", given=path) from None


def ask_for_key(wanted: str) -> RecoveryKey:
    """Ask for the recovery key, line by line. A line with a typing mistake is asked again."""
    click.echo(f"This backup needs the recovery key {wanted}. What you type is not shown.")
    pieces: list[str] = []
    while len(pieces) < LINES:
        place = len(pieces) + 1
        piece = read_line(place, click.prompt(f"Line {place}", hide_input=True))
        if piece is None:
            click.echo(f"Line {place} has a typing mistake. Please type its sixteen characters again.")
        else:
            pieces.append(piece)
    return join_lines(pieces)


def tell_taken(taken: BackupTaken) -> None:
    """Say what was written, and what to do with it."""
    click.echo(f"{taken.path / DATA}: {taken.rows} rows; {taken.waiting} responses that wait")
    click.echo(f"{taken.path / SECRETS}: secrets. Keep it in another place, where only you can read it.")
    if taken.recovery_key:
        click.echo(
            f"What waits is sealed to the recovery key {taken.recovery_key}. Make sure that you have it."
        )
    for name, total in taken.sums.items():
        click.echo(f"sha256 {total}  {name}")


def tell_restored(restored: Restored, checked: Checked) -> None:
    """Say what was brought back, and from when on answers may be missing."""
    rows: Mapping[str, int] = restored.rows
    click.echo(f"{sum(rows.values())} rows, with {rows['school']} schools and {rows['round']} rounds")
    click.echo(f"{rows['box'] + restored.waiting} responses; {restored.waiting} of them wait to be mixed")
    began = restored.began.astimezone(CALIFORNIA)
    click.echo(
        f"The backup began at {began:%H:%M:%S on %Y-%m-%d} in California ({restored.began:%H:%M:%S} UTC)."
        "\nEvery response that was acknowledged before is here, once. Of later ones, only those come back that a"
        "\ndevice still holds: it sends them again by itself. Everybody signs in again."
    )
    if checked.secrets is None:
        click.echo("The secrets were left out. See docs/operating.md for what does not work without them.")
    click.echo("Look whether all is well: python3 run.py check")
