"""One-time sign-in links."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from survey_app.actions.staff_links import LASTS, make_staff_link, use_staff_link


def test_a_link_signs_in_once(session: Session, now: datetime) -> None:
    token = make_staff_link(session, now)

    assert [use_staff_link(session, token, now) for _ in range(2)] == [True, False]


def test_a_link_is_refused_after_an_hour(session: Session, now: datetime) -> None:
    token = make_staff_link(session, now)

    assert not use_staff_link(session, token, now + LASTS + timedelta(seconds=1))


def test_a_made_up_link_is_refused(session: Session, now: datetime) -> None:
    make_staff_link(session, now)

    assert not use_staff_link(session, "made-up", now)
