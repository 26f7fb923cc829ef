"""The log says who did what, and nobody can change it without a trace."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from survey_app.actions.accounts.staff_accounts import disable
from survey_app.actions.audit_log import record, show_log, verify_log
from survey_app.errors import AuditError
from survey_app.store.accounts.accounts import find_account
from tests.actions.accounts.staff_samples import ready


def log_of(session: Session) -> list[tuple[str, str, str]]:
    return [(act.who, act.action, act.subject) for act in show_log(session, None).acts][::-1]


def test_the_log_says_who_did_what_and_is_whole(session, keeper, district, now):
    ready(session, keeper, now)
    number = find_account(session, "ana@muhsd.example.org").id
    session.rollback()
    disable(session, "boss@muhsd.example.org", number, now)

    assert log_of(session) == [
        ("operator", "account invite", "ana@muhsd.example.org"),
        ("ana@muhsd.example.org", "account invite accepted", "ana@muhsd.example.org"),
        ("boss@muhsd.example.org", "account disable", "ana@muhsd.example.org"),
    ]
    assert verify_log(session)[0] == 3


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(session, now, change):
    record(session.connection(), "operator", "round open", "2026-27", now, district="24-65789")
    session.commit()

    with pytest.raises(DatabaseError, match="only added to"):
        session.execute(text(change))


FORGERIES = [
    "UPDATE audit SET who = 'nobody' WHERE number = 2",
    "UPDATE audit SET details = '{}' WHERE number = 2",
    "DELETE FROM audit WHERE number = 2",
    "UPDATE audit SET number = 9 WHERE number = 3",
    "UPDATE audit SET district = '24-65771' WHERE number = 2",
    "UPDATE audit SET district = NULL WHERE number = 3",
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_chain_shows_a_change_that_got_around_the_database(session, now, forgery):
    for subject in ("2026-27", "2027-28", "2028-29"):
        record(
            session.connection(), "operator", "round open", subject, now, {"schools": 9}, district="24-65789"
        )
    session.commit()
    assert verify_log(session)[0] == 3
    for what in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER audit_no_{what}"))

    session.execute(text(forgery))
    session.commit()

    with pytest.raises(AuditError):
        verify_log(session)
