"""Compiles the interface texts when they are newer than what was compiled, so that no step is needed by hand."""

import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from survey_app.lines import lines_of
from survey_app.web.hmong_locale import teach_babel_hmong


def compile_translations(folder: Path) -> list[Path]:
    """Compile every `<locale>/LC_MESSAGES/messages.po` below `folder` that has no newer .mo; returns the new files.

    Drafts ("fuzzy" entries) are compiled too: a draft in the reader's language helps more than English, and the page
    says that it is a draft. Each file appears whole, by one rename.
    """
    teach_babel_hmong()  # of a language it does not know, Babel drops the plural forms
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=None)
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".unfinished", delete=False) as unfinished:
            write_mo(unfinished, catalog, use_fuzzy=True)
        ready = Path(unfinished.name)
        ready.chmod(0o644)
        ready.replace(target)
        compiled.append(target)
    return compiled


def draft_languages(folder: Path) -> frozenset[str]:
    """The languages of which at least one interface text was not reviewed by a person yet."""
    return frozenset(
        path.parent.parent.name.replace("_", "-")
        for path in folder.glob("*/LC_MESSAGES/messages.po")
        if any(line.startswith("#,") and "fuzzy" in line for line in lines_of(path.read_text("utf-8")))
    )
