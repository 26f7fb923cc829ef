"""Participation: who has answered, who is missing, day by day; as a page that keeps itself fresh, and as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Response, render_template

from survey_app.actions.participation import Group, Participation, show_participation
from survey_app.actions.submit_response import today_in_california
from survey_app.extensions import db
from survey_app.staff.guard import staff
from survey_app.staff.handing_out import hand_out
from survey_app.staff.paging import Paged, paged
from survey_app.staff.rounds import RoundInReach, day_in_words, round_in_reach

_WIDTH, _HEIGHT = 600, 160


@staff.get("/rounds/<key>/participation")
def participation(key: str) -> str:
    """The page."""
    found = round_in_reach(key)
    shown = _show(found)
    return render_template(
        "staff/participation.html",
        line=found.line,
        shown=shown,
        groups=_of_schools(shown.groups),
        curve=curve(list(shown.by_day.values())),
        day=day_in_words(),
        size=(_WIDTH, _HEIGHT),
    )


@staff.get("/rounds/<key>/participation.csv")
def participation_csv(key: str) -> Response:
    """The same numbers as CSV."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(_rows(_show(round_in_reach(key))))
    return hand_out(f"\ufeff{file.getvalue()}".encode(), "text/csv", f"{key}-participation.csv", key)


def curve(counts: Sequence[int | None]) -> str:
    """The points of a line over days, for an SVG of 600 by 160 units; what is not shown is at the bottom."""
    if len(counts) < 2 or not any(counts):
        return ""
    highest, last = max(each or 0 for each in counts), len(counts) - 1
    return " ".join(
        f"{round(number * _WIDTH / last)},{round(_HEIGHT - (each or 0) * _HEIGHT / highest)}"
        for number, each in enumerate(counts)
    )


def _of_schools(groups: Sequence[Group]) -> Paged[list[Group]]:
    """The groups by school, in their order: no page parts those of one."""
    by_school: dict[str, list[Group]] = {}
    for group in groups:
        by_school.setdefault(group.slug, []).append(group)
    return paged(list(by_school.values()), lambda one: one[0].school)


def _show(found: RoundInReach) -> Participation:
    return show_participation(db.session(), found.line.key, found.links, today_in_california())


def _rows(shown: Participation) -> Iterator[Sequence[object]]:
    """One line for each number; "<11" stands for a group that is too small to be shown."""
    yield "cut", "school", "group", "responses_at_least", "asked", "per_cent_at_least", "goal", "source"
    for each in shown.groups:
        known = "" if each.per_cent is None else each.per_cent
        asked = "" if each.asked is None else each.asked
        yield (
            "school",
            _cell(each.school),
            each.audience,
            _n(each.n),
            asked,
            known,
            each.goal,
            _cell(each.source),
        )
    for cut, counts in (
        ("audience", shown.by_audience),
        ("language", shown.by_language),
        ("channel", shown.by_channel),
    ):
        for value, n in counts.items():
            yield cut, "", value, _n(n), "", "", "", ""
    for day, n in shown.by_day.items():
        yield "until_day", "", day.isoformat(), _n(n), "", "", "", ""


def _n(n: int | None) -> object:
    return "<11" if n is None else n


def _cell(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words
