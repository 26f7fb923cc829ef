"""Which answers count as favourable, and which as a need (facts of the instruments: docs/releases.md)."""

from survey_app.surveys.questions import ChooseSeveral, Matrix, Question, Scale, YesNo

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
