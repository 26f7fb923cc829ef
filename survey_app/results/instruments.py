"""Facts of the instruments: which questions a summary begins with.

Sources: docs/releases.md.
"""

NEEDS, STRENGTHS = "needs3", "strengths3"
"""The questions of what is needed most, and of what is strong."""
NO_NEED = frozenset({"none", "other"})
"""Answers to these two questions that name nothing."""
