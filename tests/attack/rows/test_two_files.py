"""Two files of rows side by side: of one round, and of two."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.actions.demo.people import Person
from survey_app.results.cells import survey_file
from survey_app.results.files.disclosure import disclosure_text
from tests.attack.rows.students import (
    FACTS,
    FILE,
    STUDENT,
    WHO,
    Answers,
    Row,
    a_response,
    answers_of,
    by_answers,
    learned,
    people,
    responses,
    side_by_side,
)
from tests.results.populations import in_order, printed

OTHER_ORDER = survey_file([STUDENT.model_copy(update={"who": STUDENT.who[::-1]})], FACTS)


def test_two_files_of_a_round_tell_no_more_than_one() -> None:
    everyone = people(5, 500)
    sent = in_order(responses(everyone, answers_of(5, everyone)))
    whole, again = printed(FILE, sent), printed(FILE, sent)
    of_school = printed(FILE, sent, school="merced-high")

    for other, least in ((again, 400), (of_school, 50)):
        pairs = side_by_side(whole, other, by_answers)
        assert len(pairs) > least
        assert learned(pairs) == (0, 0)


def test_a_careless_second_file_that_was_recoded_for_another_purpose_tells_more() -> None:
    everyone = people(5, 500)
    sent = in_order(responses(everyone, answers_of(5, everyone)))

    more, few = learned(side_by_side(printed(FILE, sent), printed(OTHER_ORDER, sent), by_answers))

    assert more > 50
    assert few > 20


@dataclass(frozen=True)
class Round:
    """The rows of a round, and whose they are, which only the careless file tells."""

    rows: list[Row]
    whose: list[int]

    def numbered(self) -> list[Row]:
        """The careless file: a number for each person that stays the same."""
        return [{**row, "number": str(self.whose[int(row["row"])])} for row in self.rows]


def two_rounds(seed: int, *, alike: float) -> tuple[Round, Round]:
    """The same people, but for a tenth, in two rounds. alike: the share of them who answer everything as before."""
    everyone = people(seed, 550)
    before, after = answers_of(seed, everyone), answers_of(seed + 100, everyone)
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        new.update({name: old[name] for name in WHO if name in old and name in new})
        if number >= (1 - alike) * len(everyone):
            after[number] = old
    return a_round(everyone, before, range(500)), a_round(everyone, after, range(50, 550))


def a_round(everyone: Sequence[Person], answers: Sequence[Answers], who: Sequence[int]) -> Round:
    sent = sorted(
        ((a_response(everyone[one], answers[one]), one) for one in who), key=lambda each: each[0].id
    )
    return Round(printed(FILE, [each for each, _ in sent]), [one for _, one in sent])


def test_people_who_answer_differently_cannot_be_followed_from_round_to_round() -> None:
    first, second = two_rounds(7, alike=0)

    assert learned(side_by_side(first.rows, second.rows, by_answers)) == (0, 0)


def test_a_careless_number_that_stays_the_same_leads_from_round_to_round() -> None:
    first, second = two_rounds(6, alike=0)

    more, few = learned(side_by_side(first.numbered(), second.numbered(), lambda row: row["number"]))

    assert more > 20
    assert few > 10


def test_people_who_answer_everything_as_before_can_be_followed_as_the_docs_say() -> None:
    first, second = two_rounds(6, alike=1)

    more, few = learned(side_by_side(first.rows, second.rows, by_answers))

    assert more > 0
    assert few > 0
    assert "Do not give the rows of two rounds to the same reader" in " ".join(disclosure_text([], "Spring"))
