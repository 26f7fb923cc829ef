"""Who is at the staff door, and how far their rights reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN


@dataclass(frozen=True)
class StaffUser:
    """A member of staff who is signed in.

    district: None for whoever runs the server, who reaches every district. schools: those that a coordinator or a
    viewer is limited to; empty for all of the district.
    """

    account: int
    email: str
    name: str
    role: str
    district: str | None
    schools: frozenset[str]

    def reaches_district(self, district: str) -> bool:
        """Whether anything in this district is theirs."""
        return self.district in (None, district)

    def reaches_school(self, school: str, district: str) -> bool:
        """Whether this school is theirs."""
        return self.reaches_district(district) and (not self.is_limited or school in self.schools)

    def reaches_all(self, schools: Iterable[str], district: str) -> bool:
        """Whether all of these schools are theirs: who changes a round changes it for all its schools."""
        return all(self.reaches_school(school, district) for school in schools)

    @property
    def sees_drafts(self) -> bool:
        """Whether they look at results before anybody else does."""
        return self.role == DISTRICT_ADMIN

    @property
    def is_limited(self) -> bool:
        """Whether they are limited to some schools. A coordinator without any reaches none, not all."""
        return self.role == COORDINATOR or bool(self.schools)
