"""What a report of results says: blocks of words and numbers from releases alone, in the request's language."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _

from survey_app.documents.kit import qr_svg
from survey_app.documents.report import Block, Brand, Report
from survey_app.languages.locales import direction
from survey_app.results.reading.school_plan import SchoolPlan
from survey_app.results.reading.view import GapView, RankView
from survey_app.vocabulary import PILLARS
from survey_app.web.district_words import noting_drafts
from survey_app.web.untranslated import watching
from survey_app.web.wording.findings import (
    few_text,
    gap_text,
    method_texts,
    missing_text,
    no_answers_text,
    no_groups_text,
    rank_text,
    rest_text,
    silent_text,
    verdict_text,
)
from survey_app.web.wording.kit import draft_note
from survey_app.web.wording.report_blocks import bars, heading, note
from survey_app.web.wording.report_questions import by_group, every_question
from survey_app.web.wording.results import (
    SurveyResults,
    draft_label,
    goal_name,
    pillar_name,
    strategy_name,
    survey_name,
)
from survey_app.web.wording.shares import people_text, percent_text, range_text

_SHORT, _LONG = 1, 5
"""How many gaps and changes of each survey we tell, in short and in long."""
_MOST_GROUPS = 7
_MOST_ANSWERS = 3


@dataclass(frozen=True)
class About:
    """What a report consists of. name: of the school, or all. link: to the public page. brand: color and logo."""

    name: str
    surveys: Sequence[SurveyResults]
    plan: SchoolPlan
    quotes: Sequence[str]
    language: str
    link: str
    brand: Brand


def report_of(shape: str, about: About) -> Report:
    """Make a report. shape: summary, full, slide, poster, or outline, which is the full one without its questions."""
    with watching(about.language) as gaps, noting_drafts() as drafts:
        return _report(about, _blocks(shape, about), gaps, drafts)


def _blocks(shape: str, about: About) -> list[Block]:
    is_short = shape == "summary"
    if shape == "poster":
        blocks = list(_poster(about))
    elif shape == "slide":
        blocks = list(_slide(about.surveys))
    else:
        blocks = list(_summary(about, is_short=is_short))
    if shape not in ("slide", "poster"):
        blocks += _method(about.surveys, is_short=is_short)
    if shape == "full":
        # Narrow blocks come last: they fill the rest of any page.
        blocks += by_group(about.surveys)
        blocks.append({"kind": "flow", "blocks": list(every_question(about.surveys))})
    return blocks


def _report(about: About, blocks: Sequence[Block], gaps: Sequence[str], drafts: Sequence[str]) -> Report:
    """Make a report. gaps, drafts: what is not translated or not checked; they grow until the footer is written."""
    header, name = about.surveys[0].header, about.name
    sample = _("Sample data: these answers are simulated") if header.sample else ""
    labels = [part for part in (header.round_name, sample, draft_label(about.surveys[0])) if part]
    title = _("%(school)s: needs and strengths", school=name)
    is_whole = not gaps and all(one.reader.title.language == about.language for one in about.surveys)
    note = draft_note(about.language, has_gaps=not is_whole, is_draft=bool(drafts))
    return Report(
        title=title,
        kicker=" · ".join(labels),
        author=name,
        footer=" · ".join((name, *labels, *note)),
        language=about.language,
        direction=direction(about.language),
        blocks=blocks,
        brand=about.brand,
    )


# --- Parts of reports -----------------------------------------------------------------------------------


def _summary(about: About, *, is_short: bool) -> Iterator[Block]:
    """What fits on one page; with more room, more of the same."""
    surveys, most = about.surveys, _SHORT if is_short else _LONG
    yield heading(_("Who took part"))
    yield _participation(surveys)
    for one in surveys:
        if one.part and not one.has_answers:
            yield note(f"{survey_name(one)}: {no_answers_text(one.part.participation)}")
    missing = [f"{survey_name(one)}: {missing_text(one)}" for one in surveys if missing_text(one)]
    yield {"kind": "text", "text": " ".join((*missing, silent_text()))}
    yield from _most_named(surveys, is_short=is_short)
    yield from _pillars(surveys)
    yield from _gaps(surveys, most)
    yield from _changes(surveys, most)
    if about.quotes:
        yield heading(_("In their own words"))
        yield {"kind": "list", "items": [f"“{quote}”" for quote in about.quotes]}
    yield from _priorities(about.plan, is_short=is_short)


def _slide(surveys: Sequence[SurveyResults]) -> Iterator[Block]:
    yield {"kind": "text", "text": " · ".join(_in_a_line(surveys))}
    yield from _most_named(surveys, is_short=True)
    yield note(_ranges_hold())


def _poster(about: About) -> Iterator[Block]:
    """For the wall: what people said, what the school answers, and the way to all of it."""
    surveys, plan, link = about.surveys, about.plan, about.link
    yield {"kind": "text", "text": " · ".join(_in_a_line(surveys))}
    yield from _columns(_("What is needed most"), surveys, lambda one: one.needs_in_short)
    yield note(f"{_ranges_hold()} {silent_text()}")
    if plan.answers:
        yield heading(_("You said, we will"))
        answers = [one.in_language(about.language) for one in plan.answers[:_MOST_ANSWERS]]
        yield {"kind": "list", "items": [f"{said} – {will}" for said, will, _language in answers]}
    yield {
        "kind": "code",
        "svg": qr_svg(link),
        "text": _("Read the results in your language:"),
        "address": link.partition("://")[2] or _("Do not hand this out: no phone can open this server yet"),
        "alt": _("QR code that opens the results"),
    }


def _ranges_hold() -> str:
    return str(_("The true share is very likely in the part of the bar that fades."))


def _in_a_line(surveys: Iterable[SurveyResults]) -> Iterator[str]:
    for one in surveys:
        if one.part:
            people = _("%(n)s people", n=people_text(one.part.participation.n))
            yield f"{survey_name(one)}: {people}"


def _participation(surveys: Iterable[SurveyResults]) -> Block:
    rows = []
    for one in surveys:
        p = one.part.participation if one.part else None
        rows.append(
            [
                survey_name(one),
                people_text(p.n) if p else few_text(),
                str(p.asked) if p and p.asked else _("not known"),
                percent_text(p.per_cent) if p and p.per_cent is not None else "–",
                percent_text(p.goal) if p else "–",
            ]
        )
    head = [_("Who"), _("Took part"), _("Asked"), _("Share"), _("Goal")]
    return {"kind": "table", "caption": "", "head": head, "rows": rows}


def _most_named(surveys: Sequence[SurveyResults], *, is_short: bool) -> Iterator[Block]:
    needs, strengths = _("What is needed most"), _("What is strong here")
    if is_short:
        yield from _columns(needs, surveys, lambda one: one.needs_in_short)
        yield from _columns(strengths, surveys, lambda one: one.strengths_in_short)
    else:
        yield from _columns(needs, surveys, lambda one: one.needs)
        yield from _columns(strengths, surveys, lambda one: one.strengths)


def _columns(
    title: str, surveys: Iterable[SurveyResults], choose: Callable[[SurveyResults], Sequence[RankView]]
) -> Iterator[Block]:
    items = [[heading(survey_name(one), 3), *_ranks(ranks)] for one in surveys if (ranks := choose(one))]
    if items:
        yield heading(title)
        yield {"kind": "columns", "items": items}


def _ranks(ranks: Sequence[RankView]) -> Iterator[Block]:
    for at, rank in enumerate(ranks):
        yield note(rank_text(rank, is_first=at == 0))
        yield bars("", rest_text(rank), ((c.words.words, c.share) for c in rank.choices))


def _pillars(surveys: Iterable[SurveyResults]) -> Iterator[Block]:
    scored = [
        (one, {p.pillar: range_text(p.score) for p in one.part.summary.pillars})
        for one in surveys
        if one.part and one.part.summary.pillars
    ]
    if scored:
        yield heading(_("The four pillars"))
        caption = _(
            "The average share of favorable answers to the questions of each pillar. Favorable means "
            "“yes”, or one of the two highest points on a scale. On a three-point scale, only the "
            "highest counts."
        )
        head = [_("Pillar"), *(survey_name(one) for one, _scores in scored)]
        rows = [[pillar_name(each), *(scores.get(each, "–") for _one, scores in scored)] for each in PILLARS]
        yield {"kind": "table", "caption": caption, "head": head, "rows": rows}


def _gaps(surveys: Sequence[SurveyResults], most: int) -> Iterator[Block]:
    answered = [one for one in surveys if one.part and one.has_answers]
    if not answered:
        return
    yield heading(_("Where groups differ"))
    gaps = [(one, gap) for one in answered if one.part for gap in list(one.reader.gaps(one.part))[:most]]
    items = [f"{survey_name(one)}: {_gap(gap)}" for one, gap in gaps]
    alike = [one for one in answered if one.part and not one.part.summary.gaps]
    if without := [survey_name(one) for one in alike if one.has_groups]:
        items.append(
            _("No clear differences between groups: %(who)s. That is a finding, too.", who=", ".join(without))
        )
    if few := [survey_name(one) for one in alike if not one.has_groups]:
        items.append(f"{', '.join(few)}: {no_groups_text()}")
    yield {"kind": "list", "items": items}


def _gap(gap: GapView) -> str:
    what = f"{gap.what.words}: {gap.answer.words}" if gap.answer else gap.what.words
    shares = f"{gap.high} {range_text(gap.high_share)}, {gap.low} {range_text(gap.low_share)}"
    return f"{gap_text(gap)} {what} ({shares})"


def _changes(surveys: Iterable[SurveyResults], most: int) -> Iterator[Block]:
    rows, names = [], []
    for one in surveys:
        if one.part and one.part.summary.before:
            names.append(one.part.summary.before)
            clear = [change for change in one.reader.changes(one.part) if change.verdict != "same"]
            for change in clear[:most]:
                what = change.what.words + (f": {change.answer.words}" if change.answer else "")
                rows.append(
                    [
                        f"{survey_name(one)}: {what}",
                        range_text(change.before),
                        range_text(change.now),
                        verdict_text(change),
                    ]
                )
    # Different surveys may compare with different earlier rounds.
    before = ", ".join(dict.fromkeys(names))
    if before:
        yield heading(_("Change since the previous round"))
    if rows:
        head = [_("Question"), before, _("Now"), _("Change")]
        yield {"kind": "table", "caption": "", "head": head, "rows": rows}
    elif before:
        yield note(_("No clear change in any question, compared with: %(round)s.", round=before))


def _priorities(plan: SchoolPlan, *, is_short: bool) -> Iterator[Block]:
    if not plan.priorities:
        return
    yield heading(_("Draft priorities"))
    rows = []
    for number, one in enumerate(plan.priorities, 1):
        tags = [
            pillar_name(one.pillar) if one.pillar else "",
            strategy_name(one.strategy) if one.strategy else "",
            goal_name(one.goal) if one.goal else "",
        ]
        rows.append(
            [f"{number}. {one.need}", one.evidence, "; ".join(filter(None, tags)), one.owner, one.next_step]
        )
    if is_short:
        items = [" – ".join(filter(None, (row[0], row[2], row[3], row[4]))) for row in rows]
        yield {"kind": "list", "items": items}
        return
    head = [_("Priority"), _("Evidence"), _("Pillar, strategy, LCAP goal"), _("Owner"), _("Next step")]
    yield {"kind": "table", "caption": "", "head": head, "rows": rows}


def _method(surveys: Sequence[SurveyResults], *, is_short: bool) -> Iterator[Block]:
    yield heading(_("How these numbers were made"))
    parts = [one.part.participation.source for one in surveys if one.part]
    sources = sorted({source for source in parts if source and source != "codes"})
    items = method_texts(surveys[0].header, lambda day: str(format_date(day, "long")), sources)
    yield note(" ".join(items)) if is_short else {"kind": "list", "items": items}
