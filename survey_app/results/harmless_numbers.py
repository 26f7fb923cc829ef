"""Tell harmless numbers, such as dates and prices, from phone numbers and student numbers."""

import re
from itertools import pairwise

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_PRICE = r"\$\s?\d{1,3}(?:,\d{3})*(?:\.\d\d)?|\$\s?\d{1,7}(?:\.\d\d)?"
_TOKEN = re.compile(
    "(?:"
    + "|".join(
        (
            _PRICE,
            rf"{_YEAR}([-/.]){_DAY}\1{_DAY}",
            rf"{_DAY}([-/.]){_DAY}\2{_YEAR}",
            rf"{_DAY}/{_DAY}/\d\d",
            rf"{_YEAR}\s?[-–/]\s?\d\d",  # a school year
            _YEAR,
            _TIME,
            r"\d{1,3}(?:\.\d{1,2})?\s?%",
            r"\d{1,3},\d{3}",
        )
    )
    + r")(?!\d)"
)
_BETWEEN = re.compile(r"(?:\s?[,،;&/+–-]\s?|\s|[.!?:)(]+\s?\(?){1,2}")
_ENDS_A_PART = re.compile(r"[.!?,،;:)]\s")
_FEW = re.compile(r"\d{1,4}")
_LIST = re.compile(r"\d{1,2}(?:\s?[,،;&/+–-]\s?\d{1,2}|\s\d{1,2})+")
_LARGEST_IN_LIST = 20


def is_harmless(run: str, before: str, after: str) -> bool:
    """Whether a run of digits contains only dates, times, years, prices and percentages, or is a list of small numbers.

    before, after: the text around it. A sign there can belong to a price or a percentage.
    """
    if _is_list(run):
        return True
    sign, percent = ("$" if re.search(r"\$\s?$", before) else ""), ("%" if re.match(r"\s?%", after) else "")
    return _is_made_of_tokens(sign + run + percent)


def _is_list(run: str) -> bool:
    """Whether the run is a list of small numbers that only rise or only fall, such as grades or class periods."""
    if not _LIST.fullmatch(run):
        return False
    numbers = [int(digits) for digits in re.findall(r"\d+", run)]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return max(numbers) <= _LARGEST_IN_LIST and (all(s > 0 for s in steps) or all(s < 0 for s in steps))


def _is_made_of_tokens(run: str) -> bool:
    """Whether the run contains only tokens. One short plain number is also fine if punctuation sets it apart."""
    at, plain = 0, 0
    while at < len(run):
        token = _TOKEN.match(run, at)
        if token is None:
            token, plain = _FEW.match(run, at), plain + 1
            if token is None or not _stands_alone(run, *token.span()):
                return False
        at = token.end()
        gap = _BETWEEN.match(run, at)
        if at < len(run):
            if gap is None:
                return False
            at = gap.end()
    return plain <= 1


def _stands_alone(run: str, start: int, end: int) -> bool:
    before, after = run[max(0, start - 2) : start], run[end : end + 2]
    return all(not part or _ENDS_A_PART.fullmatch(part) is not None for part in (before, after))
