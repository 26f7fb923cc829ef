"""A language that somebody made up, added as the documents say: one line in the list, and its texts. Nothing else.

It has no Latin letter, so that a word that is not its own is seen wherever it shows.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

from tests.installation import PROJECT

TAG = "qaa"
NAME = "قاقا"
LINE = f"  - {{tag: {TAG}, name: {NAME}, english: Made up, script: Arab, census: [Madeupish], locale: fa}}\n"
PLURAL_FORMS = "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);"
_WAYS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%|\{\w+\}|<[^>]+>)")
_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابپتثجچحخدذرزژسشصضطظعغفقكل")
_COPIED = ("survey_app", "translations", "migrations")


def say(words: str, form: str = "") -> str:
    """A text in the made-up language: another letter for each; what is filled in, and marks, stay."""
    return form + "".join(
        part if _KEPT.fullmatch(part) else part.lower().translate(_LETTERS) for part in _KEPT.split(words)
    )


def add_language(project: Path) -> None:
    """Copy what is installed into `project`, and add the language to the copy."""
    for folder in _COPIED:
        shutil.copytree(PROJECT / folder, project / folder)
    shutil.copy(PROJECT / "wsgi.py", project)
    listed = project / "survey_app" / "languages" / "languages.yaml"
    before, heading, after = listed.read_text().partition("\n# Other languages that the state")
    listed.write_text(before.rstrip("\n") + "\n" + LINE + heading + after)
    texts = project / "survey_app" / "library" / "texts"
    write_surveys(texts / "es.po", texts / f"{TAG}.po")
    interface = project / "translations" / TAG / "LC_MESSAGES"
    interface.mkdir(parents=True)
    write_interface(interface / "messages.po")


def write_surveys(like: Path, path: Path) -> None:
    """Every text of the surveys."""
    catalog = polib.POFile()
    for text in polib.pofile(str(like)):
        if not text.obsolete:
            catalog.append(polib.POEntry(msgctxt=text.msgctxt, msgid=text.msgid, msgstr=say(text.msgid)))
    catalog.save(str(path))


def write_interface(path: Path) -> None:
    """Every text of the interface, as it stands in the code now; with a plural rule of its own."""
    catalog = polib.POFile()
    catalog.metadata = {
        "Language": TAG,
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": PLURAL_FORMS,
    }
    found = extract_from_dir(str(PROJECT / "survey_app"), method_map=_WAYS, keywords=_KEYWORDS)
    seen = set()
    for _file, _line, message, _comments, context in found:
        one, many = message if isinstance(message, tuple) else (message, "")
        if (context, one) in seen:
            continue
        seen.add((context, one))
        catalog.append(_entry(one, many, context))
    catalog.save(str(path))


def _entry(one: str, many: str, context: str | None) -> polib.POEntry:
    said = {number: say(many, str(number)) for number in range(3)} if many else {}
    return polib.POEntry(
        msgctxt=context, msgid=one, msgid_plural=many, msgstr="" if many else say(one), msgstr_plural=said
    )


# --- What is not said in it ---------------------------------------------------------------------------

_WORD = re.compile(r"[A-Za-z]{2,}")


def left_over(texts: Iterable[str], fine: Iterable[str] = ()) -> list[str]:
    """The words in Latin letters, except names."""
    return [word for text in texts for word in _WORD.findall(text) if word not in fine]
