"""texts: the words of a district in other languages, out to a file and back in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from flask_babel import force_locale

from survey_app.actions.audit_log import OPERATOR, Actor
from survey_app.actions.texts.change_texts import take_file
from survey_app.actions.texts.read_texts import known_languages, texts_in
from survey_app.cli.plain_commands import PlainGroup
from survey_app.cli.staff import only_district
from survey_app.errors import TextError
from survey_app.extensions import db
from survey_app.languages.listed import SOURCE
from survey_app.problems.english import in_english
from survey_app.surveys.words.files import FORMS, form_of, read_file, write_po, write_xlsx
from survey_app.surveys.words.incoming import TAKEN, Incoming, incoming
from survey_app.web.wording.texts import incoming_text, place_text, state_text

DISTRICT = click.option(
    "--district", metavar="CODE", help="Code of the district. Not needed if there is only one."
)
LANGUAGE = click.option("--language", metavar="TAG", required=True, help="Language, such as es.")


@click.group(cls=PlainGroup)
def texts() -> None:
    """Take texts out for translation, and bring them back (docs/translating.md)."""


@texts.command("export")
@LANGUAGE
@DISTRICT
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)), default="po", show_default=True, help="Kind of file."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write it."
)
def export(language: str, district: str | None, form: str, out: Path) -> None:
    """Write the texts of a language to a file."""
    code = _district(district, language)
    lines = texts_in(db.session(), code, language)
    with force_locale(SOURCE):
        content = (
            write_po(lines, language, place_text)
            if form == "po"
            else write_xlsx(lines, language, place_text, state_text)
        )
    out.write_bytes(content)
    click.echo(f"{out}: {len(lines)} texts, {sum(line.is_checked for line in lines)} of them checked")


@texts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LANGUAGE
@DISTRICT
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)), help="Kind of file; we see it if not given."
)
@click.option("--reviewed-by", default="", metavar="NAME", help="Who checked every text of the file.")
@click.option("--yes", is_flag=True, help="Take what it changes without asking.")
def import_(
    file: Path, language: str, district: str | None, form: str | None, reviewed_by: str, yes: bool
) -> None:
    """Show what a file would change, and take it after a yes."""
    code, content = _district(district, language), file.read_bytes()
    lines = texts_in(db.session(), code, language)
    found = incoming(lines, read_file(content, form or form_of(content)))
    _tell(found)
    taken = sum(each.kind in TAKEN for each in found)
    if not yes and not click.confirm(f"Take these {taken} texts?"):
        return
    by = Actor(OPERATOR, datetime.now(UTC))
    click.echo(f"took {take_file(db.session(), by, code, found, reviewed_by)} texts")


def _tell(found: Sequence[Incoming]) -> None:
    with force_locale(SOURCE):
        for each in found:
            if each.kind in TAKEN and each.line is not None:
                click.echo(f"{each.file.key}: {each.line.words or '-'} -> {each.words}")
            elif each.kind not in ("same", "empty"):
                why = in_english(each.problem) if each.problem else incoming_text(each.kind)
                click.echo(f"line {each.file.number}: {each.file.source}: {why}")


def _district(district: str | None, language: str) -> str:
    """Return the district. Raises TextError if its texts cannot be in this language."""
    code = district or only_district()
    known = known_languages(db.session(), code)
    if language not in known:
        raise TextError("texts_language_unknown", language=language, known=known)
    db.session.remove()
    return code
