"""Turn pydantic's errors about values that do not fit their fields into our own faults."""

import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from survey_app.surveys.faults.fault import Fault, Path, Phrase, near
from survey_app.surveys.faults.fields import NAME, Grade
from survey_app.surveys.faults.kinds import KINDS

_NAMED = {"sections": "section", "questions": "question", "choices": "choice", "rows": "row"}
_KEY_OF_A_BLOCK = "[key]"
_CODES = {
    "string_type": "not_words",
    "string_pattern_mismatch": "not_a_name",
    "literal_error": "unknown_word",
    "int_type": "not_a_whole_number",
    "int_parsing": "not_a_whole_number",
    "int_parsing_size": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
    "greater_than_equal": "not_a_whole_number",
    "less_than_equal": "not_a_whole_number",
    "tuple_type": "not_a_list",
    "model_type": "not_a_block",
    "dict_type": "not_a_block",
    "missing": "missing",
    "extra_forbidden": "unknown_key",
}
_QUOTED = re.compile("'([^']*)'")
_WORDS = ("not_words", "not_a_name", "unknown_word")


def fault_of(error: ErrorDetails, document: Any, path: Path, model: type[BaseModel]) -> Fault:
    """Turn an error of pydantic into a fault.

    document: the whole survey, to find names in. path: the place of the value that `model` could not read.
    """
    steps = (*path, *(step for step in error["loc"] if step != _KEY_OF_A_BLOCK))
    given = error["input"]
    code = error["type"] if error["type"] in KINDS else _CODES.get(error["type"], "not_taken")
    if code == "not_a_name" and error["ctx"]["pattern"] != NAME:
        code = "not_taken"
    if steps[:1] == ("grades",) and error["type"] in ("missing", "too_long"):
        return Fault("wrong_grades", ("grades",))
    if code in _WORDS and given in ("", None):
        code = "empty"
    if code == "missing":
        return Fault(code, steps, {"what": name_of(document, steps[:-1]), "key": steps[-1]})
    if code == "unknown_key":
        return unknown_key(steps, name_of(document, steps[:-1]), model.model_fields)
    values: dict[str, Any] = {"what": name_of(document, steps), "given": given}
    if code == "unknown_word":
        known = _QUOTED.findall(error["ctx"]["expected"])
        values |= {"known": known, **near(str(given), known)}
    if code == "not_a_whole_number":
        limits = _limits(model, error["loc"])
        code = code if len(limits) == len(("lowest", "highest")) else "not_taken"
        values |= limits
    return Fault(code, steps, values | {"reason": error["msg"]})


def unknown_key(path: Path, what: Phrase, known: Mapping[str, object]) -> Fault:
    """Make the fault of a key (the last step of the path) that its block does not know."""
    key = str(path[-1])
    return Fault("unknown_key", path, {"key": key, "what": what, "known": list(known), **near(key, known)})


def name_of(document: Any, path: Path) -> Phrase:
    """What messages call the value at a path: its own name if it has one, else its key."""
    steps = list(path)
    if "words" in steps:  # the words of a text have the name of the text
        del steps[steps.index("words") :]
    if not steps:
        return Phrase("survey")
    if isinstance(steps[-1], str):
        return Phrase("value", {"key": steps[-1]})
    if len(steps) == 1:  # a list in place of a survey
        return Phrase("survey")
    kind = _NAMED.get(str(steps[-2]), "choice" if "lists" in steps else "")
    block = at(document, tuple(steps))
    name = block.get("code" if kind in ("choice", "row") else "name") if isinstance(block, Mapping) else None
    if kind and isinstance(name, str) and name:
        return Phrase(kind, {"name": name})
    return Phrase(f"a_{kind}") if kind in ("section", "question") else Phrase("item", {"key": steps[-2]})


def at(document: Any, path: Path) -> Any:
    """The value at a path; None if there is none."""
    for step in path:
        is_there = (isinstance(document, Mapping) and step in document) or (
            isinstance(document, list | tuple) and isinstance(step, int) and step < len(document)
        )
        document = document[step] if is_there else None
    return document


def _limits(model: type[BaseModel], steps: tuple[int | str, ...]) -> dict[str, int]:
    """The lowest and the highest number that a field accepts, if it has these limits."""
    key = next(step for step in reversed(steps) if isinstance(step, str))
    is_grade = key in ("grade", "grades")
    metadata = get_args(Grade)[1].metadata if is_grade else model.model_fields[key].metadata
    ends = {"lowest": "ge", "highest": "le"}
    return {
        end: getattr(each, sign) for end, sign in ends.items() for each in metadata if hasattr(each, sign)
    }
