"""What a report of results says: blocks of words and numbers from releases alone, in the language of the request."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from survey_app.documents.kit import qr_svg
from survey_app.documents.report import Block, Report
from survey_app.results.published.summary import PILLARS
from survey_app.results.reading.plan import SchoolPlan
from survey_app.results.reading.view import Asked, Choice, GapView, Split
from survey_app.results.release.precision import Range
from survey_app.surveys.text import Shown
from survey_app.web.kit_words import draft_note
from survey_app.web.language import direction
from survey_app.web.result_words import (
    SurveyResults,
    goal_name,
    people_text,
    pillar_name,
    share_text,
    strategy_name,
    survey_name,
)

_SHORT = 3
_LONG = 5
_MOST_GROUPS = 7


def report_of(
    shape: str,
    name: str,
    surveys: Sequence[SurveyResults],
    plan: SchoolPlan,
    quotes: Sequence[str],
    language: str,
    link: str,
) -> Report:
    """The report of a school, or of all. shape: summary, full, slide, poster, or outline, which is the full report
    without its questions. link: to the public page.
    """
    if shape == "poster":
        return _report(name, surveys[0], list(_poster(surveys, plan, link, language)), language)
    blocks = list(
        _slide(surveys) if shape == "slide" else _summary(surveys, plan, quotes, is_short=shape == "summary")
    )
    if shape == "full":
        blocks += _every_question(surveys)
    if shape != "slide":
        blocks += _method(surveys, is_short=shape == "summary")
    return _report(name, surveys[0], blocks, language)


def _report(name: str, one: SurveyResults, blocks: Sequence[Block], language: str) -> Report:
    header = one.header
    sample = _("Sample data: simulated answers of nobody") if header.sample else ""
    labels = [part for part in (header.round_name, sample, _draft(one)) if part]
    return Report(
        title=_("%(school)s: needs and strengths", school=name),
        kicker=" · ".join(labels),
        author=name,
        footer=" · ".join((name, *labels, *draft_note(language))),
        language=language,
        direction=direction(language),
        blocks=blocks,
    )


def chart_of(name: str, one: Asked, shown: SurveyResults, language: str) -> Report:
    """One question as a picture."""
    title = one.words.words
    about = (name, shown.header.round_name, shown.reader.title.words, _draft(shown))
    blocks = [_question(one), _note(" · ".join(part for part in about if part))]
    return Report(title, "", name, "", language, direction(language), blocks)


def _draft(one: SurveyResults) -> str:
    """What a sheet says that must not be handed out yet."""
    return str(_("Draft: these results are not approved yet")) if one.is_draft else ""


# --- Parts of reports -----------------------------------------------------------------------------------


def _summary(
    surveys: Sequence[SurveyResults], plan: SchoolPlan, quotes: Sequence[str], *, is_short: bool
) -> Iterator[Block]:
    """What fits on one page; with more room, more of the same."""
    most = _SHORT if is_short else _LONG
    yield _heading(_("Who took part"))
    yield _participation(surveys)
    yield from _missing(surveys)
    yield _heading(_("What is needed most"))
    yield _columns(surveys, lambda one: one.needs[:most])
    yield _heading(_("What is strong here"))
    yield _columns(surveys, lambda one: one.strengths)
    yield from _pillars(surveys)
    yield from _gaps(surveys, 1 if is_short else _LONG)
    yield from _changes(surveys, 1 if is_short else _LONG)
    if quotes:
        yield _heading(_("In their own words"))
        yield {"kind": "list", "items": [f"“{quote}”" for quote in quotes]}
    yield from _priorities(plan, is_short=is_short)


def _slide(surveys: Sequence[SurveyResults]) -> Iterator[Block]:
    yield {"kind": "text", "text": " · ".join(_in_a_line(surveys))}
    yield _heading(_("What is needed most"))
    yield _columns(surveys, lambda one: one.needs[:_SHORT])
    yield _heading(_("What is strong here"))
    yield _columns(surveys, lambda one: one.strengths)
    yield _note(_("Numbers are rounded; groups of fewer than 11 people are not shown."))


def _poster(surveys: Sequence[SurveyResults], plan: SchoolPlan, link: str, language: str) -> Iterator[Block]:
    """For the wall: what people said, what the school answers, and the way to all of it."""
    yield {"kind": "text", "text": " · ".join(_in_a_line(surveys))}
    yield _heading(_("What is needed most"))
    yield _columns([one for one in surveys if one.part], lambda one: one.needs[:_SHORT])
    if plan.answers:
        yield _heading(_("You said, we will"))
        answers = [one.in_language(language) for one in plan.answers[:_SHORT]]
        yield {"kind": "list", "items": [f"{said} – {will}" for said, will, _language in answers]}
    yield {
        "kind": "code",
        "svg": qr_svg(link),
        "text": _("Read the results in your language:"),
        "address": link.partition("://")[2] or _("Do not hand this out: no phone can open this server yet"),
        "alt": _("QR code that opens the results"),
    }


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
                people_text(p.n) if p else _few(),
                str(p.asked) if p and p.asked else _("not known"),
                share_text(Range(p.per_cent, p.per_cent)) if p and p.per_cent is not None else "–",
                share_text(Range(p.goal, p.goal)) if p else "–",
            ]
        )
    head = [_("Who"), _("Took part"), _("Asked"), _("Share"), _("Goal")]
    return {"kind": "table", "caption": "", "head": head, "rows": rows}


def _missing(surveys: Iterable[SurveyResults]) -> Iterator[Block]:
    for one in surveys:
        missing = [voice for voice in one.part.voices if voice.is_missing] if one.part else []
        if missing:
            names = ", ".join(
                f"{one.reader.grade(voice.grade)} ({share_text(voice.of_responses)} / "
                f"{share_text(Range(voice.of_enrolment, voice.of_enrolment))})"
                for voice in missing
            )
            yield {"kind": "text", "text": " ".join((_("Missing voices:"), names))}


def _columns(surveys: Iterable[SurveyResults], choose: Callable[[SurveyResults], Sequence[Choice]]) -> Block:
    items = []
    for one in surveys:
        found = choose(one)
        if one.part is None:
            items.append([_heading(survey_name(one), 3), _note(_few())])
        elif found:
            items.append([_heading(survey_name(one), 3), _bars("", "", ((c.words, c.share) for c in found))])
    return {"kind": "columns", "items": items}


def _pillars(surveys: Iterable[SurveyResults]) -> Iterator[Block]:
    scored = [
        (one, {p.pillar: share_text(p.score) for p in one.part.summary.pillars})
        for one in surveys
        if one.part and one.part.summary.pillars
    ]
    if scored:
        yield _heading(_("The four pillars"))
        caption = _(
            "The mean share of favorable answers to the questions of each pillar. Favorable are the two highest points"
            " of a scale (of three points the highest), and “yes”."
        )
        head = [_("Pillar"), *(survey_name(one) for one, _scores in scored)]
        rows = [[pillar_name(each), *(scores.get(each, "–") for _one, scores in scored)] for each in PILLARS]
        yield {"kind": "table", "caption": caption, "head": head, "rows": rows}


def _gaps(surveys: Iterable[SurveyResults], most: int) -> Iterator[Block]:
    found = [(one, gap) for one in surveys if one.part for gap in list(one.reader.gaps(one.part))[:most]]
    if found:
        yield _heading(_("Where groups differ most"))
        yield {"kind": "list", "items": [f"{survey_name(one)}: {_gap(gap)}" for one, gap in found]}


def _gap(gap: GapView) -> str:
    what = f"{gap.what.words}: {gap.answer.words}" if gap.answer else gap.what.words
    return f"{what} – {gap.high} ({share_text(gap.high_share)}), {gap.low} ({share_text(gap.low_share)})"


def _changes(surveys: Iterable[SurveyResults], most: int) -> Iterator[Block]:
    rows, before = [], ""
    for one in surveys:
        if one.part and one.part.summary.before:
            before = one.part.summary.before
            clear = [change for change in one.reader.changes(one.part) if change.verdict != "same"]
            for change in clear[:most]:
                what = change.what.words + (f": {change.answer.words}" if change.answer else "")
                rows.append(
                    [f"{survey_name(one)}: {what}", share_text(change.before), share_text(change.now)]
                )
    if before:
        yield _heading(_("Change since the round before"))
    if rows:
        head = [_("Question"), before, _("Now")]
        yield {"kind": "table", "caption": "", "head": head, "rows": rows}
    elif before:
        yield _note(_("No clear change in any question, compared with: %(round)s.", round=before))


def _priorities(plan: SchoolPlan, *, is_short: bool) -> Iterator[Block]:
    if not plan.priorities:
        return
    yield _heading(_("Draft priorities"))
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


def _every_question(surveys: Iterable[SurveyResults]) -> Iterator[Block]:
    for one in surveys:
        if one.part is None:
            continue
        yield _heading(": ".join((_("Every question"), survey_name(one))))
        for chapter in one.reader.chapters(one.part):
            yield _heading(chapter.title.words, 3)
            for asked in chapter.asked:
                yield _question(asked)
                for split in one.reader.splits(asked):
                    yield from _split(asked, split)


def _question(one: Asked) -> Block:
    if one.total is None:
        return _bars(one.words.words, _few(), ())
    note = _("%(n)s answered", n=people_text(one.total.n))
    if one.several:
        note = "; ".join((note, _("several answers were possible")))
    rows = [(one.answers[place], one.total.shares[place]) for place in one.order]
    return _bars(one.words.words, note, rows)


def _split(one: Asked, split: Split) -> Iterator[Block]:
    """Many groups need more than one table: paper is not as wide as a screen."""
    for start in range(0, len(split.groups), _MOST_GROUPS):
        groups = split.groups[start : start + _MOST_GROUPS]
        rows = [
            [one.answers[place].words, *(share_text(group.shares[place]) for group in groups)]
            for place in one.order
        ]
        head = [split.by.words, *(f"{group.name} ({people_text(group.n)})" for group in groups)]
        yield {"kind": "table", "caption": "", "head": head, "rows": rows}


def _method(surveys: Sequence[SurveyResults], *, is_short: bool) -> Iterator[Block]:
    header = surveys[0].header
    yield _heading(_("How these numbers were made"))
    parts = [one.part.participation.source for one in surveys if one.part]
    sources = sorted({source for source in parts if source and source != "codes"})
    items = [
        _(
            "Answers were given from %(first)s to %(last)s.",
            first=_day(header.opens_on),
            last=_day(header.closes_on),
        ),
        _(
            "The numbers were released on %(made)s (release %(number)s).",
            made=_day(header.made_on),
            number=header.number,
        ),
        _(
            "Numbers are rounded; with few people they are ranges. A group of fewer than 11 people is never shown, "
            "nor what would tell it from others."
        ),
        _("Shares are of those who answered a question, not of everybody who was asked."),
    ]
    if sources:
        items.append(_("Who was asked: %(sources)s", sources="; ".join(sources)))
    yield _note(" ".join(items)) if is_short else {"kind": "list", "items": items}


# --- Blocks ---------------------------------------------------------------------------------------------


def _heading(text: str, level: int = 2) -> Block:
    return {"kind": "heading", "level": level, "text": text}


def _note(text: str) -> Block:
    return {"kind": "note", "text": text}


def _bars(caption: str, note: str, rows: Iterable[tuple[Shown, Range]]) -> Block:
    drawn = [
        {"label": words.words, "low": share.low, "high": share.high, "text": share_text(share)}
        for words, share in rows
    ]
    return {"kind": "bars", "caption": caption, "note": note, "rows": drawn}


def _few() -> str:
    return str(_("not shown: fewer than 11"))


def _day(iso: str) -> str:
    return str(format_date(date.fromisoformat(iso), "long"))
