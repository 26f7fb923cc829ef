"""Named queries for comments and what was decided about them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.tables import Box, Comment, CommentReview, District

_AT_ONCE = 200


class CommentLine(NamedTuple):
    """A comment with its review; state is None until somebody reviews it."""

    id: bytes
    version: str
    question: str
    body: str
    state: str | None
    shown: str | None
    themes: Sequence[str] | None
    is_pinned: bool | None


_COLUMNS = (
    Comment.id,
    Comment.version,
    Comment.question,
    Comment.body,
    CommentReview.state,
    CommentReview.body,
    CommentReview.themes,
    CommentReview.is_pinned,
)


def comments_of(session: Session, key: str, school: str) -> list[CommentLine]:
    """Every comment of a school in a round, in the order of their random ids."""
    query = select(*_COLUMNS).outerjoin(CommentReview, CommentReview.id == Comment.id)
    query = query.where(Comment.round == key, Comment.school == school).order_by(Comment.id)
    return [CommentLine(*row) for row in session.execute(query)]


def get_comment(session: Session, key: str, school: str, number: bytes) -> CommentLine | None:
    """One comment."""
    query = select(*_COLUMNS).outerjoin(CommentReview, CommentReview.id == Comment.id)
    row = session.execute(
        query.where(Comment.round == key, Comment.school == school, Comment.id == number)
    ).one_or_none()
    return CommentLine(*row) if row else None


def count_comments(session: Session, key: str) -> dict[str, tuple[int, int]]:
    """School → comments that nobody has reviewed, and all."""
    query = select(Comment.school, func.count() - func.count(CommentReview.id), func.count())
    query = query.outerjoin(CommentReview, CommentReview.id == Comment.id).where(Comment.round == key)
    return {school: (open_, n) for school, open_, n in session.execute(query.group_by(Comment.school))}


def answers_beside(session: Session, key: str, school: str, version: str) -> Iterator[str]:
    """Yield, as JSON, the answers of everybody who may have written the comment: those of a survey at a school."""
    query = select(Box.answers).where(Box.round == key, Box.school == school, Box.version == version)
    with session.scalars(query.execution_options(yield_per=_AT_ONCE)) as rows:
        yield from rows


def put_review(session: Session, review: CommentReview) -> None:
    """Keep a decision; it replaces any earlier one."""
    session.merge(review)
    session.flush()


def put_protocol(session: Session, district: str, protocol: str) -> None:
    """Keep what a district does about a comment that tells of danger."""
    row = session.get(District, district)
    if row:
        row.safety_protocol = protocol or None
        session.flush()
