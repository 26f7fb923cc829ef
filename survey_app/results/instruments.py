"""Facts about our surveys: the questions that a summary begins with.

Source: docs/releases.md.
"""

from collections.abc import Container, Sequence

NEEDS = ("student_needs3", "needs3")
"""The questions about what students need most, the newest name first: needs3 asked each audience something else."""
STRENGTHS = ("strengths3", "school_strengths3")
"""The questions about what is going well. Partners had strengths3 about the school and its neighborhood in one."""
NO_NEED = frozenset({"none", "other"})
"""Answers to these questions that name no need and no strength."""


def first_asked(names: Sequence[str], asked: Container[str]) -> str | None:
    """The first of these questions that is asked; None if none of them is."""
    return next((name for name in names if name in asked), None)
