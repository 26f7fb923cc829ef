"""Which answers of a question count as favorable in results, and why: the order of the answers decides.

Source: `surveys/types/choices.py`, docs/releases.md.
"""

from typing import NamedTuple

from flask_babel import gettext as _

from survey_app.surveys.types import Question


class GoodAnswers(NamedTuple):
    """said: what results show of a question. reason: where that comes from, and how a writer changes it."""

    said: str
    reason: str


def good_answers(question: Question) -> GoodAnswers:
    """Say which answers of a question with choices count as favorable."""
    words = [text.source for code in question.favorable if (text := question.words_for(code))]
    if not words:
        alone = _("Results show the share of people for each answer. No answer counts as favorable.")
        other = _("If the answers go from the least to the best, choose “Scale” as the kind of answer.")
        return GoodAnswers(alone, "" if question.is_several else other)
    said = _(
        "Results show the share of people who chose one of these: %(answers)s.", answers=", ".join(words)
    )
    return GoodAnswers(said, _reason(question, len(words)))


def _reason(question: Question, count: int) -> str:
    if question.is_need:
        reason = _("They count as a need, because these answers say how big a need is.")
    elif "yes" in question.favorable:
        reason = _("“Yes” is the favorable answer. Ask so that “yes” is good news.")
    elif count == 1:
        reason = _(
            "The last answer counts as favorable, or the last two of four or more. "
            "So put the answers in order, from the least to the best."
        )
    else:
        reason = _(
            "The last two answers count as favorable, or the last one of three. "
            "So put the answers in order, from the least to the best."
        )
    return str(reason)
