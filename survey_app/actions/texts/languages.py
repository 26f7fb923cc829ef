"""The languages that a district adds to those that we ship: any that CLDR names and that we can print."""

from collections import Counter

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.texts.read_texts import known_languages
from survey_app.errors import TextError
from survey_app.languages.locales import addable
from survey_app.store.schools.schools import counts_in
from survey_app.store.texts import added_languages, drop_language, has_wordings, put_language


def languages_to_add(session: Session, district: str) -> list[str]:
    """Return the tags that a district can add: what most families there speak first, then by English name."""
    spoken: Counter[str] = Counter()
    for counts in counts_in(session, district):
        spoken.update(counts)
    known = known_languages(session, district)
    return sorted((tag for tag in addable() if tag not in known), key=lambda tag: -spoken[tag])


def without_words(session: Session, district: str) -> list[str]:
    """Return the added languages that nobody has written words in: they can be taken away."""
    return [tag for tag in added_languages(session, district) if not has_wordings(session, district, tag)]


def add_language(session: Session, who: Actor, district: str, tag: str) -> None:
    """Let a district translate into a language. Nothing happens if it does so already. Raises TextError."""
    if tag not in addable():
        raise TextError("language_not_addable", "language", language=tag)
    with changing(session, who, "language add") as change:
        if tag in known_languages(session, district):
            change.nothing()
            return
        put_language(session, district, tag, who.who, who.now)
        change.log(tag, district)


def take_language_away(session: Session, who: Actor, district: str, tag: str) -> None:
    """Take away a language that was added by mistake. Raises TextError if it has words."""
    with changing(session, who, "language remove") as change:
        if tag not in without_words(session, district):
            raise TextError("language_has_words", "language", language=tag)
        drop_language(session, district, tag)
        change.log(tag, district)
