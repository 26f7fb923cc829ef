"""What a draft changes against the version before, in words, for whoever publishes it."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from survey_app.surveys.drafts.comparing import Comparison, QuestionChange, Reworded


class ChangeWords(NamedTuple):
    """One question. id: in the draft, "" if it is gone. notes: what became of it, sentence by sentence.

    reworded: (words before, words now) of each text that changed.
    """

    id: str
    ask: str
    notes: Sequence[str]
    reworded: Sequence[Reworded]


class Changes(NamedTuple):
    """Every question that changes, by what that means for comparing years."""

    not_comparable: Sequence[ChangeWords]
    comparable: Sequence[ChangeWords]
    new: Sequence[ChangeWords]
    removed: Sequence[ChangeWords]


def changes_in_words(comparison: Comparison) -> Changes:
    """Sort the questions, and say what changed in each."""
    new = [each for each in comparison.questions if "new" in each.notes]
    removed = [each for each in comparison.questions if "removed" in each.notes]
    rest = [each for each in comparison.questions if each not in (*new, *removed)]
    return Changes(
        [_in_words(each) for each in rest if not each.is_comparable],
        [_in_words(each) for each in rest if each.is_comparable],
        [_in_words(each) for each in new],
        [_in_words(each) for each in removed],
    )


def _in_words(change: QuestionChange) -> ChangeWords:
    words = _notes(", ".join(change.codes))
    notes = [words[note] for note in change.notes if note in words]
    return ChangeWords(change.id, change.ask, notes, change.reworded)


def _notes(answers: str) -> dict[str, str]:
    return {
        "type": _("It has another kind of answer."),
        "choices_removed": _("Answers were removed: %(answers)s.", answers=answers),
        "choices_added": _(
            "Answers were added, so others lose some of theirs: %(answers)s.", answers=answers
        ),
        "rows": _("Its rows changed."),
        "most": _("People may choose another number of answers."),
        "limits": _("Its numbers have other limits."),
        "favorable": _("Other answers count as favorable."),
        "words": _("Its words changed. Does it still mean the same?"),
        "choice_words": _("The words of its answers changed. Do they still mean the same?"),
        "moved": _("It moved."),
        "rule": _("It is asked of other people."),
        "privacy": _("Its answers are protected in another way."),
        "required": _("Whether people can skip it changed."),
        "not_know": _("“I don’t know” was added or removed."),
    }
