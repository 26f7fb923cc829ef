"""staff: let people in, from the server."""

from datetime import UTC, datetime

import click

from survey_app.actions.accounts.staff_accounts import NewStaff, invite, reset
from survey_app.actions.accounts.staff_links import operator_link
from survey_app.actions.audit_log import OPERATOR
from survey_app.actions.demo.remove_sample import find_sample
from survey_app.cli.plain_commands import PlainGroup, the_settings
from survey_app.config import USUAL_ADDRESS, Settings
from survey_app.errors import AccountError, NotFound
from survey_app.extensions import db
from survey_app.store.accounts.accounts import find_account
from survey_app.store.catalog import districts
from survey_app.vocabulary import DISTRICT_ADMIN, ROLES

_ADDRESS = "address"
"""The file of an installation that says where its server was last reached."""


@click.group("staff", cls=PlainGroup)
def staff() -> None:
    """Invite staff, and help them sign in."""


@staff.command("link")
def link() -> None:
    """Print a sign-in link for whoever runs the server. It works once, within one hour."""
    click.echo(staff_link(the_settings()))


@staff.command("add")
@click.argument("email")
@click.option("--name", metavar="NAME", required=True, help="What the person is called.")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default=DISTRICT_ADMIN,
    show_default=True,
    help="What the person may do (docs/staff.md).",
)
@click.option(
    "--district",
    metavar="CODE",
    help="Code of the district, such as 24-65789. Not needed if there is only one.",
)
@click.option(
    "--school",
    "schools",
    metavar="SLUG",
    multiple=True,
    help="Slug of a school, such as merced-high; may be repeated.",
)
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="Language of a translator, such as es; may be repeated. None means all.",
)
def add(
    email: str,
    name: str,
    role: str,
    district: str | None,
    schools: tuple[str, ...],
    languages: tuple[str, ...],
) -> None:
    """Make an account; print the link with which its owner chooses a password."""
    wanted = NewStaff(email, name, role, district or only_district(), schools, languages)
    token = invite(db.session(), OPERATOR, wanted, datetime.now(UTC))
    if note := _note_on_sample(wanted.district):
        click.echo(note, err=True)
    click.echo(f"{address(the_settings())}/staff/welcome/{token}")


@staff.command("reset")
@click.argument("email")
def reset_(email: str) -> None:
    """End an account's password and sessions; print the link with which its owner chooses a new password."""
    account = find_account(db.session(), email.strip().lower())
    if account is None:
        raise NotFound("no_account", email=email)
    number = account.id
    db.session.remove()
    token = reset(db.session(), OPERATOR, number, datetime.now(UTC))
    click.echo(f"{address(the_settings())}/staff/welcome/{token}")


def staff_link(settings: Settings) -> str:
    """The address of a new one-time sign-in link."""
    return f"{address(settings)}/staff/enter/{operator_link(db.session(), datetime.now(UTC))}"


def keep_address(settings: Settings) -> None:
    """Note where this server is reached, for commands in another terminal without PORT."""
    (settings.instance_path / _ADDRESS).write_text(settings.public_url, encoding="utf-8")


def address(settings: Settings) -> str:
    """Return where the server is reached: from the settings; without them, from its last start."""
    kept = settings.instance_path / _ADDRESS
    if settings.public_url == USUAL_ADDRESS and kept.is_file():
        return kept.read_text(encoding="utf-8")
    return settings.public_url


def only_district() -> str:
    """Return the only district. The sample counts only if there is no other."""
    codes = [district.code for district in districts(db.session())]
    own = [code for code in codes if code not in _sample_districts()] or codes
    db.session.remove()
    if len(own) != 1:
        raise AccountError("district_not_said", known=codes or ["none"])
    return own[0]


def _sample_districts() -> list[str]:
    """Return the districts that hold only the sample."""
    sample = find_sample(db.session())
    return [] if sample is None or sample.kept else list(sample.districts)


def _note_on_sample(district: str | None) -> str:
    is_sample = district in _sample_districts()
    db.session.remove()
    return (
        f"{district} is the district of the sample. To start with your own: sign in with the link of "
        "`python3 run.py staff link` and import your schools, or use `schools import` and then --district"
        if is_sample
        else ""
    )
