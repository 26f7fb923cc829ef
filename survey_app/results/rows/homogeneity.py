"""Withhold sensitive answers if a group agrees. Anyone who knows that you are in the group would know your answer."""

from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass, field

from survey_app.results.cells import Cell
from survey_app.results.variables import MISSING, PREFERS_NOT

LEAST_DISSENT = 2
"""How many rows must differ from the most common answer. If only one differed, that person would know all the rest."""

BLOCK = 3
"""How many neighboring groups we suppress together. Suppressing one group alone would say that the group agrees."""


@dataclass
class Opinions:
    """How many rows gave each sensitive answer, in each group of rows that print the same labels."""

    sizes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    answers: defaultdict[tuple[tuple[str, ...], str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def add(self, group: tuple[str, ...], variable: str, cell: Cell, rows: int) -> None:
        """Count one sensitive answer of `rows` rows. A choose_several counts for each of its choices."""
        if isinstance(cell, tuple):
            for code in cell:
                self.answers[group, variable][code] += rows
        elif cell not in MISSING or cell == PREFERS_NOT:
            self.answers[group, variable][cell] += rows


def suppressed_groups(opinions: Opinions) -> Set[tuple[tuple[str, ...], str]]:
    """Find where to withhold sensitive answers: pairs of (group, variable), always for a whole block of groups.

    Blocks depend only on the labels, so a suppressed block tells only that one of its groups agrees.
    """
    groups = sorted(opinions.sizes)
    blocks = max(1, len(groups) // BLOCK)
    block_of = {group: min(number // BLOCK, blocks - 1) for number, group in enumerate(groups)}
    suppressed = {
        (block_of[group], variable)
        for (group, variable), answers in opinions.answers.items()
        if opinions.sizes[group] - max(answers.values()) < LEAST_DISSENT
    }
    variables = {variable for _, variable in suppressed}
    return {(group, name) for group in groups for name in variables if (block_of[group], name) in suppressed}
