"""Names and codes for what people add: they write words, and never have to think of a name."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence

from survey_app.surveys.checks.survey import RESERVED_NAMES
from survey_app.surveys.drafts.items import NAME_FIELD, Document, Item, Kind, places
from survey_app.surveys.drafts.values import source_of
from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, NOT_KNOW

_LONGEST = 24
_NOT_A_NAME = RESERVED_NAMES | {NO_ANSWER, NOT_APPLY, NOT_KNOW}
NAMED_BY: Mapping[Kind, str] = {"section": "title", "question": "ask", "choice": "text"}
"""Kind of item → the field whose words give it its name."""


def name_for(
    document: Document, kind: Kind, item: Item, siblings: Sequence[Item], used: Iterable[str] = ()
) -> str:
    """A name, or a code, for a new item: made of its words, and not taken.

    siblings: the other choices. used: names under which people answered something else before.
    """
    words = source_of(item.get(NAMED_BY.get(kind, "")))
    key = NAME_FIELD[kind]
    of_kind = [place.item for place in places(document).values() if place.kind == kind]
    beside = siblings if kind == "choice" else of_kind
    taken = {*used, *(str(each.get(key)) for each in beside)}
    begins = "choice" if kind == "choice" else kind
    return unused(from_words(words, begins, may_be_number=kind == "choice"), taken)


def is_made_up(name: object, kind: Kind) -> bool:
    """Whether a name came from no words: "question_2"."""
    return isinstance(name, str) and re.fullmatch(rf"{kind}(_[0-9]+)?", name) is not None


def from_words(words: str, otherwise: str, *, may_be_number: bool = False) -> str:
    """Words as a name: "How safe do you feel?" → "how_safe_do_you_feel". otherwise: if no letter is left of them."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
    if len(name) > _LONGEST:
        name = name[:_LONGEST].rpartition("_")[0] or name[:_LONGEST]
    if not name or (name[0].isdigit() and not may_be_number):
        name = f"{otherwise}_{name}".strip("_")
    return name


def unused(name: str, taken: Container[str]) -> str:
    """The name, or the name with a number, if it is taken or means something else in rules and exports."""
    number, tried = 1, name
    while tried in taken or tried in _NOT_A_NAME:
        number += 1
        tried = f"{name}_{number}"
    return tried
