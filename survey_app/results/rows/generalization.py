"""Generalization hierarchies: the steps that replace a value which too few people share.

a grade               9        → grades_9_10     → -66 (withheld)
several choices       "en es"  → two_or_more     → -66
any other choice      k_2      → -66
a school              atwater  → other_schools
"""

from collections.abc import Callable

from survey_app.results.rows.pooling import Hierarchy
from survey_app.results.variables import MISSING, WITHHELD, Variable

OTHER_SCHOOLS = "other_schools"
TWO_OR_MORE = "two_or_more"
# Hyphens would be nicer, but spreadsheets read 9-10 as September 10.
GRADE_BANDS = {
    "grades_tk_2": range(-1, 3),
    "grades_3_5": range(3, 6),
    "grades_6_8": range(6, 9),
    "grades_9_10": range(9, 11),
    "grades_11_12": range(11, 13),
}
# No school has eleven people who chose the same four languages. Leaving such sets out limits the number of values.
_MOST_CODES = 3


def school_hierarchy(school: str) -> tuple[str, ...]:
    """A school steps up to "other schools"."""
    return (school, OTHER_SCHOOLS) if school != OTHER_SCHOOLS else (OTHER_SCHOOLS,)


def plain_hierarchy(value: str) -> tuple[str, ...]:
    """A value steps up to "withheld"."""
    return (value, WITHHELD) if value != WITHHELD else (WITHHELD,)


def hierarchy_of(variable: Variable) -> Hierarchy:
    """The hierarchy of an identifier. Its values are codes (several are joined by spaces) or missing codes."""
    band = _band_of(variable)

    def climb(value: str) -> tuple[str, ...]:
        codes = value.split(" ")
        if value in MISSING or not variable.codes:
            return plain_hierarchy(value)
        steps = [value] if len(codes) <= _MOST_CODES else []
        bands = {band(code) for code in codes}
        if len(bands) == 1 and None not in bands:
            steps += [label for label in bands if label]
        elif len(codes) > 1:
            steps.append(TWO_OR_MORE)
        return (*steps, WITHHELD)

    return climb


def coarse_codes(variable: Variable) -> tuple[str, ...]:
    """The codes that stand for several values of this identifier, from fine to coarse, except "withheld"."""
    band = _band_of(variable)
    bands = dict.fromkeys(label for code in variable.codes if (label := band(code)))
    return (*bands, *((TWO_OR_MORE,) if variable.is_split else ()))


def _band_of(variable: Variable) -> Callable[[str], str | None]:
    """A function from a code to its grade band, or None if the code is not a grade."""
    grades = {choice.code: choice.grade for choice in variable.question.offered}

    def band(code: str) -> str | None:
        grade = grades.get(code)
        return next(
            (label for label, span in GRADE_BANDS.items() if grade is not None and grade in span), None
        )

    return band
