"""A coordinator to invite, an account that is set up, and the codes of its app."""

from datetime import datetime, timedelta

import pyotp
from sqlalchemy.orm import Session

from survey_app.actions.accounts.staff_accounts import NewStaff, invite
from survey_app.actions.accounts.staff_links import accept_invitation
from survey_app.actions.accounts.two_factor import SecretKeeper, new_secret

PASSPHRASE = "violet tractor reading a slow canal"


def coordinator(**changes: object) -> NewStaff:
    values = {
        "email": "ana@muhsd.example.org",
        "name": "Ana Ruiz",
        "role": "coordinator",
        "district": "24-65789",
        "schools": ("merced-high",),
    }
    return NewStaff(**{**values, **changes})


def ready(session: Session, keeper: SecretKeeper, now: datetime) -> tuple[str, list[str]]:
    """An account that is set up: its secret and recovery codes."""
    token, secret = invite(session, "operator", coordinator(), now), new_secret()
    _, codes = accept_invitation(
        session, keeper, token, PASSPHRASE, (secret, pyotp.TOTP(secret).at(now)), now
    )
    return secret, codes


def later_code(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now + timedelta(minutes=5))
