"""What SPSS and PSPP allow as the name of a variable.

Source: IBM SPSS Statistics, Command Syntax Reference, "Variable Names".
"""

from collections.abc import Iterator

from survey_app.surveys.faults.fault import Fault

LONGEST = 64
"""Bytes."""
RESERVED = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])
"""Words of the syntax. In small letters; SPSS does not tell capital letters from small ones."""


def check_for_spss(column: str, question: str) -> Iterator[Fault]:
    """The rule that a column name breaks; nothing when SPSS takes it.

    column: of a to z, 0 to 9 and _, as names of questions and codes are. question: the one it belongs to.
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
