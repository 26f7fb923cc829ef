"""Facts of the instruments: which answers are favorable, which are a need, and which questions a summary begins with.

Sources: docs/releases.md.
"""

from survey_app.surveys.questions import ChooseSeveral, Matrix, Question, Scale, YesNo

NEEDS, STRENGTHS = "needs3", "strengths3"
"""The questions of what is needed most, and of what is strong."""
PILLARS = ("P1", "P2", "P3", "P4")
"""The pillars of community schools, in their order."""
NO_NEED = frozenset({"none", "other"})
"""Answers to these two questions that name nothing."""

_NO_OPINION = {"not_sure", "na", "pnts"}
_YES = "yes"
_NEEDS = ("none", "small", "medium", "big")
_TOP = 2
_SHORT = 3


def good_codes(question: Question) -> tuple[tuple[str, ...], bool]:
    """The codes to count together, and whether they are needs: (), False where nothing is better than anything else.

    Of a scale the two highest points, of three points the highest; of yes and no, yes; of sizes of a need, medium
    and big.
    """
    if isinstance(question, ChooseSeveral) or not isinstance(question, Scale | YesNo | Matrix):
        return (), False
    points = tuple(code for code in question.codes if code not in _NO_OPINION)
    if points == _NEEDS:
        return points[-_TOP:], True
    if _YES in points:
        return (_YES,), False
    return (points[-1:] if len(points) <= _SHORT else points[-_TOP:]), False
