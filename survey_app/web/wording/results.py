"""What a page of results shows of a release, and the names of its parts, in the request's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.actions.results.read_results import Results
from survey_app.results.instruments import NEEDS, STRENGTHS
from survey_app.results.published.model import Brief, Header, Part
from survey_app.results.reading.view import RankView, Reader, has_groups
from survey_app.results.shown import Share

SHOWN_NEEDS = 5
SHOWN_STRENGTHS = 3
LONGEST_RANK = 8
"""How many answers of the first rank we name at most."""
SHOWN_IN_SHORT = 3
LONGEST_IN_SHORT = 5


@dataclass(frozen=True)
class SurveyResults:
    """One survey of a unit as a page shows it. part: None if fewer than 11 took part. is_draft: not approved yet."""

    header: Header
    reader: Reader
    part: Part | None
    is_draft: bool = False

    @property
    def has_answers(self) -> bool:
        """Whether we tell more than participation."""
        return self.part is not None and bool(self.part.questions)

    @property
    def has_groups(self) -> bool:
        """Whether we compared groups at all: only then "no clear differences" is a finding."""
        return self.part is not None and has_groups(self.part)

    @property
    def needs(self) -> list[RankView]:
        """What most chose, most first."""
        return self._ranks(NEEDS, SHOWN_NEEDS, LONGEST_RANK)

    @property
    def strengths(self) -> list[RankView]:
        """What most value, most first."""
        return self._ranks(STRENGTHS, SHOWN_STRENGTHS, LONGEST_RANK)

    @property
    def needs_in_short(self) -> list[RankView]:
        """The same, for where there is little room."""
        return self._ranks(NEEDS, SHOWN_IN_SHORT, LONGEST_IN_SHORT)

    @property
    def strengths_in_short(self) -> list[RankView]:
        """The same, for where there is little room."""
        return self._ranks(STRENGTHS, SHOWN_IN_SHORT, LONGEST_IN_SHORT)

    def _ranks(self, names: Sequence[str], most: int, longest: int) -> list[RankView]:
        if self.part is None:
            return []
        summary = self.part.summary
        ranks = summary.needs if names == NEEDS else summary.strengths
        return self.reader.ranks(names, ranks, most, longest)


@dataclass(frozen=True)
class Overview:
    """One survey at many units, in brief. units: those that were asked; None if fewer than 11 took part."""

    header: Header
    reader: Reader
    units: Mapping[str, Brief | None]

    def first_needs(self, unit: str) -> RankView | None:
        """Return what most people chose at a unit: one answer, or several that cannot be told apart."""
        brief = self.units[unit]
        needs = (
            self.reader.ranks(NEEDS, brief.summary.needs, SHOWN_IN_SHORT, LONGEST_IN_SHORT) if brief else []
        )
        return needs[0] if needs else None

    def scores(self, unit: str) -> dict[str, Share]:
        """Map pillars to their scores at a unit."""
        brief = self.units[unit]
        return {one.pillar: one.score for one in brief.summary.pillars} if brief else {}


def overviews(
    session: Session,
    results: Sequence[Results],
    units: Sequence[str],
    language: str,
    facts: Mapping[str, object],
) -> Iterator[Overview]:
    """Yield every survey of a round at these units."""
    for one in results:
        reader = Reader(one.header, one.versions(session), language, facts)
        yield Overview(one.header, reader, one.briefs(session, units))


def read_results(
    session: Session, results: Sequence[Results], unit: str, language: str, facts: Mapping[str, object]
) -> Iterator[SurveyResults]:
    """Yield every survey of a unit in one language. facts: they fill the placeholders of texts."""
    for one in results:
        if unit in one.header.parts:
            reader = Reader(one.header, one.versions(session), language, facts)
            yield SurveyResults(one.header, reader, one.part(session, unit), one.is_draft)


def install_result_words(app: Flask) -> None:
    """Let templates name surveys and pillars."""
    app.jinja_env.globals.update(pillar_name=pillar_name, survey_name=survey_name)
    app.jinja_env.filters["as_day"] = date.fromisoformat
    app.jinja_env.filters["as_share"] = lambda per_cent: Share(per_cent, per_cent, per_cent)


def pillar_name(pillar: str) -> str:
    """Name one of the four pillars of community schools."""
    names = {
        "P1": _("Integrated student supports"),
        "P2": _("Family and community engagement"),
        "P3": _("Collaborative leadership and practices"),
        "P4": _("Extended learning time and opportunities"),
    }
    return str(names[pillar])


def audience_name(audience: str) -> str:
    """Name who answers a survey."""
    names = {
        "student": _("Students"),
        "family": _("Families"),
        "staff": _("School staff"),
        "partner": _("Partners"),
    }
    return str(names[audience])


def survey_name(one: SurveyResults | Overview) -> str:
    """Name a survey by who answers it, or by its title if an audience has a second survey."""
    is_usual = one.header.survey == one.header.audience
    return audience_name(one.header.audience) if is_usual else one.reader.title.words


def strategy_name(strategy: str) -> str:
    """Name one of the five capacity-building strategies."""
    names = {
        "commitment": _("Shared commitment, understanding and priorities"),
        "learning": _("Centering community-based learning"),
        "leadership": _("Collaborative leadership"),
        "staff": _("Sustaining staff and resources"),
        "partnerships": _("Strategic community partnerships"),
    }
    return str(names[strategy])


def goal_name(goal: str) -> str:
    """Name one of the goals of the district's Local Control and Accountability Plan."""
    names = {
        "college": _("LCAP 1: college and career ready"),
        "access": _("LCAP 2: equitable access"),
        "climate": _("LCAP 3: school climate"),
        "staff": _("LCAP 4: recruit and retain staff"),
    }
    return str(names[goal])


def draft_label(one: SurveyResults) -> str:
    """Return what a sheet says that nobody may pass on yet."""
    return str(_("Draft: these results are not approved yet")) if one.is_draft else ""
