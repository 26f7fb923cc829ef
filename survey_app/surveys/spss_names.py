"""What SPSS and PSPP allow as the name of a variable.

Source: IBM SPSS Statistics, Command Syntax Reference, "Variable Names".
"""

LONGEST = 64
"""Bytes."""
RESERVED = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])
"""Words of the syntax. In small letters; SPSS does not tell capital letters from small ones."""


def spss_fault(name: str) -> str:
    """The rule that a column name breaks, to follow the name in a sentence; "" when SPSS takes it.

    name: of a to z, 0 to 9 and _, as names of questions and codes are.
    """
    if name.lower() in RESERVED:
        return f"is one of the words that SPSS keeps for itself ({', '.join(sorted(RESERVED)).upper()})"
    if name[0].isdigit():
        return "begins with a digit, and SPSS wants a letter"
    if len(name.encode()) > LONGEST:
        return f"has {len(name.encode())} characters, and SPSS takes {LONGEST}"
    return ""
