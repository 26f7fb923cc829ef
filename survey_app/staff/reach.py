"""Which rounds the person at the staff door may see, and which of them they may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask_babel import format_date

from survey_app.actions.rounds.lifecycle import list_rounds
from survey_app.actions.rounds.participation import Count, total_of
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.staff.guard import the_person
from survey_app.store.rounds.rounds import RoundLine, round_line
from survey_app.store.rounds.setup import (
    asks_elsewhere,
    links_at,
    links_of,
    rounds_at,
    rounds_elsewhere,
    schools_by_slug,
)
from survey_app.store.tables import Link, School


@dataclass(frozen=True)
class RoundInReach:
    """A round that the person may see. links: only those of schools within reach. is_theirs: they may change it."""

    line: RoundLine
    links: Sequence[Link]
    schools: dict[str, School]
    is_theirs: bool

    @property
    def total(self) -> Count:
        """Its responses, as far as we tell them."""
        return total_of(self.line)

    @property
    def slugs(self) -> list[str]:
        """Its schools within reach, by name."""
        return sorted({link.school for link in self.links}, key=lambda slug: (self.schools[slug].name, slug))


def rounds_in_reach() -> list[RoundInReach]:
    """Return every round that asks a school of the person, newest first. Administrators see all of their district."""
    who, session = the_person(), db.session()
    lines = [line for line in list_rounds(session) if who.reaches_district(line.district)]
    if who.only_schools is None:
        return [RoundInReach(line, [], {}, is_theirs=True) for line in lines]
    asking_here, asking_elsewhere = (
        rounds_at(session, who.only_schools),
        rounds_elsewhere(session, who.only_schools),
    )
    return [
        RoundInReach(line, [], {}, line.key not in asking_elsewhere)
        for line in lines
        if line.key in asking_here
    ]


def round_in_reach(key: str) -> RoundInReach:
    """Return a round that asks a school of the person. Raises NotFound, also for rounds of others."""
    slugs, session = the_person().only_schools, db.session()
    links = links_of(session, key) if slugs is None else links_at(session, key, slugs)
    if slugs is not None and not links:
        raise NotFound("nothing_here")
    return _found(key, links)


def round_at(key: str, slug: str) -> RoundInReach:
    """Return a round with only the links of this school, if it asks the school and the person may. Raises NotFound."""
    slugs = the_person().only_schools
    links = links_at(db.session(), key, [slug]) if slugs is None or slug in slugs else []
    if not links:
        raise NotFound("nothing_here")
    return _found(key, links)


def link_at(key: str, slug: str, audience: str) -> tuple[RoundInReach, Link]:
    """Return what a round asks one audience at a school of the person. Raises NotFound."""
    in_reach = round_at(key, slug)
    for link in in_reach.links:
        if link.audience == audience:
            return in_reach, link
    raise NotFound("nothing_here")


def _found(key: str, links: Sequence[Link]) -> RoundInReach:
    """Return the round with these links. If the round is within reach, they are too. Raises NotFound."""
    who, session = the_person(), db.session()
    line = round_line(session, key)
    if line is None or not who.reaches_district(line.district):
        raise NotFound("nothing_here")
    schools = schools_by_slug(session, {link.school for link in links})
    is_theirs = who.only_schools is None or not asks_elsewhere(session, key, who.only_schools)
    return RoundInReach(line, links, schools, is_theirs)


def round_to_change(key: str) -> RoundInReach:
    """Return a round that the person may change, because all of its schools are theirs. Raises NotFound."""
    in_reach = round_in_reach(key)
    if not in_reach.is_theirs:
        raise NotFound("nothing_here")
    return in_reach


def day_in_words() -> partial[str]:
    """Return a function that writes a day in the reader's language."""
    return partial(format_date, format="long")
