"""Facts about our surveys: the questions that a summary begins with.

Source: docs/releases.md.
"""

NEEDS, STRENGTHS = "needs3", "strengths3"
"""The question about what people need most, and the question about what is going well."""
NO_NEED = frozenset({"none", "other"})
"""Answers to these two questions that name no need and no strength."""
