"""Pool small groups until no group is small: this makes response rows k-anonymous.

The method is top-down local recoding over generalization hierarchies (compare Mondrian multidimensional k-anonymity,
LeFevre et al. 2006, and top-down specialization, Fung et al. 2005), with this merge rule:

    Start with all rows as one group. For each attribute in turn, split every group by the values of that attribute.
    Values with too few rows step up their hierarchy together (9 → grades 9-10 → withheld) until the pool is large
    enough. If it still is too small, the largest neighbor gives it rows, or the smallest neighbor joins it.

Why every group is large enough: a group is only ever replaced by parts of at least `smallest` rows each, and each of
its rows is in exactly one part. Such parts always exist: at the top of the hierarchy the pool can take in the whole
group, which is large enough by induction.

The code holds only counts, rows per combination of values. It does not hold the rows.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

Combination = tuple[str, ...]
Hierarchy = Callable[[str], tuple[str, ...]]
"""A value → its labels from exact to withheld, such as ("9", "grades_9_10", "-66"). All values share the last label."""


def partition(
    rows: Mapping[Combination, int],
    hierarchies: Sequence[Hierarchy],
    smallest: int,
    order: Sequence[int] | None = None,
) -> dict[Combination, Counter[Combination]]:
    """Put every row into a group of at least `smallest` rows that print the same labels.

    rows: how many rows have each combination of values. hierarchies: one per attribute. order: the positions of the
    attributes, the most important to keep first; without it, their own order.
    Returns labels → how many rows of each combination print them. The totals per combination equal those of `rows`.
    Raises ValueError if there are fewer rows than `smallest`.
    """
    if sum(rows.values()) < smallest:
        raise ValueError(f"fewer than {smallest} rows cannot be made anonymous")
    groups: dict[Combination, Counter[Combination]] = {("",) * len(hierarchies): Counter(rows)}
    for at in range(len(hierarchies)) if order is None else order:
        groups = {
            (*labels[:at], label, *labels[at + 1 :]): part
            for labels, group in groups.items()
            for label, part in split(group, at, hierarchies[at], smallest).items()
        }
    return groups


def split(
    group: Counter[Combination], at: int, hierarchy: Hierarchy, smallest: int
) -> dict[str, Counter[Combination]]:
    """Split one group by the attribute at position `at` of its combinations. Returns label → the rows that print it.

    Every part has at least `smallest` rows if the group has at least that many.
    """
    parts: dict[str, Counter[Combination]] = {}
    parents: dict[str, str] = {}
    height: dict[str, int] = {}
    for combination, rows in group.items():
        steps = hierarchy(combination[at])
        parts.setdefault(steps[0], Counter())[combination] += rows
        parents.update(pairwise(steps))
        height.update({step: number for number, step in enumerate(reversed(steps))})
    for parent in sorted(set(parents.values()), key=lambda label: (-height[label], label)):
        below = [label for label in sorted(parts) if parent in _above(label, parents)]
        small = [label for label in below if parents[label] == parent and parts[label].total() < smallest]
        if small:
            _pool(parts, small, [label for label in below if label not in small], parent, smallest)
    return parts


def _above(label: str, parents: Mapping[str, str]) -> list[str]:
    steps = []
    while label in parents:
        label = parents[label]
        steps.append(label)
    return steps


def _pool(
    parts: dict[str, Counter[Combination]], small: list[str], large: list[str], parent: str, smallest: int
) -> None:
    """Move the parts that are too small up to their parent, with enough rows of large neighbors."""
    pool = parts.pop(parent, Counter[Combination]())
    for label in small:
        pool.update(parts.pop(label))
    while large and (lacking := smallest - pool.total()) > 0:
        largest = max(large, key=lambda label: parts[label].total())
        if parts[largest].total() - lacking >= smallest:
            _take_donors(parts[largest], pool, lacking)
        else:
            joining = min(large, key=lambda label: parts[label].total())
            pool.update(parts.pop(joining))
            large.remove(joining)
    parts[parent] = pool


def _take_donors(donor: Counter[Combination], pool: Counter[Combination], rows: int) -> None:
    """Move `rows` rows from the donor to the pool, the donor's most common combinations first.

    This code does not choose single rows: rows of one combination have equal values, so nobody can tell them apart.
    """
    for combination, held in sorted(donor.items(), key=lambda item: (-item[1], item[0])):
        donors = min(held, rows)
        donor[combination] -= donors
        pool[combination] += donors
        rows -= donors
        if donor[combination] == 0:
            del donor[combination]
        if rows == 0:
            return
