"""The tables for docs/servers.md, and what the rates mean for a whole state."""

from collections.abc import Iterable, Sequence

from benchmarks.servers.runs import Outcome, Rate

PEOPLE, SCHOOLS, PAGES_OF_SCHOOL = 11_600_000, 10_500, 14
MEAN, PEAK = 27.0, 480.0
"""Responses a second of the whole state: on average over a round of five days a week, and in its hardest minute."""
VISITS = 2
"""Pages that a person opens for each response: the school's, and the survey."""


def table_of_faults(outcomes: Sequence[Outcome]) -> str:
    """One line for each fault."""
    head = [
        "",
        "| what fails | engine | acknowledged | lost | twice | longest gap | limit | answers 503 | broken |",
    ]
    head.append("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    return "\n".join([*head, *map(_line, outcomes), ""])


def _line(outcome: Outcome) -> str:
    verdict = outcome.verdict
    cells = [
        *(
            outcome.fault.name,
            outcome.engine,
            f"{verdict.acknowledged:,}",
            f"{verdict.lost}",
            f"{verdict.extra}",
        ),
        *(
            f"{outcome.gap:.1f} s",
            f"{outcome.limit:.0f} s",
            f"{outcome.refused:,}",
            f"{outcome.broken:,}",
        ),
    ]
    return f"| {' | '.join(cells)} |" + ("" if outcome.is_kept else " **BROKEN**")


def table_of_rates(rates: Iterable[Rate]) -> str:
    """One line for each engine."""
    lines = ["| engine | responses/s | p99 | pages/s | p99 |", "|---|--:|--:|--:|--:|"]
    lines += [
        f"| {each.engine} | {each.submissions:,.0f} | {each.submissions_p99:.0f} ms"
        f" | {each.pages:,.0f} | {each.pages_p99:.0f} ms |"
        for each in rates
    ]
    return "\n".join([*lines, ""])


def capacity(rate: Rate) -> str:
    """What the peak of the whole state takes, by these rates on this machine."""
    busy = PEAK / rate.submissions + PEAK * VISITS / rate.pages
    return (
        f"{SCHOOLS:,} schools, {PEOPLE / 1e6:.1f} million people: {PEAK:.0f} responses a second at the peak,"
        f" {VISITS} pages each: {busy:.1f} times what this machine does with clients and all;"
        f" on average ({MEAN:.0f}/s) {MEAN / PEAK * busy:.0%} of it."
    )
