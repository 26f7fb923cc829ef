"""The responses to a survey as arrays: where each person is, in which groups, and what they answered."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.results.cells import Cell, CellReader, Response, SurveyFile
from survey_app.results.release.plan import Asked, Plan
from survey_app.results.release.rounding import Ints, record_keys

Answers = NDArray[np.int64]
"""Per person: the place of the code, -1 for none; for several answers one bit per code, 0 for none."""


@dataclass(frozen=True)
class Population:
    """n people. schools: their names; school, keys, and each of groups and answers: one number per person.

    groups: identifier → place of the group. answers: variable → see `Answers`.
    """

    schools: tuple[str, ...]
    school: Ints
    keys: Ints
    groups: Mapping[str, Ints]
    answers: Mapping[str, Answers]

    def __len__(self) -> int:
        return len(self.school)


def read_population(file: SurveyFile, plan: Plan, responses: Iterable[Response], secret: bytes) -> Population:
    """Read all responses once. Memory: about a byte per answer, 30 bytes per person."""
    schools = tuple(sorted(file.facts))
    places = {school: place for place, school in enumerate(schools)}
    wanted = {breakdown.name for breakdown in plan.breakdowns} | {one.name for one in plan.asked}
    reader = CellReader(file, [variable for variable in file.variables if variable.name in wanted])
    school = array("i")
    groups = [array("b") for _ in plan.breakdowns]
    answers = [array("q" if one.several else "b") for one in plan.asked]

    def ids() -> Iterator[bytes]:
        for response in responses:
            cells = reader.read(response)
            school.append(places[response.school])
            for column, breakdown in zip(groups, plan.breakdowns, strict=True):
                column.append(breakdown.place(cells[breakdown.name]))
            for into, one in zip(answers, plan.asked, strict=True):
                into.append(_answer(one, cells[one.name]))
            yield response.id

    keys = record_keys(secret, ids())
    return Population(
        schools,
        _ints(school),
        keys,
        {breakdown.name: _ints(found) for breakdown, found in zip(plan.breakdowns, groups, strict=True)},
        {one.name: np.asarray(found) for one, found in zip(plan.asked, answers, strict=True)},
    )


def _ints(found: "array[int]") -> Ints:
    return np.asarray(found).astype(np.int64)


def _answer(one: Asked, cell: Cell) -> int:
    if one.several:
        return sum(1 << one.place(code) for code in cell) if isinstance(cell, tuple) else 0
    return one.place(cell)
