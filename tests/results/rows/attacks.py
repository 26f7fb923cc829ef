"""Attacks on rows: the smallest group, rare values, and groups of one mind."""

from collections import Counter, defaultdict

from tests.results.populations import a_file, a_response

FILE = a_file()
KNOWN = ("school", "version", "channel", "grade", "lang")
RARE = ("bus", "clubs_chess", "clubs_band", "clubs_farm", "clubs_none")
MISSING = {"", "-77", "-88"}


def known(row):
    return tuple(row[name] for name in KNOWN)


def smallest_group(rows, key):
    return min(Counter(key(row) for row in rows).values())


def rare_values(rows):
    """(column, value) → rows, of what counts as an answer or as withheld."""
    return Counter(
        (name, row[name])
        for row in rows
        for name in RARE
        if row[name] not in MISSING and (name, row[name][:1]) != (name, "0")
    )


def unanimous(rows):
    """Groups whose rows all, or all but one, give the same answer to a sensitive question."""
    cells = defaultdict(Counter)
    for row in rows:
        for name in ("safe", "places_hall", "places_bath", "places_none"):
            cells[known(row), name][row[name]] += 1
    return [
        place
        for place, counts in cells.items()
        for cell, n in counts.items()
        if cell not in MISSING | {"-66", "0"} and counts.total() - n < 2
    ]


def crowd(n, school="atwater", **answers):
    return [a_response({"grade": "9", "lang": ["en"], "belong": "some", **answers}, school) for _ in range(n)]
