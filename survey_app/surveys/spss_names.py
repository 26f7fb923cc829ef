"""The names that SPSS and PSPP allow for variables.

Source: IBM SPSS Statistics, Command Syntax Reference, "Variable Names".
"""

from collections.abc import Iterator

from survey_app.surveys.faults.fault import Fault

LONGEST = 64
"""In bytes."""
RESERVED = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])
"""Words of the SPSS syntax, in lowercase. SPSS does not distinguish upper and lower case."""


def check_for_spss(column: str, question: str) -> Iterator[Fault]:
    """Yield a fault for each rule that a column name breaks.

    column: made of a to z, 0 to 9 and _, as names of questions and codes are. question: the question it belongs to.
    """
    values = {"column": column, "question": question}
    if column.lower() in RESERVED:
        yield Fault(
            "column_is_spss_word", (), {**values, "words": [word.upper() for word in sorted(RESERVED)]}
        )
    if column[0].isdigit():
        yield Fault("column_begins_with_digit", (), values)
    if len(column.encode()) > LONGEST:
        code = "name_too_long" if column == question else "column_too_long"
        yield Fault(code, (), {**values, "length": len(column.encode()), "most": LONGEST})
