"""Plan a file of rows: count, pool, then withhold rare answers and answers on which a group agrees."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from survey_app.results.cells import Frame
from survey_app.results.rows.homogeneity import Opinions, suppressed_groups
from survey_app.results.rows.paths import paths_of
from survey_app.results.rows.plan import RowPlan
from survey_app.results.rows.pooling import Combination, partition
from survey_app.results.rows.printer import is_printed, shown
from survey_app.results.rows.quasi_identifiers import QuasiIdentifiers
from survey_app.results.rows.rare import rare_rule, tally_of
from survey_app.results.series import Rows, Series, joint
from survey_app.results.shown import FEWEST


def plan_rows(frame: Frame, smallest: int = FEWEST) -> RowPlan:
    """Decide what may be printed. frame: at least `smallest` responses, ordered by their random ids."""
    paths = paths_of(frame.file)
    known = QuasiIdentifiers(frame.file, paths)
    combinations = known.combinations(frame)
    shares = _shares(partition(combinations.counts(), known.hierarchies, smallest, known.order))
    return _withhold(RowPlan(frame, paths, _labels(combinations, shares)), smallest)


def plan_school_rows(plan: RowPlan, school: str, smallest: int = FEWEST) -> RowPlan:
    """Plan the file of one school. It also withholds answers that are rare there, or on which a group there agrees."""
    return _withhold(replace(plan, school=school), smallest)


def _withhold(plan: RowPlan, smallest: int) -> RowPlan:
    """Add the rare and sensitive answers to a plan that it must withhold."""
    printed = is_printed(plan)
    labels = plan.labels.at(np.flatnonzero(printed))
    opinions = Opinions(labels.counts())
    rare = {}
    for variable, cells in shown(plan):
        if variable.privacy == "rare":
            rule = rare_rule(tally_of(cells, printed, smallest))
            rare[variable.name] = (*plan.rare.get(variable.name, ()), rule)
        elif variable.privacy == "sensitive":
            given = joint([labels, cells.at(np.flatnonzero(printed))])
            for (group, cell), rows in given.counts().items():
                opinions.add(group, variable.name, cell, rows)
    return replace(plan, rare=rare, suppressed=plan.suppressed | suppressed_groups(opinions))


def _shares(groups: Mapping[Combination, Counter[Combination]]) -> dict[Combination, Counter[Combination]]:
    """Combination → labels → how many of its rows print them."""
    shares: dict[Combination, Counter[Combination]] = {}
    for labels, group in groups.items():
        for combination, rows in group.items():
            shares.setdefault(combination, Counter())[labels] += rows
    return shares


def _labels(
    combinations: Series[Combination], shares: Mapping[Combination, Counter[Combination]]
) -> Series[Combination]:
    """Choose the labels of each row.

    Most rows print the usual labels of their combination. The first few are donor rows that print coarser labels to
    hide other rows. Rows come in random order, so being first tells nothing.
    """
    usual = {
        combination: max(share, key=lambda one: (share[one], one)) for combination, share in shares.items()
    }
    donors: dict[Combination, list[Rows]] = {}
    if any(len(share) > 1 for share in shares.values()):
        for combination, rows in combinations.rows():
            share = shares[combination]
            start = 0
            for labels in sorted(share.keys() - {usual[combination]}):
                donors.setdefault(labels, []).append(rows[start : start + share[labels]])
                start += share[labels]
    changes = {labels: np.concatenate(rows) for labels, rows in donors.items()}
    return combinations.map(usual.__getitem__).replaced(changes)
