"""Turn compiled tables into what is published: shares as ranges, people as ranges, no cell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from survey_app.results.cells import SurveyFile
from survey_app.results.published.good import good_codes
from survey_app.results.published.model import Breakdown, Numbers, Row
from survey_app.results.release.compiler import Compiled
from survey_app.results.release.plan import Plan
from survey_app.results.release.precision import SMALLEST, people_range, share_range
from survey_app.results.release.tables import PEOPLE, Table


def numbers_by_unit(file: SurveyFile, plan: Plan, compiled: Iterable[Compiled]) -> dict[str, list[Numbers]]:
    """Unit → the numbers of every question that it may show, in survey order; first how many took part."""
    units: dict[str, list[Numbers]] = defaultdict(list)
    variables = {variable.name: variable for variable in file.variables}
    for one in compiled:
        variable = variables.get(one.asked.name)
        good, is_need = good_codes(variable.question) if variable else ((), False)
        tables: dict[str, list[Breakdown]] = defaultdict(list)
        for table in one.tables:
            tables[table.unit].append(_breakdown(one, plan, table, good))
        for unit, found in tables.items():
            units[unit].append(
                Numbers(
                    name=one.asked.name,
                    question=variable.question.name if variable else PEOPLE,
                    row=variable.row if variable else None,
                    codes=one.asked.codes,
                    several=one.asked.several,
                    good=good,
                    is_need=is_need,
                    tables=tuple(found),
                )
            )
    return dict(units)


def _breakdown(one: Compiled, plan: Plan, table: Table, good: tuple[str, ...]) -> Breakdown:
    names = [plan.breakdowns[place].name for place in table.breakdown]
    rows = [
        _row(
            one, tuple(_group(plan, table.breakdown, base) for base in group if table.breakdown), cells, good
        )
        for group, cells in zip(table.groups, table.published.tolist(), strict=True)
    ]
    return Breakdown(by=tuple(names), rows=tuple(rows))


def _group(plan: Plan, breakdown: tuple[int, ...], base: int) -> str:
    codes = []
    for place in reversed(breakdown):
        groups = plan.breakdowns[place].groups
        base, at = divmod(base, len(groups))
        codes.append(groups[at])
    return " ".join(reversed(codes))


def _row(one: Compiled, group: tuple[str, ...], cells: list[int], good: tuple[str, ...]) -> Row:
    asked = one.asked
    counts: Mapping[str, int] = dict(zip(asked.codes, cells, strict=False))
    # Rounding can bring a group of eleven below eleven, but never is it said to be smaller.
    people = max(cells[-1] if asked.several else sum(cells), SMALLEST)
    shares: Any = () if asked.name == PEOPLE else (share_range(n / people, people) for n in counts.values())
    return Row(
        group=group,
        n=people_range(people),
        shares=tuple(shares),
        good=share_range(sum(counts[code] for code in good) / people, people) if good else None,
    )
