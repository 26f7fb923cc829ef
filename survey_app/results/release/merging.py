"""Pool small groups, so that none that is published is smaller than the threshold."""

from collections.abc import Sequence


def merge(counts: Sequence[int], threshold: int) -> list[tuple[int, ...]]:
    """The groups to publish, each a tuple of places in `counts`, in order; nothing where only the total can be shown.

    Groups below the threshold are pooled, empty ones too: that nobody is in a group tells about those who might be.
    While the pool is too small, the next smallest group joins it. The pool comes last.
    """
    pool = {place for place, n in enumerate(counts) if n < threshold}
    alone = [place for place in range(len(counts)) if place not in pool]
    while pool and alone and sum(counts[place] for place in pool) < threshold:
        smallest = min(alone, key=lambda place: (counts[place], place))
        alone.remove(smallest)
        pool.add(smallest)
    groups: list[tuple[int, ...]] = [(place,) for place in alone]
    if pool:
        groups.append(tuple(sorted(pool)))
    is_large = all(sum(counts[place] for place in group) >= threshold for group in groups)
    return groups if len(groups) > 1 and is_large else []
