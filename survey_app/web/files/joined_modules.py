"""Join a script with the modules it imports, and a style with its parts. Then a page asks for one file, not a dozen.

In the source, every script is a native module and works as one. Scripts that we join use only a small part of the
language. Imports stand at the line start, on one line, by name and from a relative path. Two modules never declare the
same name at the top. Exports stand before what they export, or all in one line at the end, as in `vendor/`. What the
script itself exports stays exported.

In the source, a style sheet that pages name imports its parts in order, as browsers do too. Each import is on one
line, from a relative path. A part imports nothing.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|class|const|let)", re.MULTILINE)
_EXPORTS = re.compile(r"^export \{ [\w, ]+ \};\n", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import(?! ?\()|export)\b.*", re.MULTILINE)
_PART = re.compile(r'^@import "(\./[^"]+\.css)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:async function|function|class|const|let) (\w+)", re.MULTILINE)


def join_modules(script: Path) -> bytes:
    """Return the script and every module it imports, each once, and each after what it imports.

    Raises ValueError if a module uses more of the language than we can join.
    """
    owners: dict[str, Path] = {}
    joined = []
    for path in _in_order(script.resolve(), {}):
        unlinked = _IMPORT.sub("", path.read_text())
        source = _EXPORT.sub("", _EXPORTS.sub("", unlinked))
        if left_over := _LEFT_OVER.search(source):
            raise ValueError(f"{path.name}: cannot join {left_over[0]!r}; name what is imported, on one line")
        for name in set(_DECLARED.findall(source)):
            if name in owners:
                raise ValueError(f"{path.name}: {name} is also declared in {owners[name].name}; rename one")
            owners[name] = path
        joined.append(unlinked if path == script.resolve() else source)
    return "".join(joined).encode()


def join_styles(style: Path) -> bytes:
    """Return the style with each part where it imports it. Raises ValueError if an import is left."""
    joined = _PART.sub(lambda part: (style.parent / part[1]).read_text(), style.read_text())
    if "@import" in joined:
        raise ValueError(f"{style.name}: cannot join an @import; write each on one line, in this file alone")
    return joined.encode()


def _in_order(path: Path, begun: dict[Path, bool]) -> Iterator[Path]:
    """Yield the modules that `path` needs, then itself. `begun` says which we began, and whether they are done."""
    if path in begun:
        if not begun[path]:
            raise ValueError(f"{path.name}: imports itself through others")
        return
    begun[path] = False
    for imported in _IMPORT.findall(path.read_text()):
        yield from _in_order((path.parent / imported).resolve(), begun)
    begun[path] = True
    yield path
