"""Attackers of releases, who know published tables and use linear programming; they share no code with the auditor."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, lil_matrix, vstack

from survey_app.results.release.population import Population
from survey_app.results.release.tables import Table

MOST_TARGETS = 30


@dataclass(frozen=True)
class Published:
    """One cell as a reader has it: who is counted (a mask of classes), the column, and the limits of the truth."""

    who: np.ndarray
    column: int
    low: float
    high: float


@dataclass(frozen=True)
class Case:
    """One question of one world. kinds: class → (school, group, group); truth: class × state; cells: what is published.

    states: what one person may have answered; counted: state → the columns that count it; size: people per class.
    """

    kinds: np.ndarray
    truth: np.ndarray
    size: np.ndarray
    counted: tuple[tuple[int, ...], ...]
    cells: list[Published]


def cases(
    population: Population, sizes: list[int], tables: list[Table], several: bool, codes: int, name: str
) -> Iterator[Case]:
    """The question as one case, or, where several answers may be given, one for each answer."""
    kinds = _all_kinds(len(population.schools), sizes)
    own = np.stack([population.school, *population.groups.values()])
    of = np.ravel_multi_index(list(own), [len(population.schools), *sizes])
    given = population.answers[name]
    if not several:
        states = np.where(given >= 0, given, codes)
        counted = (*((code,) for code in range(codes)), ())
        yield _case(population, kinds, of, states, counted, tables, sizes, range(codes))
        return
    for code in range(codes):
        states = np.where(given == 0, 2, np.where((given >> code) & 1, 0, 1))
        yield _case(
            population, kinds, of, states, ((code, codes), (codes,), ()), tables, sizes, (code, codes)
        )


def _all_kinds(schools: int, sizes: list[int]) -> np.ndarray:
    return np.stack(np.unravel_index(np.arange(schools * int(np.prod(sizes))), [schools, *sizes]))


def _case(population, kinds, of, states, counted, tables, sizes, columns) -> Case:
    truth = np.zeros((kinds.shape[1], len(counted)), int)
    np.add.at(truth, (of, states), 1)
    cells = [
        Published(_who(kinds, table, group, population, sizes), column, *_limits(table, row, column))
        for table in tables
        for row, group in enumerate(table.groups)
        for column in columns
    ]
    return Case(kinds, truth, truth.sum(axis=1), counted, [cell for cell in cells if cell.high >= 0])


def _who(
    kinds: np.ndarray, table: Table, group: tuple[int, ...], population: Population, sizes: list[int]
) -> np.ndarray:
    here = np.ones(kinds.shape[1], bool)
    if table.unit:
        here &= kinds[0] == population.schools.index(table.unit)
    base = np.zeros(kinds.shape[1], int)
    for place in table.breakdown:
        base = base * sizes[place] + kinds[1 + place]
    return here & np.isin(base, group)


def _limits(table: Table, row: int, column: int) -> tuple[float, float]:
    published, base = int(table.published[row, column]), int(table.base[row, column])
    if published < 0:  # hidden, as naive tables do it
        return 0, -1
    return max(published - base + 1, 0), published + base - 1


def outsider_recovers(case: Case, rng: np.random.Generator) -> tuple[int, int]:
    """(Recovered, tried): counts of 1 to 10 people of a group who gave an answer that the tables alone determine."""
    matrix, low, high = _rows(case)
    recovered = tried = 0
    for who, state in _targets(case, rng):
        goal = np.zeros(case.truth.shape)
        goal[who, state] = 1
        limits = [_best(sign * goal.ravel(), matrix, low, high) for sign in (1, -1)]
        least, most = limits[0], -limits[1]
        tried += 1
        recovered += np.ceil(least - 1e-6) == np.floor(most + 1e-6)
    return recovered, tried


def insider_proves(case: Case, rng: np.random.Generator) -> tuple[int, int]:
    """(Proved, tried): people in classes of fewer than 11 whose answer follows for one who knows who is in which class.

    That somebody gave none of the answers is not an answer.
    """
    matrix, low, high = _rows(case)
    n_states = case.truth.shape[1]
    members = csr_matrix(np.kron(np.eye(len(case.size)), np.ones(n_states)))
    everything = LinearConstraint(
        vstack([matrix, members]), np.concatenate([low, case.size]), np.concatenate([high, case.size])
    )
    answers = (
        range(1) if case.counted[1:2] and case.counted[1] and len(case.counted) == 3 else range(n_states - 1)
    )
    alike = [
        (place, state)
        for place in range(len(case.size))
        for state in answers
        if 0 < case.size[place] < 11 and case.truth[place, state] == case.size[place]
    ]
    proved = 0
    for place, state in _some(alike, rng):
        goal = np.zeros(case.truth.shape)
        goal[place, state] = 1
        found = milp(
            goal.ravel(), constraints=everything, integrality=np.ones(goal.size), bounds=Bounds(0, np.inf)
        )
        assert found.success, found.message
        proved += round(found.fun) == case.size[place]
    return proved, min(len(alike), MOST_TARGETS)


def rebuild(case: Case) -> np.ndarray:
    """A population, class × state, that fits what is published."""
    matrix, low, high = _rows(case)
    both, limits = vstack([matrix, -matrix]), np.concatenate([high, -low])
    found = linprog(np.zeros(case.truth.size), A_ub=both, b_ub=limits, bounds=(0, None), method="highs")
    assert found.status == 0, found.message
    return found.x.reshape(case.truth.shape)


def _rows(case: Case) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    matrix = lil_matrix((len(case.cells), case.truth.size))
    n_states = case.truth.shape[1]
    for row, cell in enumerate(case.cells):
        for state, columns in enumerate(case.counted):
            if cell.column in columns:
                matrix[row, cell.who.nonzero()[0] * n_states + state] = 1
    return (
        matrix.tocsr(),
        np.array([cell.low for cell in case.cells]),
        np.array([cell.high for cell in case.cells]),
    )


def _targets(case: Case, rng: np.random.Generator) -> list[tuple[np.ndarray, int]]:
    """Groups of one school that are alike in one identifier or all, and an answer that 1 to 10 of them gave."""
    groups = [case.kinds[0] == school for school in np.unique(case.kinds[0])]
    for school in np.unique(case.kinds[0]):
        for kind in range(1, len(case.kinds)):
            here = case.kinds[0] == school
            groups += [here & (case.kinds[kind] == group) for group in np.unique(case.kinds[kind])]
    groups += [np.arange(case.kinds.shape[1]) == place for place in range(case.kinds.shape[1])]
    found = [
        (who, state)
        for who in groups
        for state in range(len(case.counted) - 1)
        if case.counted[state] and 1 <= case.truth[who, state].sum() <= 10
    ]
    return _some(found, rng)


def _some(found: list, rng: np.random.Generator) -> list:
    chosen = rng.permutation(len(found))[:MOST_TARGETS]
    return [found[place] for place in chosen]


def _best(goal: np.ndarray, matrix: csr_matrix, low: np.ndarray, high: np.ndarray) -> float:
    found = linprog(
        goal,
        A_ub=vstack([matrix, -matrix]),
        b_ub=np.concatenate([high, -low]),
        bounds=(0, None),
        method="highs",
    )
    if found.status == 3:  # nothing limits it
        return -np.inf
    assert found.status == 0, found.message
    return float(found.fun)
