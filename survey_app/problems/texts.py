"""Texts: their words in other languages, and files of them."""

TEXTS = {
    "words_missing": "the words are missing",
    "words_not_storable": "the words have characters that cannot be stored; type them again",
    "words_too_long": "the words are too long; use at most %(longest)s characters",
    "words_placeholders": "the words must have %(wanted)s in them, as the English does",
    "words_without_placeholders": "the English has no %(given)s; take it out",
    "words_changed_since": "%(by)s changed these words in the meantime; look at them first",
    "no_approval_of_own": "somebody else must approve this, or an administrator",
}
