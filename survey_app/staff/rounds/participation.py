"""Participation: who has answered and who is missing, day by day, as a page and as CSV."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from flask import Response, render_template
from flask_babel import format_date, format_time
from flask_babel import gettext as _

from survey_app.actions.rounds.participation import (
    FEW,
    AskedGroup,
    Count,
    Participation,
    Ways,
    show_participation,
    show_ways,
)
from survey_app.extensions import db
from survey_app.languages.listed import ANOTHER_LANGUAGE
from survey_app.languages.locales import endonym, spoken_names
from survey_app.results.files.csv_files import csv_file, defuse
from survey_app.staff.guard import LANGUAGES, staff, the_person
from survey_app.staff.handing_out import hand_out
from survey_app.staff.paging import Paged, paged
from survey_app.staff.reach import RoundInReach, day_in_words, round_in_reach
from survey_app.web.language import offered_languages, reader_language

COLUMNS = {
    "cut": "what the row counts: `school`, `audience`, `language`, `channel`, `until_day`; `counted` says when",
    "school": "name of the school; empty for the district",
    "group": "the audience, grade, language, channel or day",
    "responses_at_least": "responses, at least; `<11` for fewer than 11",
    "responses_at_most": "responses, at most",
    "asked": "how many people were asked, if that is known",
    "per_cent_at_least": "percent of those asked who answered, at least",
    "per_cent_at_most": "the same, at most",
    "goal": "the goal of the round, in percent",
    "goal_is": "whether the goal is reached",
    "source": "where the number of people asked comes from",
}
"""The columns of the participation file, and what they hold."""
_WIDTH, _HEIGHT = 600, 160


@staff.get("/rounds/<key>/participation")
def participation(key: str) -> str:
    """Show who has answered, school by school."""
    in_reach = round_in_reach(key)
    shown = _show(in_reach)
    return render_template(
        "staff/rounds/participation.html",
        line=in_reach.line,
        shown=shown,
        ways=_ways(in_reach),
        counted=_counted(in_reach, shown),
        groups=_of_schools(shown.groups),
        curve=curve(list(shown.by_day.values())),
        day=day_in_words(),
        another=ANOTHER_LANGUAGE,
        only_spoken=_only_spoken(),
        size=(_WIDTH, _HEIGHT),
    )


@staff.get("/rounds/<key>/participation.csv")
def participation_csv(key: str) -> Response:
    """Download who has answered as CSV."""
    in_reach = round_in_reach(key)
    shown = _show(in_reach)
    rows = _rows(shown, _ways(in_reach), _counted(in_reach, shown))
    return hand_out(csv_file(rows), "text/csv", f"{key}-participation.csv", key)


def curve(counts: Sequence[Count]) -> str:
    """Return the points of a line over days, for an SVG of 600 by 160 units."""
    if len(counts) < 2:
        return ""
    highest, last = max(each.at_least for each in counts), len(counts) - 1
    return " ".join(
        f"{round(number * _WIDTH / last)},{round(_HEIGHT - each.at_least * _HEIGHT / highest)}"
        for number, each in enumerate(counts)
    )


def _of_schools(groups: Sequence[AskedGroup]) -> Paged[list[AskedGroup]]:
    """Page the groups by school, in their order: the groups of one school stay on one page."""
    by_school: dict[str, list[AskedGroup]] = {}
    for group in groups:
        by_school.setdefault(group.slug, []).append(group)
    return paged(list(by_school.values()), lambda one: one[0].school)


def _show(in_reach: RoundInReach) -> Participation:
    return show_participation(db.session(), in_reach.line.key, in_reach.links, datetime.now(UTC))


def _ways(in_reach: RoundInReach) -> Ways | None:
    """Return how people came, for those who look after the whole district. For one school, that may be one person."""
    return None if the_person().is_limited else show_ways(db.session(), in_reach.line.key)


def _only_spoken() -> dict[str, str]:
    """Return the names of the languages that no page is in, in the reader's words, where theirs say something else."""
    language = reader_language(LANGUAGES)
    known = offered_languages()
    return {
        tag: name
        for tag, name in spoken_names(language).items()
        if tag not in known and name.casefold() != endonym(tag).casefold()
    }


def _counted(in_reach: RoundInReach, shown: Participation) -> str:
    """Say when the numbers were counted, and why not at this moment."""
    words: str
    if shown.counted_at is None:
        words = _(
            "In a rehearsal, we count every response right away. We delete them all when the round opens."
        )
    elif in_reach.line.phase == "closed" and not in_reach.line.has_traces:
        words = _("The round is finished, and everything is counted. Numbers of 11 or more people are exact.")
    else:
        words = _(
            "Counted every day at %(time)s, California time. Last counted %(day)s. A number that "
            "changed right away would show who just answered.",
            time=format_time(shown.counted_at, "short", rebase=False),
            day=format_date(shown.counted_at.date(), "full"),
        )
    return words


def _rows(shown: Participation, ways: Ways | None, counted: str) -> Iterator[Sequence[object]]:
    """Yield one line for each number. "<11" stands for a group that is too small. The last line says when."""
    yield tuple(COLUMNS)
    for each in shown.groups:
        asked = "" if each.asked is None else each.asked
        share = each.share or ("", "")
        about = (*_n(each.n), asked, *share, each.goal, each.verdict, defuse(each.source))
        yield "school", defuse(each.school), each.audience, *about
    cuts = {"audience": shown.by_audience}
    if ways:
        cuts |= {"language": ways.by_language, "channel": ways.by_channel}
    for cut, counts in cuts.items():
        for value, n in counts.items():
            yield cut, "", value, *_n(n), "", "", "", "", "", ""
    for day, n in shown.by_day.items():
        yield "until_day", "", day.isoformat(), *_n(n), "", "", "", "", "", ""
    yield "counted", "", counted, "", "", "", "", "", "", "", ""


def _n(n: Count) -> tuple[object, object]:
    return ("<11" if n == FEW else n.at_least, n.at_most)
