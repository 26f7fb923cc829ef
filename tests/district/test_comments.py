"""Comments: read first by an administrator, masked; never fewer than 11 on a question; nothing leads to a person."""

import json
import re
import secrets
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import delete, func, insert, select

from survey_app.actions.results.comments import queue_of, quotes_of, search, shown_comments
from survey_app.extensions import db
from survey_app.store.tables import AuditEntry, Box, Comment, CommentReview
from tests.district.conftest import NOW_ROUND
from tests.staff.conftest import token_of

PAGE = f"/staff/rounds/{NOW_ROUND}/comments/merced-high"


@pytest.fixture(autouse=True)
def _nothing_reviewed(district: Flask):
    yield
    with district.app_context():
        db.session().execute(delete(CommentReview))
        db.session().commit()


def queue(district: Flask):
    with district.app_context():
        return queue_of(db.session(), NOW_ROUND, "merced-high").readable


def review(admin: FlaskClient, number: str, **form):
    token = token_of(admin.get(PAGE).text)
    return admin.post(f"{PAGE}/{number}", data={"csrf_token": token, **form})


def show(district: Flask, admin: FlaskClient, how_many: int, **form) -> list[str]:
    """Show so many comments on one question; return their ids."""
    every = queue(district)
    (group, _n), *_ = Counter((one.version, one.question) for one in every if one.question).most_common()
    chosen = [one.id for one in every if (one.version, one.question) == group][:how_many]
    for number in chosen:
        assert review(admin, number, state="shown", **form).status_code == 302
    return chosen


def test_an_administrator_finds_every_comment_to_review(district: Flask, admin: FlaskClient):
    page = html.fromstring(admin.get(PAGE).text)

    assert len(page.xpath("//article")) == min(20, len(queue(district)))
    assert len(queue(district)) > 20


def test_a_coordinator_reads_nothing_before_eleven_were_shown(
    district: Flask, admin: FlaskClient, coordinator: FlaskClient
):
    show(district, admin, 10)
    assert not html.fromstring(coordinator.get(PAGE).text).xpath("//article")

    show(district, admin, 11)
    page = html.fromstring(coordinator.get(PAGE).text)
    assert len(page.xpath("//article")) == 11
    assert not page.xpath("//article//form")


def test_a_coordinator_decides_nothing(district: Flask, coordinator: FlaskClient):
    number = queue(district)[0].id
    token = token_of(coordinator.get(PAGE).text)

    answer = coordinator.post(f"{PAGE}/{number}", data={"csrf_token": token, "state": "shown"})
    assert answer.status_code == 403


@pytest.mark.parametrize("state", ["hidden", "safety"])
def test_what_is_hidden_or_a_concern_is_shown_to_no_coordinator(
    district: Flask, admin: FlaskClient, coordinator: FlaskClient, state: str
):
    shown = show(district, admin, 12)
    review(admin, shown[0], state=state)

    with district.app_context():
        found = {one.id for one in shown_comments(db.session(), NOW_ROUND, "merced-high").readable}
    assert found == set(shown[1:])


def test_more_is_masked_and_what_is_not_there_is_said(district: Flask, admin: FlaskClient):
    first = queue(district)[0]
    word = first.body.split()[0]

    assert review(admin, first.id, state="shown", more="nonsense that is not there").status_code == 422
    assert review(admin, first.id, state="shown", more=word).status_code == 302
    with district.app_context():
        kept = db.session().scalars(select(CommentReview.body)).one()
    assert word not in kept
    assert "▇▇▇" in kept


def test_themes_are_counted_and_a_quote_comes_into_the_report(district: Flask, admin: FlaskClient):
    shown = show(district, admin, 11, themes=["tutor"])
    review(admin, shown[0], state="shown", pin="1", themes=["food"])

    page = html.fromstring(admin.get(f"{PAGE}?state=shown").text)
    themes = page.xpath("//section[@aria-labelledby='themes']//tr[td]")
    assert [row.xpath("string(td)").strip() for row in themes] == ["10", "1"]
    with district.app_context():
        (quote,) = quotes_of(db.session(), NOW_ROUND, "merced-high")
    report = admin.get(f"/staff/rounds/{NOW_ROUND}/results/merced-high/report/summary.html").text
    assert html.fromstring(report).xpath(f"//li[contains(., {quote!r})]")


def test_words_are_found_in_any_script_and_case(district: Flask):
    every = queue(district)
    words = next(one.body for one in every if re.search(r"[^\x00-\x7f]", one.body))

    assert any(one.body == words for one in search(every, words.upper()))
    assert search(every, "zzzz") == []


def test_the_log_tells_that_somebody_reviewed_but_not_which(district: Flask, admin: FlaskClient):
    number = queue(district)[0].id
    review(admin, number, state="hidden")

    with district.app_context():
        entry = db.session().scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert entry is not None
        assert (entry.action, entry.subject) == ("comment hidden", f"{NOW_ROUND} merced-high")
        assert number not in str(vars(entry))


def test_the_protocol_of_the_district_stands_beside_the_queue(district: Flask, admin: FlaskClient):
    place = f"/staff/rounds/{NOW_ROUND}/comments"
    token = token_of(admin.get(place).text)
    admin.post(place, data={"csrf_token": token, "protocol": "Call the counselor on duty"})

    assert "Call the counselor on duty" in admin.get(PAGE).text


def test_comments_are_exported_only_as_shown(district: Flask, admin: FlaskClient, tmp_path):
    out = tmp_path / "comments.csv"

    def export() -> str:
        command = ["export", "comments", "--round", NOW_ROUND, "--out", str(out)]
        return district.test_cli_runner().invoke(args=command).output

    assert export().startswith("0 comments")
    show(district, admin, 11)
    assert export().startswith("11 comments")
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 12


