"""The page of a job says in Spanish why it ended."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.extensions import db
from survey_app.problems.problem import kept
from survey_app.store.tables import Account, Job
from survey_app.web.wording.problems.telling import ON_PAGES
from tests.staff.accounts.people import OURS
from tests.staff.refusals.spanish_pages import PLAIN, SPANISH, check, sample


def job_page(site: Flask, client: FlaskClient, why: str, state: str = "failed") -> str:
    with site.app_context():
        account = (
            db.session.query(Account.id).filter_by(email=f"district_admin-0-{OURS}@example.org").scalar()
        )
        number = f"job-{db.session.query(Job).count()}"
        row = Job(id=number, kind="kit", account=account, wanted='{"round": "ours"}', state=state, why=why)
        row.created_at = datetime.now(UTC)
        db.session.add(row)
        db.session.commit()
    return client.get(f"/staff/jobs/{number}", headers=SPANISH).text


@pytest.mark.parametrize("state", ["failed", "done"])
def test_a_job_tells_every_problem_there_is_in_spanish(site, admin, say, state):
    """The database keeps why a job ended as codes and values; the page says it in the reader's language."""
    codes = [code for code in ON_PAGES if code not in PLAIN]

    check(job_page(site, admin, kept(sample(code) for code in codes), state), codes, say)


def test_what_an_earlier_version_kept_is_shown_as_it_is(site, admin):
    assert "the results of round x were released" in job_page(
        site, admin, "the results of round x were released"
    )
