"""What the types of XLSForm are here: rows that begin or end something, questions, and what we do not ask."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_GROUP = re.compile(r"(begin|end)[ _]+(group|lgroup|repeat|loop|looped group)")
_WITH_LIST = re.compile(
    r"(?P<type>\S+)(?:\s+(?P<list>.*?))?(?P<other>\s+(?:or specify other|or_other|or other))?"
)
_REPEATS = frozenset({"lgroup", "repeat", "loop", "looped group"})

_PLAIN: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "string", "add text prompt", "q string"),
    "integer": ("integer", "int", "add integer prompt", "q int"),
    "range": ("range",),
    "note": ("note", "add note prompt", "q note"),
    "acknowledge": ("acknowledge", "trigger", "add acknowledge prompt", "q acknowledge"),
}
_NOT_ASKED: Mapping[str, tuple[str, ...]] = {
    "type_place": (
        "geopoint", "gps", "location", "add location prompt", "q geopoint", "q location", "geotrace", "geoshape",
        "start-geopoint", "background-geopoint", "osm",
    ),
    "type_date": (
        "date", "time", "datetime", "add date prompt", "add time prompt", "add date time prompt", "q date", "q time",
        "q date time",
    ),
    "type_decimal": ("decimal", "add decimal prompt", "q decimal"),
    "type_media": (
        "image", "photo", "audio", "video", "file", "barcode", "background-audio", "add image prompt",
        "add photo prompt", "add audio prompt", "add video prompt", "add file prompt", "add barcode prompt",
        "q image", "q picture", "q audio", "q video", "q barcode", "binary",
    ),
    "type_identifies": (
        "start", "end", "today", "start time", "end time", "get start time", "get end time", "get today",
        "deviceid", "device id", "get device id", "imei", "username", "email", "uri:email", "phonenumber",
        "phone number", "get phone number", "subscriberid", "subscriber id", "get subscriber id", "simserial",
        "sim id", "get sim id", "audit", "uri:deviceid", "uri:username", "uri:phonenumber", "uri:subscriberid",
        "uri:simserial", "start_time", "end_time",
    ),
    "type_calculated": ("calculate", "add calculate prompt", "q calculate", "hidden", "xml-external", "csv-external"),
    "type_rank": ("rank",),
    "type_file_of_choices": (
        "select_one_from_file", "select_multiple_from_file", "select_one_external", "select one from file",
        "select multiple from file",
    ),
}  # fmt: skip
_BY_NAME = {other: name for name, others in _PLAIN.items() for other in others}
_LOST_BY_NAME = {other: code for code, others in _NOT_ASKED.items() for other in others}
_WITH_MORE = ("type_rank", "type_file_of_choices")
"""Those whose types are followed by the name of a list or a file."""
ONE, SEVERAL = "select_one", "select_multiple"
KNOWN = (ONE, SEVERAL, *_PLAIN, "begin_group", "end_group")


@dataclass(frozen=True)
class RowType:
    """What a row is. kind: begin, end, one of KNOWN, or "" if we do not ask it; lost is then the code of its note.

    is_repeat: it begins or ends a group that is asked several times. list_name: its list of choices.
    """

    kind: str
    written: str
    lost: str = ""
    list_name: str = ""
    or_other: bool = False
    is_repeat: bool = False


def read_type(written: str, aliases: Mapping[str, str]) -> RowType:
    """Read the type of a row. aliases: other names of types with choices."""
    plain = " ".join(written.split())
    small = plain.lower()
    if found := _GROUP.match(small):
        return RowType(found[1], plain, is_repeat=found[2] in _REPEATS)
    if small in _BY_NAME:
        return RowType(_BY_NAME[small], plain)
    if small in _LOST_BY_NAME:
        return RowType("", plain, _LOST_BY_NAME[small])
    lost = [code for code in _WITH_MORE for other in _NOT_ASKED[code] if f"{small} ".startswith(f"{other} ")]
    return RowType("", plain, lost[0]) if lost else _with_list(_one_word(plain, aliases), plain)


def _one_word(plain: str, aliases: Mapping[str, str]) -> str:
    """The type with its present name in one word: "select one from L" → "select_one L"."""
    for other in sorted(aliases, key=len, reverse=True):
        rest = plain[len(other) :]
        if plain.lower().startswith(other) and (not rest or rest[0] == " "):
            return aliases[other] + rest
    return plain


def _with_list(words: str, written: str) -> RowType:
    found = _WITH_LIST.fullmatch(words)
    kind = found["type"].lower() if found else ""
    if found is None or kind not in (ONE, SEVERAL):
        return RowType("", written, "type_unknown" if words else "type_missing")
    return RowType(kind, written, list_name=(found["list"] or "").strip(), or_other=bool(found["other"]))
