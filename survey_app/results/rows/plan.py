"""The plan of a file of rows: what may be printed of each response."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from survey_app.results.cells import Frame, SurveyFile
from survey_app.results.rows.paths import Paths
from survey_app.results.rows.pooling import Combination
from survey_app.results.rows.rare import RareRule
from survey_app.results.series import Series


@dataclass(frozen=True)
class RowPlan:
    """What may be printed of each response to one survey; `planning.plan_rows` makes it.

    labels: for every row, the labels to print in place of its quasi-identifiers. rare: variable → rules to apply in
    turn. suppressed: see `homogeneity.suppressed_groups`. hidden: variables withheld in all rows. school: print only
    the rows of this school; None prints all.
    """

    frame: Frame
    paths: Paths
    labels: Series[Combination]
    rare: Mapping[str, tuple[RareRule, ...]] = field(default_factory=dict)
    suppressed: Set[tuple[Combination, str]] = frozenset()
    hidden: frozenset[str] = frozenset()
    school: str | None = None

    @property
    def file(self) -> SurveyFile:
        """The survey's definition."""
        return self.frame.file

    def withheld_everywhere(self) -> frozenset[str]:
        """The variables withheld in all rows: the hidden ones, and those that would give away their answers."""
        rules = [(name, rule) for name, in_turn in self.rare.items() for rule in in_turn]
        hidden = set(self.hidden) | {name for name, rule in rules if rule.everything}
        incomplete = hidden | {name for name, rule in rules if rule.dropped}
        deciders = self.paths.deciders.items()
        return frozenset(hidden | {name for name, others in deciders if not others.isdisjoint(incomplete)})

    def hiding(self, variables: Iterable[str]) -> "RowPlan":
        """The same plan with more variables withheld in all rows."""
        return replace(self, hidden=self.hidden.union(variables))
