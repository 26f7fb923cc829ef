"""Named queries that remove the sample: its rounds with everything they received, its people, its schools."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, exists, select
from sqlalchemy.orm import Session

from survey_app.store.sealing.box import discard_responses
from survey_app.store.tables import (
    Account,
    AddedLanguage,
    Base,
    Comment,
    CommentReview,
    District,
    Job,
    Round,
    School,
    SurveyDraft,
    SurveyEdit,
    SurveyVersion,
)


def has_sample(session: Session) -> bool:
    """Whether any round is here that came with the sample."""
    return bool(session.scalar(select(exists().where(Round.trial | Round.sample))))


def sample_rounds(session: Session) -> Sequence[Round]:
    """Return the rounds that came with the sample: the one to try, and those of simulated answers."""
    query = select(Round).where(Round.trial | Round.sample).order_by(Round.opens_on, Round.key)
    return session.scalars(query).all()


def own_rounds_in(session: Session, districts: Collection[str]) -> Sequence[Round]:
    """Return the rounds of these districts that did not come with the sample."""
    return session.scalars(
        select(Round).where(Round.district.in_(districts), ~(Round.trial | Round.sample)).order_by(Round.key)
    ).all()


def delete_rounds(connection: Connection, keys: Sequence[str]) -> None:
    """Delete rounds, and every row about them in every table."""
    comments = select(Comment.id).where(Comment.round.in_(keys))
    connection.execute(delete(CommentReview).where(CommentReview.id.in_(comments)))
    for key in keys:
        discard_responses(connection, key)
    _delete_jobs(connection, keys)
    for table in reversed(Base.metadata.sorted_tables):
        if "round" in table.c:
            connection.execute(delete(table).where(table.c.round.in_(keys)))
    connection.execute(delete(Round).where(Round.key.in_(keys)))


def delete_district(connection: Connection, code: str) -> None:
    """Delete a district that has no rounds, with its schools, accounts, own surveys and added languages."""
    accounts = select(Account.id).where(Account.district == code)
    for table in reversed(Base.metadata.sorted_tables):
        if "account" in table.c:
            connection.execute(delete(table).where(table.c.account.in_(accounts)))
    drafts = select(SurveyDraft.id).where(SurveyDraft.district == code)
    connection.execute(delete(SurveyEdit).where(SurveyEdit.draft.in_(drafts)))
    for table in (AddedLanguage, SurveyDraft, SurveyVersion, Account, School):
        connection.execute(delete(table).where(table.district == code))
    connection.execute(delete(District).where(District.code == code))


def _delete_jobs(connection: Connection, keys: Sequence[str]) -> None:
    jobs = connection.execute(select(Job.id, Job.wanted)).all()
    gone = [job.id for job in jobs if json.loads(job.wanted).get("round") in keys]
    connection.execute(delete(Job).where(Job.id.in_(gone)))
