"""The files of the project, as rules of the house walk them."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
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


def called(function: ast.expr) -> str:
    """Give the last word of the name of what is called."""
    return getattr(function, "attr", getattr(function, "id", ""))
