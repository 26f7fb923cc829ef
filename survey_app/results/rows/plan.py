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
    """What may be printed of each response of one survey; made by `planning.plan_rows`.

    labels: of every row, what is printed in place of the combination of what others may know. rare: variable → rules
    that are applied in turn. suppressed: see `homogeneity.suppressed_groups`. hidden: variables withheld in all rows.
    school: print rows of this school only.
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
        """The definition."""
        return self.frame.file

    def withheld_everywhere(self) -> frozenset[str]:
        """The variables withheld in all rows, and those that would give away what is missing in them."""
        rules = [(name, rule) for name, in_turn in self.rare.items() for rule in in_turn]
        hidden = set(self.hidden) | {name for name, rule in rules if rule.everything}
        incomplete = hidden | {name for name, rule in rules if rule.dropped}
        deciders = self.paths.deciders.items()
        return frozenset(hidden | {name for name, others in deciders if not others.isdisjoint(incomplete)})

    def hiding(self, variables: Iterable[str]) -> "RowPlan":
        """The same plan with more variables withheld in all rows."""
        return replace(self, hidden=self.hidden.union(variables))
