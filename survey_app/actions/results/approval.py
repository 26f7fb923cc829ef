"""The life of a release. District administrators look at a draft, approve it for everybody, perhaps withdraw it.

All surveys of a round go through this together.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import Change, changing
from survey_app.errors import NotFound, RoundError
from survey_app.store.audit_log import district_of_round
from survey_app.store.results.releases import (
    StateRow,
    earlier_rounds,
    later_rounds,
    move_releases,
    newest_states,
    releases_about,
    releases_in,
)
from survey_app.store.rounds.setup import lock_round
from survey_app.vocabulary import APPROVED, DRAFT, LONGEST_TEXT, WITHDRAWN

LONGEST_REASON = LONGEST_TEXT["reason"]
OLD_DESIGN = "old-design"
"""Why an upgrade withdrew releases: an older version made them, and its numbers were less exact than they said."""


@dataclass(frozen=True)
class Standing:
    """The state of a round's results. state: none, draft, approved or withdrawn. number: of the release.

    reason: why they were withdrawn. For a draft: why somebody made it after an earlier one was withdrawn.
    """

    state: str = "none"
    number: int = 0
    reason: str = ""

    @property
    def is_old_design(self) -> bool:
        """Whether they were withdrawn because an earlier version made them."""
        return self.state == WITHDRAWN and self.reason == OLD_DESIGN

    @property
    def needs_reason(self) -> bool:
        """Whether new results need a reason: somebody has seen others before."""
        return self.state == WITHDRAWN and not self.is_old_design


def standing_of(session: Session, key: str) -> Standing:
    """Return the state of a round's results."""
    return _standing(newest_states(session, key))


def approve_release(
    session: Session, key: str, who: str, now: datetime, *, number: int | None = None
) -> Standing:
    """Let everybody see the draft of a round. number: of the release that the person looked at, if known.

    Raises NotFound; RoundError, with the remedy, when there is no such draft.
    """
    with _changing(session, Actor(who, now), "release approve", key) as (change, rows):
        standing = _standing(rows)
        if standing.state != DRAFT:
            raise RoundError(_why_not_approved(standing), key=key)
        if number not in (None, standing.number):
            raise RoundError("draft_is_another", key=key)
        moved = move_releases(change.connection, key, (DRAFT,), APPROVED)
        _log(change, key, moved, _numbers(rows, DRAFT))
    return Standing(APPROVED, standing.number, standing.reason)


def withdraw_release(session: Session, key: str, reason: str, who: str, now: datetime) -> Standing:
    """Withdraw the results of a round, draft or approved. reason: in words, for staff; 1 to 500 characters.

    Raises NotFound; RoundError, with the remedy, when there are no results, or no reason.
    """
    kept_reason = checked_reason(reason)
    with _changing(session, Actor(who, now), "release withdraw", key) as (change, rows):
        standing = _standing(rows)
        if standing.state not in (DRAFT, APPROVED):
            raise RoundError(_why_not_withdrawn(standing.state), key=key)
        if not kept_reason:
            raise RoundError("reason_missing", longest=LONGEST_REASON)
        moved = move_releases(change.connection, key, (standing.state,), WITHDRAWN, kept_reason)
        _log(
            change,
            key,
            moved,
            {**_numbers(rows, standing.state), "was": standing.state, "reason": kept_reason},
        )
    return Standing(WITHDRAWN, standing.number, kept_reason)


def next_release_number(session: Session, key: str, reason: str) -> int:
    """Return the number of the next release of a round. Raises RoundError, with the remedy, if there may be none."""
    standing = standing_of(session, key)
    kept_reason = checked_reason(reason)
    if standing.state == DRAFT:
        raise RoundError("draft_exists", key=key)
    if standing.state == APPROVED:
        raise RoundError("results_released", key=key)
    if standing.needs_reason and not kept_reason:
        raise RoundError("made_again_without_reason", key=key)
    return standing.number + 1


def why_nothing_shows(session: Session, key: str) -> str:
    """Return the code that says why a round shows no results."""
    standing = standing_of(session, key)
    return "results_are_draft" if standing.state == DRAFT else _why_not_approved(standing)


def earlier_fingerprints(session: Session, key: str) -> set[str]:
    """Return fingerprints of the secrets that made earlier results of a round. Only this design's: in older results,
    fingerprints mean other things.
    """
    rows = releases_in(session, key, (DRAFT, APPROVED, WITHDRAWN))
    return {str(json.loads(row.json)["key"]) for row in rows if row.reason != OLD_DESIGN}


def checked_reason(reason: str) -> str:
    """Return a reason as we keep it: one line. Raises RoundError when it is too long."""
    given = " ".join("".join(each if each.isprintable() else " " for each in reason).split())
    if len(given) > LONGEST_REASON:
        raise RoundError("reason_too_long", length=len(given), longest=LONGEST_REASON)
    return given


def public_rounds(session: Session, school: str) -> tuple[str | None, str | None]:
    """Return the newest round with approved results about a school, and why a newer round's were withdrawn; else None.

    Once families have read results of their own, they never read simulated ones.
    """
    decided = [row for row in releases_about(session, school) if row.state != DRAFT]
    withdrawn_because = None
    for row in [row for row in decided if not row.sample] or decided:
        if row.state == APPROVED:
            return row.round, withdrawn_because
        withdrawn_because = row.reason if withdrawn_because is None else withdrawn_because
    return None, withdrawn_because


def compared_with(session: Session, key: str) -> list[str]:
    """Name the later rounds whose results say what changed since this one, and so hold some of its numbers."""
    return [name for later, name in later_rounds(session, key) if key in earlier_rounds(session, later)]


@contextmanager
def _changing(
    session: Session, who: Actor, action: str, key: str
) -> Iterator[tuple[Change, Sequence[StateRow]]]:
    """Change the newest releases of a round. Nobody else changes them meanwhile. Raises NotFound."""
    with changing(session, who, action) as change:
        if lock_round(session, key) is None:
            raise NotFound("no_round", key=key)
        yield change, newest_states(session, key)


def _standing(rows: Sequence[StateRow]) -> Standing:
    """Return the state that the surveys of a round share. They all have the same one."""
    standing = [row for row in rows if row.state != WITHDRAWN] or rows
    if not standing:
        return Standing()
    number = max(row.number for row in rows)
    state = DRAFT if any(row.state == DRAFT for row in standing) else standing[0].state
    return Standing(state, number, standing[0].reason)


def _numbers(rows: Sequence[StateRow], state: str) -> dict[str, object]:
    return {row.survey: row.number for row in rows if row.state == state}


def _log(change: Change, key: str, moved: int, details: dict[str, object]) -> None:
    if not moved:
        raise RoundError("results_changed_meanwhile", key=key)
    change.log(key, district_of_round(change.connection, key), details)


def _why_not_approved(standing: Standing) -> str:
    if standing.state == APPROVED:
        return "results_approved"
    if standing.is_old_design:
        return "results_of_old_design"
    return "results_withdrawn" if standing.state == WITHDRAWN else "results_none"


def _why_not_withdrawn(state: str) -> str:
    return "withdrawn_already" if state == WITHDRAWN else "nothing_to_withdraw"
