"""Comments: masked, reviewed by a person one by one, then shown; at least 11 on a question at a school, or none.

People also get rows of answers. So a comment must not name anything that fewer than eleven rows could share. We tell
which question it answers, or that it stands beside "other", only where at least eleven people did so.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from pydantic_core import from_json
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import CommentError, NotFound
from survey_app.results.masking import mask, mask_more
from survey_app.results.shown import FEWEST
from survey_app.store.audit_log import district_of_round
from survey_app.store.exports import surveys_newest_first
from survey_app.store.results.comments import (
    CommentLine,
    answers_beside,
    comments_of,
    count_comments,
    get_comment,
    put_protocol,
    put_review,
)
from survey_app.store.rounds.setup import get_round, links_at
from survey_app.store.tables import CommentReview
from survey_app.surveys.published import published_survey
from survey_app.vocabulary import COMMENT_STATES


@dataclass(frozen=True)
class Comment:
    """A comment as its reader may see it. id: hex. state: None until a person reviewed it.

    question: "" if it names none (beside "other", or for a question that few wrote for); None if we may not even
    tell that.
    """

    id: str
    version: str
    question: str | None
    body: str
    state: str | None
    themes: tuple[str, ...]
    is_pinned: bool


@dataclass(frozen=True)
class Review:
    """What a person decided. more: words to take out besides what is already masked."""

    state: str
    more: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    is_pinned: bool = False


@dataclass(frozen=True)
class Comments:
    """Comments of a school. withheld: how many questions they do not name; words beside "other" count as one."""

    readable: tuple[Comment, ...] = ()
    withheld: int = 0


class _Group(NamedTuple):
    """Comments that tell the same thing about their writers."""

    version: str
    question: str


def queue_of(session: Session, key: str, school: str) -> Comments:
    """Return every comment of a finished round at a school, for those who review them. Raises NotFound.

    A reviewer may read rows, too. So if fewer than 11 wrote for a question, we do not name it.
    """
    _finished(session, key)
    lines = comments_of(session, key, school)
    large = _large_groups(session, key, school, lines)
    readable = tuple(_seen(line, is_named=_group(line) in large) for line in lines)
    return Comments(readable, withheld=len(_asked_here(session, key, school) - large))


def shown_comments(session: Session, key: str, school: str) -> Comments:
    """Return what everybody else may read: reviewed and shown, at least 11 such comments for a question."""
    row = get_round(session, key)
    if row is None or row.phase != "closed":
        return Comments()
    lines = comments_of(session, key, school)
    shown = [line for line in lines if line.state == "shown"]
    large = _large_groups(session, key, school, shown)
    readable = tuple(_seen(line, is_named=True) for line in shown if _group(line) in large)
    return Comments(readable, withheld=len(_asked_here(session, key, school) - large))


def quotes_of(session: Session, key: str, school: str) -> list[str]:
    """Return the comments that reports quote."""
    return [one.body for one in shown_comments(session, key, school).readable if one.is_pinned]


def counts_of(session: Session, key: str) -> dict[str, tuple[int, int]]:
    """Return school → comments to review, and all, of a finished round. Raises NotFound."""
    _finished(session, key)
    return count_comments(session, key)


def review_comment(
    session: Session, who: str, place: tuple[str, str], number: str, review: Review, now: datetime
) -> None:
    """Keep a decision about a comment. place: round and school. Raises NotFound; CommentError."""
    key, school = place
    with changing(session, Actor(who, now), f"comment {review.state}") as change:
        line = get_comment(session, key, school, _id(number))
        if line is None or review.state not in COMMENT_STATES:
            raise NotFound("no_comment")
        try:
            body = mask_more(_body(line), review.more)
        except ValueError as error:
            raise CommentError("phrase_not_in_comment", phrase=error.args[0]) from error
        row = CommentReview(id=line.id, state=review.state, body=body, themes=list(review.themes))
        row.is_pinned = review.is_pinned and review.state == "shown"
        put_review(session, row)
        # Which comment it was is nobody's business: the log must not lead to one.
        change.log(f"{key} {school}", district_of_round(change.connection, key))


def save_protocol(session: Session, who: str, district: str, protocol: str, now: datetime) -> None:
    """Keep what a district does about a comment that tells of danger."""
    with changing(session, Actor(who, now), "safety protocol") as change:
        put_protocol(session, district, protocol.strip())
        change.log(district, district)


def search(comments: Sequence[Comment], words: str) -> list[Comment]:
    """Return comments that hold all of the words, in any script. Ignores case, accents and vowel signs that vary."""
    wanted = [_plain(word) for word in words.split()]
    return [one for one in comments if all(word in _plain(one.body) for word in wanted)]


def count_themes(comments: Sequence[Comment]) -> list[tuple[str, int]]:
    """Count the comments of each theme, the most first."""
    return Counter(theme for one in comments for theme in one.themes).most_common()


def _finished(session: Session, key: str) -> None:
    row = get_round(session, key)
    if row is None or row.phase != "closed":
        raise NotFound("comments_too_early")


def _group(line: CommentLine) -> _Group:
    return _Group(line.version, line.question)


def _asked_here(session: Session, key: str, school: str) -> set[_Group]:
    """Return every group that comments of a school may be in, whether or not anybody wrote: that must stay private."""
    links = {link.version: link for link in links_at(session, key, [school])}
    return {
        _Group(survey.version, "" if question.other_key else question.name)
        for survey in map(published_survey, surveys_newest_first(session, links))
        for section in survey.sections
        if not section.optional or section.name in links[survey.version].sections
        for question in section.questions
        if question.other_key or question.is_words
    }


def _large_groups(session: Session, key: str, school: str, lines: Iterable[CommentLine]) -> set[_Group]:
    """Return the groups of these comments that at least eleven people wrote."""
    counts = Counter(_group(line) for line in lines)
    large = {group for group, n in counts.items() if n >= FEWEST}
    # For a question, one person writes one text. Beside "other", one person may write several.
    few = {
        one
        for one in large
        if not one.question and not _enough_chose_other(session, key, school, one.version)
    }
    return large - few


def _enough_chose_other(session: Session, key: str, school: str, version: str) -> bool:
    """Whether at least eleven people chose an "other" with words. That choice alone tells its writers apart."""
    (survey,) = map(published_survey, surveys_newest_first(session, {version}))
    with_words = {
        question.name: {choice.code for choice in question.offered if choice.other}
        for question in survey.questions()
        if question.other_key
    }
    rows = (from_json(answers) for answers in answers_beside(session, key, school, version))
    chose = (row for row in rows if any(_chose(row.get(name), codes) for name, codes in with_words.items()))
    return len(list(islice(chose, FEWEST))) == FEWEST


def _chose(answer: object, codes: set[str]) -> bool:
    return bool(codes.intersection(answer)) if isinstance(answer, list) else answer in codes


def _seen(line: CommentLine, *, is_named: bool) -> Comment:
    return Comment(
        id=line.id.hex(),
        version=line.version,
        question=line.question if is_named else None,
        body=_body(line),
        state=line.state,
        themes=tuple(line.themes or ()),
        is_pinned=bool(line.is_pinned),
    )


def _body(line: CommentLine) -> str:
    return mask(line.body) if line.shown is None else line.shown


def _id(number: str) -> bytes:
    try:
        return bytes.fromhex(number)
    except ValueError as error:
        raise NotFound("no_comment") from error


def _plain(words: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", words).casefold() if not unicodedata.combining(sign)
    )
