"""The question types: fields from their classes, examples from the guide, columns as an export would name them."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from reference.markdown import code, codes, table, words
from survey_app.results.cells import survey_file
from survey_app.results.files.codebook import entries
from survey_app.surveys.checks.document import keys_of
from survey_app.surveys.model import Survey
from survey_app.surveys.types import QUESTION_TYPES
from survey_app.surveys.yaml_file import LIBRARY, load_survey

GUIDE = Path(__file__).parents[1] / "docs" / "survey-format.md"
_EXAMPLE = r"^### {kind}\n.*?^```yaml\n(.*?)^```"


def question_types() -> Iterator[str]:
    """The section on question types."""
    yield "[survey-format.md](survey-format.md) explains how to write a survey. Every type has these keys:"
    yield ""
    shared = [
        key
        for key in keys_of(next(iter(QUESTION_TYPES)))
        if all(key in keys_of(kind) for kind in QUESTION_TYPES)
    ]
    yield from table(
        ("key", "without it", "what it says"), (_key(next(iter(QUESTION_TYPES)), key) for key in shared)
    )
    for kind, about in QUESTION_TYPES.items():
        yield from (f"### {kind}", "", words(about.__doc__), "")
        own = [_key(kind, key) for key in keys_of(kind) if key not in shared]
        if own:
            yield from table(("key", "without it", "what it says"), own)
        example = example_of(kind)
        yield from ("```yaml", example.rstrip(), "```", "")
        columns = list(_columns(survey_with(example)))
        if columns:
            yield from table(("column in exports", "what it holds"), columns)
        else:
            yield from ("No column in exports: no row of answers tells who wrote something.", "")


def example_of(kind: str) -> str:
    """The example of a type in docs/survey-format.md. Raises LookupError with the remedy."""
    found = re.search(_EXAMPLE.format(kind=kind), GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    if found is None:
        raise LookupError(
            f'docs/survey-format.md has no example of {kind}; add "### {kind}" with a block of yaml'
        )
    return found[1]


def survey_with(question: str) -> Survey:
    """A survey with this question alone."""
    guide = GUIDE.read_text(encoding="utf-8")
    whole = re.search(r"^```yaml\n(name: .*?)^sections:", guide, re.DOTALL | re.MULTILINE)
    if whole is None:
        raise LookupError("docs/survey-format.md has no whole survey; add one that begins with name:")
    lines = "".join(f"      {line}\n" for line in question.splitlines())
    name = whole[1].split()[1]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "shared.yaml").write_bytes((LIBRARY / "shared.yaml").read_bytes())
        file = Path(folder) / f"{name}.yaml"
        section = "sections:\n  - name: one\n    title: One\n    questions:\n"
        file.write_text(whole[1] + section + lines, encoding="utf-8")
        return load_survey(file)


def _key(kind: str, key: str) -> tuple[str, str, str]:
    field: FieldInfo = QUESTION_TYPES[kind].model_fields[key]
    if key == "type":
        return code(key), "mandatory", "One of the types below."
    known = list(_words_in(field.annotation))
    choice = (
        f" {'Any' if get_origin(field.annotation) is tuple else 'One'} of {codes(known)}." if known else ""
    )
    meaning = f"{field.description or ''}{choice}"
    return code(key), "mandatory" if field.is_required() else _default(field), meaning


def _words_in(annotation: object) -> Iterator[str]:
    """The words that a field may be, if its type lists them."""
    for part in get_args(annotation):
        yield from [part] if isinstance(part, str) else _words_in(part)


def _default(field: FieldInfo) -> str:
    if field.default is None or field.default == ():
        return "none"
    return code(str(field.default).lower())


def _columns(survey: Survey) -> Iterator[tuple[str, str]]:
    file = survey_file([survey], {})
    holds = {entry.column: entry.holds for entry in entries(file, [survey.language])}
    for column in file.columns:
        split = f"1 if `{column.code}` was chosen, 0 if not"
        yield code(column.name), split if column.code else holds[column.name]
