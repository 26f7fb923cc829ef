"""Comments: masked, reviewed by a person one by one, then shown; never fewer than 11 of a survey at a school."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.audit import record
from survey_app.errors import NotFound, SurveyAppError
from survey_app.results.masking import mask, mask_more
from survey_app.results.release.precision import SMALLEST
from survey_app.store.comments import (
    CommentLine,
    comments_of,
    count_comments,
    get_comment,
    put_protocol,
    put_review,
)
from survey_app.store.engine import begin_writing
from survey_app.store.round_setup import get_round
from survey_app.store.tables import CommentReview

STATES = ("shown", "hidden", "safety")


class CommentError(SurveyAppError):
    """A review that cannot be kept. phrase: what does not stand in the comment."""

    def __init__(self, phrase: str) -> None:
        super().__init__(f"{phrase!r} does not stand in the comment")
        self.phrase = phrase


@dataclass(frozen=True)
class Comment:
    """A comment as its reader may see it. id: hex. survey: version of it. state: None until a person reviewed it."""

    id: str
    version: str
    question: str
    body: str
    state: str | None
    themes: tuple[str, ...]
    is_pinned: bool


@dataclass(frozen=True)
class Review:
    """What a person decided. more: words to take out besides what was masked already."""

    state: str
    more: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    is_pinned: bool = False


def queue_of(session: Session, key: str, school: str) -> list[Comment]:
    """Every comment of a finished round at a school, for those who review them. Raises NotFound."""
    _finished(session, key)
    return [_seen(line) for line in comments_of(session, key, school)]


def shown_comments(session: Session, key: str, school: str) -> list[Comment]:
    """What everybody else may read: reviewed and shown, of versions with at least 11 such comments."""
    row = get_round(session, key)
    if row is None or row.phase != "closed":
        return []
    shown = [_seen(line) for line in comments_of(session, key, school) if line.state == "shown"]
    counts = Counter(one.version for one in shown)
    return [one for one in shown if counts[one.version] >= SMALLEST]


def quotes_of(session: Session, key: str, school: str) -> list[str]:
    """What is quoted in reports."""
    return [one.body for one in shown_comments(session, key, school) if one.is_pinned]


def counts_of(session: Session, key: str) -> dict[str, tuple[int, int]]:
    """School → comments to review, and all, of a finished round. Raises NotFound."""
    _finished(session, key)
    return count_comments(session, key)


def review_comment(
    session: Session, who: str, place: tuple[str, str], number: str, review: Review, now: datetime
) -> None:
    """Keep what was decided about a comment. place: round and school. Raises NotFound; CommentError."""
    key, school = place
    line = get_comment(session, key, school, _id(number))
    if line is None or review.state not in STATES:
        raise NotFound("no such comment")
    try:
        body = mask_more(_seen(line).body, review.more)
    except ValueError as error:
        raise CommentError(str(error)) from error
    session.rollback()
    begin_writing(session)
    row = CommentReview(
        id=line.id,
        state=review.state,
        body=body,
        themes=list(review.themes),
        is_pinned=review.is_pinned and review.state == "shown",
    )
    put_review(session, row)
    # Which comment it was is nobody's business: the log must not lead to one.
    record(session.connection(), who, f"comment {review.state}", f"{key} {school}", now)
    session.commit()


def save_protocol(session: Session, who: str, district: str, protocol: str, now: datetime) -> None:
    """Keep what a district does about a comment that tells of danger."""
    session.rollback()
    begin_writing(session)
    put_protocol(session, district, protocol.strip())
    record(session.connection(), who, "safety protocol", district, now)
    session.commit()


def search(comments: Sequence[Comment], words: str) -> list[Comment]:
    """Those that hold all of the words, in any script, without regard to case, accents and vowel signs that vary."""
    wanted = [_plain(word) for word in words.split()]
    return [one for one in comments if all(word in _plain(one.body) for word in wanted)]


def count_themes(comments: Sequence[Comment]) -> list[tuple[str, int]]:
    """How many comments each theme has, the most first."""
    return Counter(theme for one in comments for theme in one.themes).most_common()


def _finished(session: Session, key: str) -> None:
    row = get_round(session, key)
    if row is None or row.phase != "closed":
        raise NotFound("comments are read once a round is finished")


def _seen(line: CommentLine) -> Comment:
    body = mask(line.body) if line.shown is None else line.shown
    themes = tuple(line.themes or ())
    return Comment(line.id.hex(), line.version, line.question, body, line.state, themes, bool(line.is_pinned))


def _id(number: str) -> bytes:
    try:
        return bytes.fromhex(number)
    except ValueError as error:
        raise NotFound("no such comment") from error


def _plain(words: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", words).casefold() if not unicodedata.combining(sign)
    )