def test_a_comment_of_another_school_is_not_found(district: Flask, admin: FlaskClient):
    number = queue(district)[0].id
    token = token_of(admin.get(PAGE).text)
    elsewhere = PAGE.replace("merced-high", "atwater-high")

    answer = admin.post(f"{elsewhere}/{number}", data={"csrf_token": token, "state": "shown"})
    assert answer.status_code == 404
    with district.app_context():
        assert db.session().scalar(select(func.count()).select_from(CommentReview)) == 0


def put(district: Flask, question: str, how_many: int, survey: str = "student") -> list[bytes]:
    """Comments of a survey at the school in place of those on a question; all reviewed and shown."""
    place = {"round": NOW_ROUND, "school": "merced-high", "version": f"{survey}-2026.3"}
    with district.app_context():
        session = db.session()
        ids = [secrets.token_bytes(16) for _ in range(how_many)]
        replaced = select(Comment.id).filter_by(**place, question=question)
        session.execute(delete(CommentReview).where(CommentReview.id.in_(replaced)))
        session.execute(delete(Comment).filter_by(**place, question=question))
        session.add_all(Comment(id=one, question=question, body="a comment of ours", **place) for one in ids)
        session.flush()
        session.add_all(CommentReview(id=one, state="shown", body="a comment of ours") for one in ids)
        session.commit()
    return ids


@pytest.fixture
def restored(district: Flask):
    """Puts the comments and the box back as they were."""
    with district.app_context():
        kept = [
            (table, [dict(row._mapping) for row in db.session().execute(select(table.__table__))])
            for table in (Comment, Box)
        ]
    yield
    with district.app_context():
        db.session().execute(delete(CommentReview))
        for table, rows in kept:
            db.session().execute(delete(table))
            db.session().execute(insert(table), rows)
        db.session().commit()


def ours(comments) -> set[str]:
    return {one.id for one in comments.readable if one.body == "a comment of ours"}


@pytest.mark.parametrize(("how_many", "leaves"), [(10, False), (11, True)])
def test_comments_leave_where_eleven_were_written_on_the_question(
    district: Flask, coordinator: FlaskClient, restored, tmp_path, how_many: int, leaves: bool
):
    ids = {one.hex() for one in put(district, "open_keep", how_many, "staff")}
    # Of the survey there are enough: that alone must not let them out.
    others = {one.hex() for one in put(district, "open_change", 11, "staff")}
    command = ["export", "comments", "--round", NOW_ROUND, "--out", str(tmp_path / "comments.csv")]
    told = district.test_cli_runner().invoke(args=command).output
    page = coordinator.get(PAGE).text

    with district.app_context():
        found = shown_comments(db.session(), NOW_ROUND, "merced-high")
        queue = queue_of(db.session(), NOW_ROUND, "merced-high")
    assert ours(found) == (ids | others if leaves else others)
    assert told.startswith(f"{22 if leaves else 11} comments")
    withheld = int(
        html.fromstring(page).xpath("string(//section[@class='notice']/p)").split(":")[1].split(".")[0]
    )
    assert withheld == found.withheld
    assert re.search(r"withheld, counted at each school: \d", told)
    named = {one.question for one in queue.readable if one.id in ids}
    assert named == ({"open_keep"} if leaves else {None})


def test_fewer_comments_than_eleven_are_counted_as_withheld_and_not_named_in_the_queue(
    district: Flask, admin: FlaskClient, restored
):
    put(district, "open_keep", 11, "staff")
    with district.app_context():
        before = queue_of(db.session(), NOW_ROUND, "merced-high").withheld
    put(district, "open_keep", 10, "staff")
    with district.app_context():
        assert queue_of(db.session(), NOW_ROUND, "merced-high").withheld == before + 1
    every = html.fromstring(admin.get(f"{PAGE}?state=all&q=comment+of+ours").text).xpath("//article")
    assert {one.xpath("string(p[@class='hint'])").strip() for one in every} == {
        "The question is not named: fewer than 11 people wrote something for it."
    }


@pytest.mark.parametrize(("chose", "leaves"), [(10, False), (11, True)])
def test_words_beside_other_leave_where_eleven_people_chose_other(
    district: Flask, admin: FlaskClient, restored, chose: int, leaves: bool
):
    ids = {one.hex() for one in put(district, "", 11)}
    let_choose_other(district, chose)

    with district.app_context():
        assert ours(shown_comments(db.session(), NOW_ROUND, "merced-high")) == (ids if leaves else set())
        queue = queue_of(db.session(), NOW_ROUND, "merced-high")
    assert {one.question for one in queue.readable if one.id in ids} == ({""} if leaves else {None})
    every = html.fromstring(admin.get(f"{PAGE}?state=all&q=comment+of+ours").text).xpath("//article")
    words = "Something else, in their own words" if leaves else "The question is not named"
    assert every
    assert all(one.xpath("string(p[@class='hint'])").strip().startswith(words) for one in every)


def let_choose_other(district: Flask, how_many: int) -> None:
    """So many students of the school, and no more, chose "other" somewhere."""
    with district.app_context():
        session = db.session()
        rows = session.scalars(
            select(Box).filter_by(round=NOW_ROUND, school="merced-high", version="student-2026.3")
        ).all()
        for number, row in enumerate(rows):
            answers = {
                name: one for name, one in json.loads(row.answers).items() if "other" not in (one or ())
            }
            row.answers = json.dumps(
                answers | ({"student_needs3": ["tutor", "other"]} if number < how_many else {})
            )
        assert len(rows) > how_many
        session.commit()
