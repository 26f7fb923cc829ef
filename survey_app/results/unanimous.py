"""Withhold sensitive answers where a group is of one mind: who knows that somebody is in it would know the answer."""

from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass, field

from survey_app.results.cells import Cell
from survey_app.results.variables import MISSING, PREFERS_NOT

LEAST_DISSENT = 2
"""Rows that must differ from the most common answer: one alone would know what all the others said."""

EVERY_SCHOOL = "*"


@dataclass
class Opinions:
    """How often each sensitive answer was given in each group of rows that print the same labels."""

    sizes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    answers: defaultdict[tuple[tuple[str, ...], str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def add(self, group: tuple[str, ...], variable: str, cell: Cell) -> None:
        """Count one sensitive answer; a choose_several counts for each of its choices."""
        if isinstance(cell, tuple):
            self.answers[group, variable].update(cell)
        elif cell not in MISSING or cell == PREFERS_NOT:
            self.answers[group, variable][cell] += 1


def veiled_schools(opinions: Opinions) -> Set[tuple[str, str]]:
    """Where sensitive answers are withheld: (school label, variable); EVERY_SCHOOL stands for all of them.

    A veil over the one group that agrees would itself say that it agrees, so it covers all groups of that school; and
    where the school is a single group, all schools.
    """
    schools = Counter(group[0] for group in opinions.sizes)
    return {
        (group[0] if schools[group[0]] > 1 else EVERY_SCHOOL, variable)
        for (group, variable), answers in opinions.answers.items()
        if opinions.sizes[group] - max(answers.values()) < LEAST_DISSENT
    }
