"""Texts: their words in other languages, and files of them."""

TEXTS = {
    "words_missing": "the words are missing",
    "words_not_storable": "the words have characters that cannot be stored; type them again",
    "words_too_long": "the words are too long; use at most %(longest)s characters",
    "words_placeholders": "the words must have %(wanted)s in them, as the English does",
    "words_without_placeholders": "the English has no %(given)s; take it out",
    "words_changed_since": "%(by)s changed these words in the meantime; look at them first",
    "texts_file_too_large": "this file has more than %(most)s MB; is it the right one?",
    "texts_file_empty": "this file has no texts",
    "texts_file_not_utf8": "this file is not UTF-8; save it as UTF-8",
    "texts_file_line": "line %(line)s of this file is not PO; export the texts again and fill that file in",
    "texts_file_columns": "no sheet of this file has the columns %(wanted)s in its first row",
    "texts_file_missing": "choose a file",
    "texts_changed_since": "somebody else changed texts in the meantime; look again at what the file would change",
    "texts_language_unknown": "no text here can be in the language '%(language)s'; the languages are %(known)s",
    "language_not_addable": "'%(language)s' is not among the languages that we have letters for",
    "language_has_words": "somebody has written words in '%(language)s', so it stays",
    "no_approval_of_own": "somebody else must approve this, or an administrator",
}
