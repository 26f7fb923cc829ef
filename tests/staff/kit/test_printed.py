"""A sheet that somebody printed before its words changed is named; other sheets are not."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from survey_app.actions.audit_log import Actor
from survey_app.actions.exports.handed_out import log_handed_out
from survey_app.actions.texts.change_texts import Said, say
from survey_app.actions.texts.read_texts import texts_in
from survey_app.extensions import db
from survey_app.vocabulary import COORDINATOR
from tests.staff.accounts.people import OURS, add_districts, signed_in_as

KIT = "/staff/rounds/ours/kit/merced-high/family"
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def ana(app):
    add_districts(app)
    return signed_in_as(app, COORDINATOR, schools=("merced-high",))


@pytest.fixture
def mend(app):
    def mend_one(source: str, at: datetime) -> None:
        with app.app_context():
            line = next(each for each in texts_in(db.session(), OURS, "es") if each.source == source)
            say(
                db.session(),
                Actor("ana@example.org", at),
                OURS,
                line,
                Said("¡Queridas familias!", "reviewed"),
            )
            db.session.remove()

    return mend_one


@pytest.fixture
def take(app):
    def take_one(name: str, at: datetime) -> None:
        with app.app_context():
            log_handed_out(db.session(), Actor("ana@example.org", at), "download", "ours", {name: "0" * 64})
            db.session.remove()

    return take_one


def old_sheets(client) -> list[str]:
    page = client.get(KIT).text
    cells = re.findall(r"<td[^>]*><a href=\"[^\"]*/(\w+)\.pdf\?languages=([^\"]*)\"(.*?)</td>", page)
    return [f"{kind} {languages}" for kind, languages, rest in cells if "printed before" in rest]


def test_a_sheet_that_was_taken_before_its_words_changed_is_named(ana, mend, take):
    take("merced-high-family-letter-es.pdf", NOW - 2 * HOUR)
    take("merced-high-family-letter-en-es.pdf", NOW - 2 * HOUR)
    take("merced-high-family-letter-ar.pdf", NOW - 2 * HOUR)
    mend("Dear families,", NOW - HOUR)

    assert old_sheets(ana) == ["letter es", "letter en%2Bes"]


def test_a_zip_of_the_whole_kit_counts_for_each_of_its_sheets(ana, mend, take):
    take("ours-kit.zip", NOW - 2 * HOUR)
    mend("Dear families,", NOW - HOUR)

    assert len(old_sheets(ana)) == 2 * 4


def test_a_sheet_that_was_printed_again_is_not(ana, mend, take):
    take("merced-high-family-letter-es.pdf", NOW - 3 * HOUR)
    mend("Dear families,", NOW - 2 * HOUR)
    take("merced-high-family-letter-es.pdf", NOW - HOUR)

    assert old_sheets(ana) == []


def test_words_that_are_not_on_the_sheet_do_not_count(ana, mend, take):
    take("merced-high-family-letter-es.pdf", NOW - 2 * HOUR)
    mend("Send my answers", NOW - HOUR)

    assert old_sheets(ana) == []
