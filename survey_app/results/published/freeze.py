"""Turn noised tables into the published numbers: for each unit, those of every question that it may show."""

from collections.abc import Iterator, Sequence

import numpy as np

from survey_app.results.cells import SurveyFile
from survey_app.results.published.model import Breakdown, Numbers, Row
from survey_app.results.release.compiler import Compiled
from survey_app.results.release.plan import NOT_SAID, Plan
from survey_app.results.release.ranges import REACH, Shares, people_range
from survey_app.results.release.tables import PEOPLE, Groups
from survey_app.results.shown import SMALLEST, SMALLEST_GROUP, People, Share


class Frozen:
    """The numbers of a release, unit by unit. A unit is a position: the schools in order, then the district."""

    def __init__(self, file: SurveyFile, plan: Plan, compiled: Sequence[Compiled]) -> None:
        self._plan = plan
        self._people, *self._questions = compiled
        self._variables = {variable.name: variable for variable in file.variables}

    def took_part(self, unit: int) -> int:
        """How many people took part: exact at a school, with noise in the district."""
        return int(self._people.total.n[unit])

    def people(self, unit: int) -> Numbers:
        """How many took part, and how many are in each group. Groups need 20 people who took part."""
        tables = [Breakdown(by="", rows=(Row(group="", n=self._n(self._people, unit)),))]
        if self.took_part(unit) >= SMALLEST:
            breakdowns = zip(self._plan.breakdowns, self._people.groups, strict=True)
            tables += [_people_of(by.name, by.groups, groups, unit) for by, groups in breakdowns]
        return self._numbers(self._people, tables)

    def questions(self, unit: int) -> Iterator[Numbers]:
        """The numbers of every question that enough people answered, in survey order."""
        for one in self._questions:
            if one.total.is_shown[unit]:
                yield self._numbers(one, list(self._tables(one, unit)))

    def _tables(self, one: Compiled, unit: int) -> Iterator[Breakdown]:
        shares, good = _shares(one.total.shares(unit)), _first(one.total.good_share(unit))
        yield Breakdown(by="", rows=(Row(group="", n=self._n(one, unit), shares=shares, good=good),))
        for by, groups in zip(self._plan.breakdowns, one.groups, strict=True):
            if rows := tuple(_groups(by.groups, groups, unit)):
                yield Breakdown(by=by.name, rows=rows)

    def _n(self, one: Compiled, unit: int) -> People:
        n = int(one.total.n[unit])
        return People(n, n) if one.total.is_exact(unit) else people_range(n)

    def _numbers(self, one: Compiled, tables: Sequence[Breakdown]) -> Numbers:
        variable = self._variables.get(one.asked.name)
        return Numbers(
            name=one.asked.name,
            question=variable.question.name if variable else PEOPLE,
            row=variable.row if variable else None,
            codes=one.asked.codes,
            several=one.asked.several,
            good=variable.question.favorable if variable else (),
            is_need=variable is not None and variable.question.is_need,
            tables=tuple(tables),
        )


def _people_of(by: str, names: Sequence[str], groups: Groups, unit: int) -> Breakdown:
    here, district = groups.n[unit].tolist(), groups.n[-1].tolist()
    # Leave out groups so small that they may be nothing but noise.
    named = [place for place, name in enumerate(names) if here[place] > REACH and name != NOT_SAID]
    small = [place for place in named if here[place] < SMALLEST_GROUP]
    return Breakdown(
        by=by,
        rows=tuple(
            Row(group=names[place], n=people_range(here[place])) for place in named if place not in small
        ),
        in_district=tuple(names[place] for place in small if district[place] >= SMALLEST_GROUP),
        too_few=tuple(names[place] for place in small if district[place] < SMALLEST_GROUP),
    )


def _groups(names: Sequence[str], groups: Groups, unit: int) -> Iterator[Row]:
    places = [at for at in groups.is_shown[unit].nonzero()[0].tolist() if names[at] != NOT_SAID]
    each, good = groups.shares(unit, places), groups.good_shares(unit, places)
    of_each = (
        [()] * len(places) if each is None else [_shares(Shares(*ends)) for ends in zip(*each, strict=True)]
    )
    of_good = [None] * len(places) if good is None else _shares(good)
    for at, shares, favorable in zip(places, of_each, of_good, strict=True):
        yield Row(group=names[at], n=people_range(int(groups.n[unit, at])), shares=shares, good=favorable)


def _shares(shares: Shares) -> tuple[Share, ...]:
    return tuple(map(Share._make, np.stack(shares, axis=-1).tolist()))


def _first(shares: Shares | None) -> Share | None:
    return None if shares is None else _shares(shares)[0]
