"""Wrong guesses at the staff door. They are in the database, so that every process of the server knows them.

We count a guess before we check it, and take it back if it was right. So a burst of guesses gets no more checks than
guesses that come one after the other. We count by the address that was typed, whether or not it has an account, and by
the network address. The database holds a keyed hash of each: for a day and for ten minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.orm import Session

from survey_app.actions.accounts.two_factor import SecretKeeper
from survey_app.errors import SignInError
from survey_app.store.accounts.throttle import drop_guess, drop_old_guesses, hold_guess
from survey_app.store.tables import Guess
from survey_app.store.tables.moments import utc

FREE_GUESSES = 5
"""This many wrong guesses at an account cost nothing. Each one after that doubles the wait until the next check."""

MOST_OF_ADDRESS = 30
"""We check this many wrong guesses from one network address in ten minutes. A whole office may share the address."""

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_ACCOUNT_KEPT = timedelta(days=1)  # after the last guess
_ADDRESS_KEPT = timedelta(minutes=10)  # after the first guess


@dataclass(frozen=True)
class Guesser:
    """Keyed hashes that we count guesses by. source: None if the network address is not known."""

    account: bytes
    source: bytes | None


def guesser(keeper: SecretKeeper, email: str, address: str | None) -> Guesser:
    """Say who guesses. email: in lower case; address: of the network."""
    source = keeper.mark("source", _household(address)) if address else None
    return Guesser(keeper.mark("account", email), source)


def count_guess(session: Session, who: Guesser, now: datetime) -> None:
    """Count a guess as wrong before it is checked, inside the caller's transaction.

    Raises SignInError ("waiting") if this guess must not be checked now.
    """
    drop_old_guesses(session, now)
    held = _hold(session, who, now)
    if waits := [utc(row.waits_until) for row in held.values() if row.waits_until]:
        seconds = int((max(waits) - now).total_seconds()) + 1
        raise SignInError("sign_in_waiting", seconds=seconds)
    for h, row in held.items():
        row.wrong += 1
        if h == who.account:
            _wait_for_account(row, now)
        else:
            _wait_for_address(row, now)


def take_back_guess(session: Session, who: Guesser, now: datetime) -> None:
    """The guess was right: forget the guesses at the account, and count one less for its network address.

    Runs inside the caller's transaction.
    """
    held = _hold(session, who, now)
    drop_guess(session, who.account)
    if who.source:
        row = held[who.source]
        row.wrong, row.waits_until = max(row.wrong - 1, 0), None


def forget_guesses(session: Session, keeper: SecretKeeper, email: str) -> None:
    """Start the count of an account anew, because it has a new password. Runs inside the caller's transaction."""
    drop_guess(session, guesser(keeper, email, None).account)


def _hold(session: Session, who: Guesser, now: datetime) -> dict[bytes, Guess]:
    """Lock the rows, always in the same order, so that no two sign-ins wait for each other. Expired counts become 0."""
    held = {
        h: hold_guess(session, h, now) for h in sorted(each for each in (who.account, who.source) if each)
    }
    for row in held.values():
        if utc(row.forget_at) <= now:
            row.wrong, row.waits_until = 0, None
        elif row.waits_until and utc(row.waits_until) <= now:
            row.waits_until = None
    return held


def _wait_for_account(row: Guess, now: datetime) -> None:
    beyond = row.wrong - FREE_GUESSES
    row.forget_at = now + _ACCOUNT_KEPT
    if beyond >= 0:
        row.waits_until = now + min(_FIRST_WAIT * 2 ** min(beyond, 10), _LONGEST_WAIT)


def _wait_for_address(row: Guess, now: datetime) -> None:
    if row.wrong == 1:
        row.forget_at = now + _ADDRESS_KEPT
    if row.wrong >= MOST_OF_ADDRESS:
        row.waits_until = row.forget_at


def _household(address: str) -> str:
    """Return an IPv6 address without its second half: its owner may choose that half anew for each request."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))
