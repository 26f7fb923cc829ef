"""Which rounds the person at the staff door may look at, and which of them they may change."""

from dataclasses import dataclass
from functools import partial

from flask_babel import format_date

from survey_app.actions.rounds.lifecycle import list_rounds
from survey_app.actions.rounds.participation import Count, total_of
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.staff.guard import the_person
from survey_app.store.catalog import schools
from survey_app.store.rounds.rounds import RoundLine
from survey_app.store.rounds.setup import links_of, schools_of_rounds
from survey_app.store.tables import Link, School


@dataclass(frozen=True)
class RoundInReach:
    """A round that the person may look at. links: those of schools within reach. is_theirs: they may change it."""

    line: RoundLine
    links: list[Link]
    schools: dict[str, School]
    is_theirs: bool

    @property
    def total(self) -> Count:
        """Its responses, as far as they are told."""
        return total_of(self.line)

    @property
    def slugs(self) -> list[str]:
        """Its schools within reach, by name."""
        return sorted({link.school for link in self.links}, key=lambda slug: (self.schools[slug].name, slug))


def rounds_in_reach() -> list[RoundInReach]:
    """Every round that asks at a school of the person, the newest first; administrators see all of their district."""
    who, asked = the_person(), schools_of_rounds(db.session())
    found = []
    for line in list_rounds(db.session()):
        slugs = asked.get(line.key, set())
        mine = {slug for slug in slugs if who.reaches_school(slug, line.district)}
        if who.reaches_district(line.district) and (mine or not who.is_limited):
            found.append(RoundInReach(line, [], {}, mine == slugs))
    return found


def round_in_reach(key: str) -> RoundInReach:
    """A round that asks at a school of the person. Raises NotFound, for others as for those that do not exist."""
    for found in rounds_in_reach():
        if found.line.key == key:
            who, named = the_person(), {school.slug: school for school in schools(db.session())}
            links = [
                link
                for link in links_of(db.session(), key)
                if who.reaches_school(link.school, found.line.district)
            ]
            return RoundInReach(found.line, links, named, found.is_theirs)
    raise NotFound("nothing_here")


def round_at(key: str, slug: str) -> RoundInReach:
    """A round that asks at this school of the person. Raises NotFound."""
    found = round_in_reach(key)
    if all(link.school != slug for link in found.links):
        raise NotFound("nothing_here")
    return found


def theirs(key: str) -> RoundInReach:
    """A round that the person may change: all of its schools are theirs. Raises NotFound."""
    found = round_in_reach(key)
    if not found.is_theirs:
        raise NotFound("nothing_here")
    return found


def day_in_words() -> partial[str]:
    """Writes a day out in the reader's language."""
    return partial(format_date, format="long")
