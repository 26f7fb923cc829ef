"""Access codes are used up once, in the same moment as the response is stored, and are kept nowhere."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import show_log
from survey_app.actions.responses.access_codes import AccessCodes, CodeBook, make_codes, void_codes
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.rounds.lifecycle import Actor, finish_round, rehearse_round
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from survey_app.errors import AlreadyUsed, NotFound, RoundError, WrongCode
from survey_app.store.tables import AccessCode, Box, Link, ReceivedOnce, Round
from survey_app.surveys.access_codes import new_code
from tests.actions.responses.response_samples import DAY, ROUND, SCHOOLS, a_submission, open_everything
from tests.installation import with_secrets

NOW = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)
BY = Actor("ana@example.org", NOW)
PLACE = (ROUND, SCHOOLS[0], "student")
LINK = f"{SCHOOLS[0]}/student"


@pytest.fixture
def book(tmp_path):
    return CodeBook.of(with_secrets(tmp_path / "instance"))


@pytest.fixture
def asked(engine):
    """A round whose students need codes."""
    open_everything(engine)
    with Session(engine) as session:
        session.execute(update(Link).values(access="codes"))
        session.commit()


@pytest.fixture
def writer(engine, keys, asked):
    begin_epoch(engine, keys, DAY)
    writer = ResponseWriter(engine, count_day=lambda: DAY)
    yield writer
    writer.stop()


def with_code(book, code, **changes):
    return a_submission(**{"school": SCHOOLS[0], "code_hash": book.hash_of(code), **changes})


def count(engine, table):
    with Session(engine) as session:
        return len(session.scalars(select(table)).all())


def state(engine, book, code, link=LINK):
    return AccessCodes(engine, book).state(ROUND, link, code)


def test_a_code_takes_one_response_and_the_same_one_again(engine, book, writer):
    (code,) = make_codes(engine, book, PLACE, 1, BY)
    response = with_code(book, code)
    assert state(engine, book, code) == "known"

    first, again = writer.submit(response), writer.submit(response)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.receipt == again.receipt
    assert state(engine, book, code) == "known"
    with pytest.raises(AlreadyUsed):
        writer.submit(with_code(book, code))


def test_a_code_is_good_for_its_own_school_round_and_audience_alone(engine, book, writer):
    (code,) = make_codes(engine, book, PLACE, 1, BY)
    for changes in ({"school": SCHOOLS[1]}, {"audience": "family"}, {"round": "other-round"}):
        with pytest.raises(WrongCode):
            writer.submit(with_code(book, code, **changes))

    assert state(engine, book, code, f"{SCHOOLS[1]}/student") == "unknown"
    assert writer.submit(with_code(book, code)).is_new


def test_sixty_four_requests_with_one_code_store_one_response(engine, book, writer):
    (code,) = make_codes(engine, book, PLACE, 1, BY)

    def race(_number):
        try:
            return writer.submit(with_code(book, code)).is_new
        except AlreadyUsed:
            return "used"

    with ThreadPoolExecutor(64) as pool:
        outcomes = Counter(pool.map(race, range(64)))

    assert outcomes == {True: 1, "used": 63}
    assert count(engine, ReceivedOnce) == 1


def test_a_response_with_an_unknown_code_does_not_stop_the_others(engine, book, writer):
    codes = make_codes(engine, book, PLACE, 30, BY)
    strangers = [with_code(book, "0" * 10) for _ in range(30)]
    mixed = [
        each
        for pair in zip(strangers, (with_code(book, code) for code in codes), strict=True)
        for each in pair
    ]

    def submit(submission):
        try:
            return writer.submit(submission).is_new
        except WrongCode:
            return "unknown"

    with ThreadPoolExecutor(60) as pool:
        assert Counter(pool.map(submit, mixed)) == {True: 30, "unknown": 30}


def test_guesses_hit_nothing_while_codes_work(engine, book, asked):
    codes = make_codes(engine, book, PLACE, 200, BY)
    hashes = {book.hash_of(code) for code in codes}
    guesses = set()
    while len(guesses) < 20_000:
        guesses.add(new_code())  # whoever guesses knows how codes are made

    assert hashes & {book.hash_of(guess) for guess in guesses} == set()
    assert {state(engine, book, code) for code in codes} == {"known"}
    assert book.hash_of(codes[0]) in hashes  # the control: a right guess would hit


def test_unused_codes_can_be_taken_back_but_no_response_can(engine, book, writer):
    codes = make_codes(engine, book, PLACE, 5, BY)
    response = with_code(book, codes[0])
    writer.submit(response)

    void_codes(engine, PLACE, BY)

    assert writer.submit(response).is_new is False
    with pytest.raises(AlreadyUsed):
        writer.submit(with_code(book, codes[1]))
    void_codes(engine, PLACE, BY)
    with Session(engine) as session:
        link = session.get(Link, PLACE)
        assert (link.codes, link.voided, link.has_voided) == (5, 4, True)
        assert [act.action for act in show_log(session, None).acts] == [
            "codes void",
            "codes void",
            "codes make",
        ]


def test_codes_used_in_a_rehearsal_are_good_again(engine, book, writer):
    with Session(engine) as session:
        session.execute(update(Round).values(state="rehearsal"))
        session.commit()
    (code,) = make_codes(engine, book, PLACE, 1, BY)
    writer.submit(with_code(book, code))

    rehearse_round(engine, ROUND)

    assert writer.submit(with_code(book, code)).is_new


@pytest.mark.parametrize(
    ("place", "number", "error"),
    [
        ((ROUND, "atlantis-high", "student"), 1, NotFound),
        (PLACE, 0, RoundError),
        (PLACE, 5001, RoundError),
    ],
)
def test_codes_that_cannot_be_made_are_refused(engine, book, asked, place, number, error):
    with pytest.raises(error):
        make_codes(engine, book, place, number, BY)


def test_an_open_link_and_a_finished_round_take_no_codes(engine, keys, book):
    open_everything(engine)
    with pytest.raises(RoundError, match="does not use access codes"):
        make_codes(engine, book, PLACE, 1, BY)
    with Session(engine) as session:
        session.execute(update(Link).values(access="codes"))
        session.commit()
    finish_round(engine, keys, ROUND)

    with pytest.raises(RoundError, match="is over"):
        make_codes(engine, book, PLACE, 1, BY)


def test_neither_code_nor_pepper_is_in_the_database_and_the_pepper_is_a_private_file(
    engine, book, asked, tmp_path
):
    codes = make_codes(engine, book, PLACE, 20, BY)
    pepper = tmp_path / "instance" / "pepper"

    with Session(engine) as session:
        kept = b"".join(session.scalars(select(AccessCode.code_hash)))
    assert pepper.stat().st_mode & 0o777 == 0o600
    assert pepper.read_bytes() not in kept
    assert not any(code.encode() in kept for code in codes)
    assert CodeBook(pepper).hash_of(codes[0]) in kept
    assert CodeBook.of(with_secrets(tmp_path / "another")).hash_of(codes[0]) not in kept


def test_a_mixed_response_holds_nothing_of_its_code(engine, keys, book, writer):
    codes = make_codes(engine, book, PLACE, 40, BY)
    for code in codes:
        writer.submit(with_code(book, code, id=str(uuid4())))
    seal_now(engine, keys, DAY)

    with Session(engine) as session:
        boxed = session.scalars(select(Box)).all()
        spent = {row.nullifier for row in session.scalars(select(ReceivedOnce))}
    assert len(boxed) == 29
    assert not spent & {row.id for row in boxed}
    assert not [row for row in boxed for code in codes if code in row.answers]
