"""The numbers of releases in words, and what a page of results shows of them, in the language of the request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import Flask
from flask_babel import format_percent, get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.actions.results import Results
from survey_app.results.published.model import Brief, Header, Part
from survey_app.results.published.summary import NEEDS, STRENGTHS
from survey_app.results.reading.view import Choice, Reader
from survey_app.results.release.precision import Range

SHOWN_NEEDS = 5
SHOWN_STRENGTHS = 3
_EDGE = 5


@dataclass(frozen=True)
class SurveyResults:
    """One survey of a unit as a page shows it. part: None where fewer than 11 took part. is_draft: not approved yet."""

    header: Header
    reader: Reader
    part: Part | None
    is_draft: bool = False

    @property
    def needs(self) -> list[Choice]:
        """What most chose, most first."""
        return self._chosen(NEEDS)[:SHOWN_NEEDS]

    @property
    def strengths(self) -> list[Choice]:
        """What most value, most first."""
        return self._chosen(STRENGTHS)[:SHOWN_STRENGTHS]

    def _chosen(self, name: str) -> list[Choice]:
        if self.part is None:
            return []
        summary = self.part.summary
        return self.reader.choices(name, summary.needs if name == NEEDS else summary.strengths)


@dataclass(frozen=True)
class Overview:
    """One survey at many units, in brief. units: those that were asked; None where fewer than 11 took part."""

    header: Header
    reader: Reader
    units: Mapping[str, Brief | None]

    def first_need(self, unit: str) -> Choice | None:
        """What most chose at a unit."""
        brief = self.units[unit]
        found = self.reader.choices(NEEDS, brief.summary.needs[:1]) if brief else []
        return found[0] if found else None

    def scores(self, unit: str) -> dict[str, Range]:
        """Pillar → score at a unit."""
        brief = self.units[unit]
        return {one.pillar: one.score for one in brief.summary.pillars} if brief else {}


def overviews(
    session: Session,
    found: Sequence[Results],
    units: Sequence[str],
    language: str,
    facts: Mapping[str, object],
) -> Iterator[Overview]:
    """Every survey of a round at these units."""
    for one in found:
        reader = Reader(one.header, one.versions(session), language, facts)
        yield Overview(one.header, reader, one.briefs(session, units))


def read_results(
    session: Session, found: Sequence[Results], unit: str, language: str, facts: Mapping[str, object]
) -> Iterator[SurveyResults]:
    """Every survey of a unit in one language. facts: what fills the placeholders of texts."""
    for one in found:
        if unit in one.header.parts:
            reader = Reader(one.header, one.versions(session), language, facts)
            yield SurveyResults(one.header, reader, one.part(session, unit), one.is_draft)


def install_result_words(app: Flask) -> None:
    """Let templates write numbers of releases out."""
    app.jinja_env.globals.update(
        share_text=share_text, people_text=people_text, pillar_name=pillar_name, survey_name=survey_name
    )
    app.jinja_env.filters["as_range"] = lambda ends: Range(*ends)
    app.jinja_env.filters["as_day"] = date.fromisoformat


def share_text(share: Range) -> str:
    """ "21%", "40% to 59%", "2% or less", "98% or more"."""
    return _share_text(share, str(get_locale()))


@lru_cache(maxsize=10_000)
def _share_text(share: Range, _locale: str) -> str:
    """A page writes thousands of shares out, of a few hundred that there are, and Babel takes its time for each."""
    low, high = (format_percent(end / 100) for end in share)
    if share.low == share.high:
        return str(low)
    if share.low == 0 and share.high <= _EDGE:
        return str(_("%(share)s or less", share=high))
    if share.high == 100 and share.low >= 100 - _EDGE:  # per cent
        return str(_("%(share)s or more", share=low))
    return str(_("%(low)s to %(high)s", low=low, high=high))


def people_text(n: Range) -> str:
    """ "120", "11 to 29"."""
    return str(n.low) if n.low == n.high else str(_("%(low)s to %(high)s", low=n.low, high=n.high))


def pillar_name(pillar: str) -> str:
    """One of the four pillars of community schools."""
    names = {
        "P1": _("Integrated student supports"),
        "P2": _("Family and community engagement"),
        "P3": _("Collaborative leadership and practices"),
        "P4": _("Extended learning time and opportunities"),
    }
    return str(names[pillar])


def audience_name(audience: str) -> str:
    """Who answers a survey."""
    names = {
        "student": _("Students"),
        "family": _("Families"),
        "staff": _("School staff"),
        "partner": _("Partners"),
    }
    return str(names[audience])


def survey_name(one: SurveyResults | Overview) -> str:
    """A survey by who answers it; by its title where an audience has a second survey."""
    is_usual = one.header.survey == one.header.audience
    return audience_name(one.header.audience) if is_usual else one.reader.title.words


def strategy_name(strategy: str) -> str:
    """One of the five capacity-building strategies."""
    names = {
        "commitment": _("Shared commitment, understanding and priorities"),
        "learning": _("Centering community-based learning"),
        "leadership": _("Collaborative leadership"),
        "staff": _("Sustaining staff and resources"),
        "partnerships": _("Strategic community partnerships"),
    }
    return str(names[strategy])


def goal_name(goal: str) -> str:
    """One of the goals of the district's Local Control and Accountability Plan."""
    names = {
        "college": _("LCAP 1: college and career ready"),
        "access": _("LCAP 2: equitable access"),
        "climate": _("LCAP 3: school climate"),
        "staff": _("LCAP 4: recruit and retain staff"),
    }
    return str(names[goal])
