"""The questions of a report: by group, one after the other, and one as a picture."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from flask_babel import gettext as _

from survey_app.documents.report import Block, Brand, Report
from survey_app.languages.locales import direction
from survey_app.results.instruments import NEEDS, STRENGTHS
from survey_app.results.reading.view import GroupView, QuestionView, Split
from survey_app.web.wording.findings import good_text
from survey_app.web.wording.report_blocks import bars, heading, note, table
from survey_app.web.wording.results import SurveyResults, draft_label, survey_name
from survey_app.web.wording.shares import people_text, range_text

_MOST_GROUPS = 7


def chart_of(name: str, one: QuestionView, shown: SurveyResults, language: str, brand: Brand) -> Report:
    """Draw one question as a picture."""
    about = (name, shown.header.round_name, shown.reader.title.words, draft_label(shown))
    blocks = [heading(one.words.words, 3), _total(one, ""), note(" · ".join(part for part in about if part))]
    return Report(one.words.words, "", name, "", language, direction(language), blocks, brand)


def by_group(surveys: Iterable[SurveyResults]) -> Iterator[Block]:
    """Make one table of favorable shares for every breakdown, and list what is needed and what is strong by answer.

    A single group has nothing to stand beside: the page of the question has it.
    """
    for one in surveys:
        chapters = one.reader.chapters(one.part) if one.part else ()
        asked = [each for chapter in chapters for each in chapter.asked]
        tables: list[Block] = []
        for split in one.reader.people(one.part) if one.part else ():
            if len(split.groups) > 1:
                names = [group.name or "" for group in split.groups]
                tables += [*_favorable(one, asked, split, names), *_by_answer(one, asked, split, names)]
        if tables:
            yield heading(": ".join((_("By group"), survey_name(one))))
            yield from tables


def _favorable(
    shown: SurveyResults, asked: Sequence[QuestionView], by: Split, names: Sequence[str]
) -> Iterator[Block]:
    caption = _("The share of favorable answers. For needs: the share of people who said medium or big")
    comparable = [(one, groups) for one in asked if one.good and (groups := _groups(shown, one, by))]
    for some in _in_width(names) if comparable else ():
        rows = [
            [one.words.words, _good(one.total), *(_good(groups.get(name)) for name in some)]
            for one, groups in comparable
        ]
        yield table(caption, [by.by.words, _("Everybody"), *some], rows)


def _by_answer(
    shown: SurveyResults, asked: Sequence[QuestionView], by: Split, names: Sequence[str]
) -> Iterator[Block]:
    for one in asked:
        groups = _groups(shown, one, by) if one.name in (*NEEDS, *STRENGTHS) else {}
        for some in _in_width([name for name in names if name in groups]):
            told = (one.total, *(groups[name] for name in some))
            rows = [
                [one.answers[at].words, *(range_text(group.shares[at]) for group in told)] for at in one.order
            ]
            yield table(one.words.words, [by.by.words, _("Everybody"), *some], rows)


def _groups(shown: SurveyResults, one: QuestionView, by: Split) -> dict[str, GroupView]:
    splits = (split for split in shown.reader.splits(one) if split.name == by.name)
    return {group.name or "": group for split in splits for group in split.groups}


def _in_width(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Split many groups into several tables: paper is not as wide as a screen."""
    return (names[start : start + _MOST_GROUPS] for start in range(0, len(names), _MOST_GROUPS))


def _good(group: GroupView | None) -> str:
    return range_text(group.good) if group and group.good else "–"


def every_question(surveys: Iterable[SurveyResults]) -> Iterator[Block]:
    """Show what everybody answered, section by section, for narrow columns."""
    for one in surveys:
        if one.part and one.has_answers:
            yield heading(": ".join((_("Every question"), survey_name(one))))
            for chapter in one.reader.chapters(one.part):
                yield heading(chapter.title.words, 3)
                for _question, rows in groupby(chapter.asked, key=lambda asked: asked.question):
                    yield from _question_blocks(list(rows))


def _question_blocks(rows: Sequence[QuestionView]) -> Iterator[Block]:
    """Show what everybody answered. A matrix has one bar for each row that can be favorable."""
    good = [(one.row.words, one.total.good) for one in rows if one.row and one.total.good]
    if len(good) == len(rows):
        yield bars(rows[0].ask.words, good_text(rows[0]), good)
    else:
        yield from (_total(one, one.words.words) for one in rows)


def _total(one: QuestionView, caption: str) -> Block:
    note = _("%(n)s answered", n=people_text(one.total.n))
    if one.several:
        note = "; ".join((note, _("several answers were possible")))
    return bars(caption, note, ((one.answers[at].words, one.total.shares[at]) for at in one.order))
