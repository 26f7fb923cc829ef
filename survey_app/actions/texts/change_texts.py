"""Change the words of a text, and say that they are right. Every change is one transaction with a line in the log.

The log says which text and how far it is checked; the words themselves are in the table `wording`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import TextError
from survey_app.store.texts import add_wordings
from survey_app.surveys.words.checking import faults_of, tidied
from survey_app.surveys.words.incoming import TAKEN, Incoming
from survey_app.surveys.words.standing import TextLine
from survey_app.surveys.words.wordings import Wording
from survey_app.vocabulary import LONGEST_TEXT


@dataclass(frozen=True)
class Said:
    """What somebody says of a text. words: as they should be. meaning: they mean something else than before.

    state: "edited", "reviewed" or "approved". was: the words that the person saw; None if it does not matter.
    """

    words: str
    state: str
    note: str = ""
    meaning: bool = False
    was: str | None = None


def say(session: Session, who: Actor, district: str, line: TextLine, said: Said) -> None:
    """Write down what a person says of a text, at every place where the same English has the same words.

    Raises TextError if the words break a placeholder, or if somebody else changed them meanwhile.
    """
    said = _checked(line, said, who.who)
    with changing(session, who, f"text {said.state}") as change:
        add_wordings(change.connection, _rows(line, said, who, district))
        first = line.stands[0]
        change.log(
            f"{first.place}/{first.key}", district, {"language": line.language, "places": len(line.stands)}
        )


def approve(session: Session, who: Actor, district: str, line: TextLine, *, is_administrator: bool) -> None:
    """Write down that a person approves the words as they are. Raises TextError if that takes somebody else."""
    if not may_approve(line, who.who, is_administrator=is_administrator):
        raise TextError("no_approval_of_own")
    say(session, who, district, line, Said(line.words, "approved"))


def say_all(
    session: Session, who: Actor, district: str, said: Sequence[tuple[TextLine, Said]], action: str
) -> int:
    """Write down what a person says of several texts, all or none. Return how many. Raises TextError."""
    checked = [(line, _checked(line, each, who.who)) for line, each in said]
    with changing(session, who, action) as change:
        if not checked:
            change.nothing()
            return 0
        for line, each in checked:
            add_wordings(change.connection, _rows(line, each, who, district))
        change.log(checked[0][0].language, district, {"texts": len(checked)})
    return len(checked)


def may_approve(line: TextLine, email: str, *, is_administrator: bool) -> bool:
    """Whether a person may approve a text: a second speaker, or an administrator."""
    return line.state == "reviewed" and (is_administrator or (line.by != "" and line.by != email))


def _checked(line: TextLine, said: Said, email: str) -> Said:
    words = tidied(said.words)
    if said.was is not None and said.was != line.words and words != line.words:
        raise TextError("words_changed_since", "words", by=line.by)
    if faults := list(faults_of(line.source, words, line.numbers)):
        raise TextError.of(faults)
    return Said(
        words, said.state, said.note.strip()[: LONGEST_TEXT["reason"]], said.meaning and words != line.words
    )


def _rows(line: TextLine, said: Said, who: Actor, district: str) -> list[Wording]:
    return [
        Wording(
            district=district,
            place=each.place,
            key=each.key,
            source=line.source,
            language=line.language,
            words=said.words,
            state=said.state,
            by=who.who,
            at=who.now,
            note=said.note,
            meaning=said.meaning and each.where.is_asked,
        )
        for each in line.stands
    ]


def take_file(
    session: Session, who: Actor, district: str, found: Sequence[Incoming], reviewed_by: str = ""
) -> int:
    """Take the words of a file that somebody looked at. Return how many texts changed. Raises TextError.

    reviewed_by: the agency whose speakers checked every text of the file; "" if they only translated.
    """
    wanted = (*TAKEN, "same") if reviewed_by else TAKEN
    said = [
        (each.line, _of_file(each, reviewed_by))
        for each in found
        if each.kind in wanted
        and each.line is not None
        and not (each.kind == "same" and each.line.is_checked)
    ]
    return say_all(session, who, district, said, "text import")


def _of_file(each: Incoming, reviewed_by: str) -> Said:
    note = tidied(each.file.note)
    if reviewed_by:
        return Said(each.words, "reviewed", f"{reviewed_by}: {note}" if note else reviewed_by)
    return Said(each.words, "edited", note)
