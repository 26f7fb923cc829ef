"""Attack the tables of one question before they are published.

A number is safe when somebody who knows all published tables cannot rule out another number. So for everything that
must stay unknown we look for a *witness*: another population, of whole people, that would have come to the same tables.
Where there is a witness there is no proof; where none is found, it counts as a leak, and the tables give way.

The attackers know every published count before it becomes a share (more than a release shows), how counts are rounded,
and that nobody is less than a whole person.

outsider   knows the tables alone. Must not come to know how many of a group gave an answer, where that is 1 to 10: the
           people of one school who are alike in one identifier, or in all of them.
insider    knows also who took part, and every identifier of each of them. Must not come to know the answer of anybody
           who is alike with fewer than ten others. That somebody did not choose one of several things is no answer.

How witnesses are found: `witness`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.results.release.plan import Plan
from survey_app.results.release.population import Population
from survey_app.results.release.precision import RECEIVED_STEP, SMALLEST
from survey_app.results.release.rounding import Ints, interval
from survey_app.results.release.tables import DISTRICT, PEOPLE, Question, Table
from survey_app.results.release.witness import ANY, FEWER, MORE, AnswerSet, Flags, has_witness


@dataclass(frozen=True)
class Classes:
    """People who are alike: same school, same identifiers. of: class per person.

    school, size: per class. identifiers: breakdown × class. alike: groupings in which counts must stay unknown.
    """

    of: Ints
    school: Ints
    size: Ints
    identifiers: Ints
    alike: Sequence[Ints]


def classes_of(population: Population, plan: Plan) -> Classes:
    """Sort the people of a population into classes."""
    columns = [population.school, *(population.groups[breakdown.name] for breakdown in plan.breakdowns)]
    kinds, of, size = np.unique(np.stack(columns), axis=1, return_inverse=True, return_counts=True)
    school, identifiers = kinds[0], kinds[1:]
    one_way = [np.unique(np.stack([school, one]), axis=1, return_inverse=True)[1] for one in identifiers]
    each = np.arange(len(size))
    return Classes(of, school, size, identifiers, [each, school, *one_way])


def leaking_schools(
    question: Question, tables: Sequence[Table], population: Population, classes: Classes
) -> set[int]:
    """The schools where an attack works, as places in `question.schools`."""
    places = {name: place for place, name in enumerate(question.schools)}
    slots = list(question.counts)
    margins = np.full((2 * len(slots), len(classes.size)), -1)
    rows = 0
    for table in tables:
        slot = slots.index(table.breakdown) + (len(slots) if table.unit == DISTRICT else 0)
        _place(margins[slot], table, places.get(table.unit), classes, question, rows)
        rows += len(table.groups)
    leaking: set[int] = set()
    is_answer = question.asked.name != PEOPLE
    for answers in _answer_sets(question, tables, population, classes, margins):
        for place in _exposed(answers, classes, is_answer=is_answer):
            leaking.add(int(classes.school[place]))
    return leaking


def _place(
    into: Ints, table: Table, school: int | None, classes: Classes, question: Question, first: int
) -> None:
    """Write the row that each class counts in."""
    base = question.base_groups(table.breakdown, classes.identifiers)
    row_of = np.full(question.counts[table.breakdown].people.shape[1], -1)
    for number, group in enumerate(table.groups):
        row_of[list(group)] = first + number
    here = slice(None) if school is None else classes.school == school
    into[here] = row_of[base[here]]


def _answer_sets(
    question: Question, tables: Sequence[Table], population: Population, classes: Classes, margins: Ints
) -> Iterator[AnswerSet]:
    """All answers together where only one may be given, else each by itself."""
    width = question.width
    nothing = np.zeros((0, width), np.int64)
    people = np.concatenate([nothing, *(table.people for table in tables)])
    limits = [_limits(table, question) for table in tables]
    low = np.concatenate([nothing, *(low for low, _ in limits)])
    high = np.concatenate([nothing, *(high for _, high in limits)])
    # A last row for classes that are in no table.
    always = np.full((1, width), ANY)
    more, less = np.concatenate([high - people, always]), np.concatenate([people - low, always])
    if not question.asked.several:
        yield AnswerSet(_by_class(question, population, classes), margins, more, less)
        return
    given = population.answers[question.asked.name]
    for place in range(len(question.asked.codes)):
        chosen = np.bincount(classes.of, weights=(given >> place) & 1, minlength=len(classes.size))
        column = slice(place, place + 1)
        yield AnswerSet(chosen.astype(np.int64)[:, None], margins, more[:, column], less[:, column])


def _limits(table: Table, question: Question) -> tuple[Ints, Ints]:
    """Between which numbers the true counts are, for everybody who reads the release."""
    low, high = interval(table.published, table.base)
    if question.asked.name == PEOPLE and not table.breakdown:
        # How many took part is also shown in whole tens, while the round goes on.
        tens = table.people // RECEIVED_STEP * RECEIVED_STEP
        low, high = np.maximum(low, tens), np.minimum(high, tens + RECEIVED_STEP - 1)
    return low, high


def _by_class(question: Question, population: Population, classes: Classes) -> Ints:
    given = population.answers[question.asked.name]
    width = len(question.asked.codes)
    at = classes.of[given >= 0] * width + given[given >= 0]
    return np.bincount(at, minlength=len(classes.size) * width).reshape(-1, width)


def _exposed(answers: AnswerSet, classes: Classes, *, is_answer: bool) -> Iterator[int]:
    """The classes about which something can be proved. is_answer: not where people are counted who took part."""
    fewer, more = answers.in_all_tables(answers.less > 0), answers.in_all_tables(answers.more > 0)
    if is_answer:
        # The insider: all of a class gave one answer. Somebody may have given none, if that is published alike.
        agreed = (classes.size < SMALLEST)[:, None] & (answers.given == classes.size[:, None]) & ~fewer
        for place, answer in zip(*agreed.nonzero(), strict=True):
            group = np.arange(len(classes.size)) == place
            if not has_witness(answers, group, int(answer), (FEWER,), people=classes.size):
                yield int(place)
    # The outsider: in each group somebody more or less must be possible.
    for alike in classes.alike:
        for number, answer in _determined(answers.given, fewer | more, alike):
            group = alike == number
            if not has_witness(answers, group, answer, (FEWER, MORE), people=None):
                yield int(group.nonzero()[0][0])


def _determined(given: Ints, possible: Flags, alike: Ints) -> Iterator[tuple[int, int]]:
    """(Group, answer): where 1 to 10 people of a group gave an answer, and no other number is possible at once."""
    n_groups = int(alike.max(initial=-1)) + 1
    for answer in range(given.shape[1]):
        n = np.bincount(alike, weights=given[:, answer], minlength=n_groups)
        can = np.bincount(alike, weights=possible[:, answer], minlength=n_groups) > 0
        for number in ((n >= 1) & (n < SMALLEST) & ~can).nonzero()[0]:
            yield int(number), answer
