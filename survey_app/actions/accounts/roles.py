"""Who is signed in at the staff door, and how far their rights reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN


@dataclass(frozen=True)
class StaffUser:
    """A member of staff who is signed in.

    district: None for whoever runs the server; they reach every district. schools: the only schools that a coordinator
    or a viewer reaches; empty for all schools of the district. languages: those whose texts a translator works on;
    empty for all.
    """

    account: int
    email: str
    name: str
    role: str
    district: str | None
    schools: frozenset[str]
    languages: frozenset[str] = frozenset()

    def reaches_district(self, district: str) -> bool:
        """Whether they reach anything in this district."""
        return self.district in (None, district)

    def reaches_school(self, school: str, district: str) -> bool:
        """Whether they reach this school."""
        return self.reaches_district(district) and (not self.is_limited or school in self.schools)

    def reaches_all(self, schools: Iterable[str], district: str) -> bool:
        """Whether they reach all of these schools. Whoever changes a round changes it for all its schools."""
        return all(self.reaches_school(school, district) for school in schools)

    @property
    def only_schools(self) -> frozenset[str] | None:
        """The schools that they are limited to; None for all of their district."""
        return self.schools if self.is_limited else None

    @property
    def sees_drafts(self) -> bool:
        """Whether they see results before everybody else does."""
        return self.role == DISTRICT_ADMIN

    @property
    def is_limited(self) -> bool:
        """Whether they reach only some schools. A coordinator without schools reaches none, not all."""
        return self.role == COORDINATOR or bool(self.schools)
