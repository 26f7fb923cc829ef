"""The responses to a survey as arrays: each person's school, groups and answers."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.results.cells import Cell, Response, SurveyFile, read_frame
from survey_app.results.release.noise import Ints, record_key
from survey_app.results.release.plan import CountedQuestion, Plan

Answers = NDArray[np.signedinteger[Any]]
"""For each person, the position of the code, or -1 for none. If several answers are allowed: one bit per code."""


_BITS = 31


@dataclass(frozen=True)
class Population:
    """Everyone who answered a survey, one number per person in each array.

    schools: the names of the schools. school: the position of each person's school. keys: record keys.
    groups: identifier → position of each person's group. answers: variable → see `Answers`.
    """

    schools: tuple[str, ...]
    school: Ints
    keys: Ints
    groups: Mapping[str, Ints]
    answers: Mapping[str, Answers]

    def __len__(self) -> int:
        return len(self.school)


def read_population(file: SurveyFile, plan: Plan, responses: Iterable[Response], secret: bytes) -> Population:
    """Read all responses once. Takes 20 bytes per person and 2 per answer, 4 if several answers are allowed."""
    keys = array("q")

    def noted() -> Iterator[Response]:
        for response in responses:
            keys.append(record_key(secret, response.id))
            yield response

    wanted = {breakdown.name for breakdown in plan.breakdowns} | {one.name for one in plan.asked}
    frame = read_frame(file, noted(), [variable for variable in file.variables if variable.name in wanted])
    schools = tuple(sorted(file.facts))
    return Population(
        schools,
        frame.school.numbers(schools.index, np.int32),
        np.asarray(keys),
        {one.name: frame.cells[one.name].numbers(one.place, np.int16) for one in plan.breakdowns},
        {one.name: frame.cells[one.name].numbers(partial(_answer, one), _kind(one)) for one in plan.asked},
    )


def _kind(one: CountedQuestion) -> type[np.signedinteger[Any]]:
    """The smallest type of number that holds an answer; there may be a million of them."""
    if not one.several:
        return np.int16
    return np.int32 if len(one.codes) < _BITS else np.int64


def _answer(one: CountedQuestion, cell: Cell) -> int:
    if one.several:
        places = map(one.place, cell) if isinstance(cell, tuple) else ()
        return sum(1 << place for place in places if place >= 0)
    return one.place(cell)
