"""The sentences around the numbers of a release: how sure they are, what they say, how we made them."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.languages.locales import endonym
from survey_app.results.published.model import Header, Participation
from survey_app.results.reading.view import ChangeView, GapView, QuestionView, RankView
from survey_app.results.shown import FEWEST, SMALLEST, SMALLEST_GROUP
from survey_app.web.wording.results import SurveyResults
from survey_app.web.wording.shares import people_text, percent_text

_SURE_POINTS = 5
"""Beside two shares that are far apart, a smaller bound would only confuse people."""


def install_finding_words(app: Flask) -> None:
    """Let templates say what numbers mean."""
    words = (
        few_text,
        gap_text,
        good_text,
        method_texts,
        missing_text,
        no_answers_text,
        no_groups_text,
        rank_text,
        rest_text,
        silent_text,
        took_part_text,
        trust_text,
        verdict_text,
    )
    app.jinja_env.globals.update({each.__name__: each for each in words})


def few_text() -> str:
    """Return what we say if fewer than 11 took part."""
    return str(_("not shown: fewer than %(fewest)s people", fewest=FEWEST))


def no_answers_text(who: Participation) -> str:
    """Say why we tell only participation."""
    if who.n.high >= SMALLEST:
        return str(
            _(
                "No question has answers from %(smallest)s or more people. So we show only how many "
                "people took part. Numbers about so few answers would say too little about the group "
                "and too much about each person.",
                smallest=SMALLEST,
            )
        )
    return str(
        _(
            "Fewer than %(smallest)s people took part. So we show only how many took part. Numbers "
            "about so few answers would say too little about the group and too much about each "
            "person.",
            smallest=SMALLEST,
        )
    )


def no_groups_text() -> str:
    """Say why we tell nothing about how groups differ."""
    return str(
        _(
            "No two groups can be compared. A group must have about %(group)s people or more.",
            group=SMALLEST_GROUP,
        )
    )


def trust_text(one: SurveyResults) -> str:
    """Say how far to trust the results of a survey: who answered, of how many, who is missing."""
    return " ".join(filter(None, (took_part_text(one), missing_text(one), silent_text())))


def took_part_text(one: SurveyResults) -> str:
    """Say how many answered, of how many; "" if we do not tell that."""
    return _took_part(one.part.participation) if one.part else ""


def missing_text(one: SurveyResults) -> str:
    """Name the grades from which too few answered; "" for none."""
    voices = one.part.voices if one.part else ()
    grades = ", ".join(one.reader.grade(voice.grade) for voice in voices if voice.is_missing)
    return str(_("Too few answers came from: %(grades)s.", grades=grades)) if grades else ""


def silent_text() -> str:
    """Say what no number can tell."""
    return str(_("People who did not answer may think differently."))


def _took_part(who: Participation) -> str:
    n = people_text(who.n)
    if who.asked is None:
        return str(_("%(n)s people took part. We do not know how many were asked.", n=n))
    if who.per_cent is None:
        return str(_("%(n)s people took part, out of %(asked)s who were asked.", n=n, asked=who.asked))
    share = percent_text(who.per_cent)
    return str(
        _(
            "%(n)s people took part, out of %(asked)s who were asked (%(share)s).",
            n=n,
            asked=who.asked,
            share=share,
        )
    )


def rank_text(rank: RankView, *, is_first: bool) -> str:
    """Say what the answers of one rank have in common."""
    if rank.left_out:
        return _open_rank_text(rank.is_level, is_first=is_first)
    if rank.size == 1:
        return str(_("Named most often") if is_first else _("Then"))
    if is_first and rank.is_level:
        said = ngettext(
            "This %(num)s is named about equally often",
            "These %(num)s are named about equally often",
            rank.size,
        )
    elif is_first:
        said = ngettext(
            "This %(num)s is named most often, in no clear order",
            "These %(num)s are named most often, in no clear order",
            rank.size,
        )
    elif rank.is_level:
        said = ngettext(
            "Then this %(num)s, about equally often", "Then these %(num)s, about equally often", rank.size
        )
    else:
        said = ngettext(
            "Then this %(num)s, in no clear order", "Then these %(num)s, in no clear order", rank.size
        )
    return str(said)


def _open_rank_text(is_level: bool, *, is_first: bool) -> str:
    """Say the same if more answers belong to the rank than there is room for."""
    if is_first:
        return str(_("Named about equally often") if is_level else _("Named most often, in no clear order"))
    return str(_("Then, about equally often") if is_level else _("Then, in no clear order"))


def rest_text(rank: RankView) -> str:
    """Say how many more belong to a rank than we name; "" for none."""
    if not rank.left_out:
        return ""
    return str(
        ngettext(
            "%(num)s more follows without a clear gap",
            "%(num)s more follow without a clear gap",
            rank.left_out,
        )
    )


def gap_text(gap: GapView) -> str:
    """Say that two groups differ, and by how much at least."""
    if gap.points < _SURE_POINTS:
        return str(
            _(
                "The share is higher for %(high)s than for %(low)s. How much higher is not clear.",
                high=gap.high,
                low=gap.low,
            )
        )
    return str(
        ngettext(
            "%(high)s and %(low)s differ by at least %(num)s percentage point.",
            "%(high)s and %(low)s differ by at least %(num)s percentage points.",
            gap.points,
            high=gap.high,
            low=gap.low,
        )
    )


def verdict_text(change: ChangeView) -> str:
    """Say what became of an answer."""
    words = {"up": _("more"), "down": _("less"), "same": _("no clear change")}
    return str(words[change.verdict])


def good_text(one: QuestionView) -> str:
    """Say which answers the share of a group counts: one, or several together."""
    if len(one.good) == 1:
        return str(_("Share of people who said “%(answer)s”", answer=one.good[0].words))
    return str(
        _(
            "Share of people who said “%(first)s” or “%(second)s”",
            first=one.good[0].words,
            second=one.good[-1].words,
        )
    )


def method_texts(header: Header, day: Callable[[date], str], sources: Sequence[str] = ()) -> list[str]:
    """Say how we made the numbers, in plain words. sources: who says how many people were asked."""
    said = [
        _dates_text(header, day),
        _(
            "To protect people, the count of each answer was changed at random, usually by 3 people or fewer. So no "
            "number here proves what one person said. How many people took part, or answered a question, is exact, "
            "unless it is a range."
        ),
        _(
            "That is why each share is a range. At least 19 of 20 ranges contain the true share of the people who "
            "answered the question."
        ),
        _(
            "A question is shown if at least %(smallest)s people answered it. A group is shown if it has about "
            "%(group)s people or more.",
            smallest=SMALLEST,
            group=SMALLEST_GROUP,
        ),
        _(
            "We say that groups differ, or that something changed, only where chance is an unlikely cause. On average, "
            "at most 1 of 20 such statements is wrong."
        ),
    ]
    said += _reworded_texts(header, day)
    if sources:
        said.append(_("Who was asked: %(sources)s", sources="; ".join(sources)))
    return [str(each) for each in said]


def _reworded_texts(header: Header, day: Callable[[date], str]) -> list[str]:
    """Say which texts began to mean something else while people answered."""
    return [
        _(
            "On %(day)s, the words of “%(text)s” in one language (%(language)s) changed their meaning. Answers in that "
            "language from before that day are to the old words.",
            day=_on(day, each.on),
            text=each.source,
            language=endonym(each.language),
        )
        for each in header.reworded
    ]


def _dates_text(header: Header, day: Callable[[date], str]) -> str:
    """Say when people answered, and when the numbers were made."""
    answered = _(
        "Answers were given from %(first)s to %(last)s.",
        first=_on(day, header.opens_on),
        last=_on(day, header.closes_on),
    )
    made = _(
        "The numbers were made on %(made)s (release %(number)s).",
        made=_on(day, header.made_on),
        number=header.number,
    )
    return f"{answered} {made}"


def _on(day: Callable[[date], str], iso: str) -> str:
    return day(date.fromisoformat(iso))
