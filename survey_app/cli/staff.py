"""staff: let people in, from the server."""

from datetime import UTC, datetime

import click
from flask import Flask

from survey_app.actions.access import DISTRICT_ADMIN, ROLES
from survey_app.actions.accounts import NewStaff, invite, operator_link, reset
from survey_app.actions.audit import OPERATOR
from survey_app.cli.plain_errors import PlainGroup
from survey_app.config import Settings
from survey_app.errors import AccountError, NotFound
from survey_app.extensions import db
from survey_app.store.accounts import find_account
from survey_app.store.catalogue import districts


def add_commands(app: Flask, settings: Settings) -> None:
    """Add `staff`."""

    @app.cli.group("staff", cls=PlainGroup)
    def staff() -> None:
        """Let staff in."""

    @staff.command("link")
    def link() -> None:
        """Make a sign-in link for whoever runs the server; it works once, within the hour."""
        click.echo(staff_link(settings))

    @staff.command("add")
    @click.argument("email")
    @click.option("--name", required=True, help="What the person is called.")
    @click.option("--role", type=click.Choice(ROLES), default=DISTRICT_ADMIN, show_default=True)
    @click.option(
        "--district", help="Code of the district, such as 24-65789; not needed when there is one only."
    )
    @click.option(
        "--school", "schools", multiple=True, help="Slug of a school, such as merced-high; again for more."
    )
    def add(email: str, name: str, role: str, district: str | None, schools: tuple[str, ...]) -> None:
        """Make an account; print the link by which its owner chooses a password."""
        wanted = NewStaff(email, name, role, district or _only_district(), schools)
        token = invite(db.session(), OPERATOR, wanted, datetime.now(UTC))
        click.echo(f"{settings.public_url}/staff/welcome/{token}")

    @staff.command("reset")
    @click.argument("email")
    def reset_(email: str) -> None:
        """End an account's password and sessions; print the link by which its owner chooses another."""
        account = find_account(db.session(), email.strip().lower())
        if account is None:
            raise NotFound(f"there is no account {email}")
        number = account.id
        db.session.remove()
        click.echo(
            f"{settings.public_url}/staff/welcome/{reset(db.session(), OPERATOR, number, datetime.now(UTC))}"
        )


def staff_link(settings: Settings) -> str:
    """The address of a new one-time sign-in link."""
    return f"{settings.public_url}/staff/enter/{operator_link(db.session(), datetime.now(UTC))}"


def _only_district() -> str:
    codes = [district.code for district in districts(db.session())]
    db.session.remove()
    if len(codes) != 1:
        raise AccountError(f"say which district with --district; there are: {', '.join(codes) or 'none'}")
    return codes[0]
