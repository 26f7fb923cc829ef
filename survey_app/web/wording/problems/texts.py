"""Texts: their words in other languages, and files of them."""

from flask_babel import lazy_gettext as _

TEXTS = {
    "words_missing": _("Please write the words."),
    "words_not_storable": _("There is a character here that cannot be stored. Please type it again."),
    "words_too_long": _("Please use no more than %(longest)s characters."),
    "words_placeholders": _("Please keep this in your words, exactly as it is: %(wanted)s"),
    "words_without_placeholders": _(
        "Please take this out of your words; the English does not have it: %(given)s"
    ),
    "words_changed_since": _(
        "%(by)s changed these words in the meantime. Please look at the new words first."
    ),
    "texts_file_too_large": _("This file has more than %(most)s MB. Is it the right one?"),
    "texts_file_empty": _("This file has no texts."),
    "texts_file_not_utf8": _("This file is not in UTF-8. Please save it as UTF-8."),
    "texts_file_line": _(
        "Line %(line)s of this file cannot be read. Please download the texts again and fill in that file."
    ),
    "texts_file_columns": _("No sheet of this file has these columns in its first row: %(wanted)s"),
    "texts_file_missing": _("Please choose a file."),
    "texts_changed_since": _(
        "Somebody else changed texts in the meantime. Please look again at what the file would change."
    ),
    "language_not_addable": _(
        "We have no letters for this language: %(language)s. Please choose one of the list."
    ),
    "language_has_words": _("Somebody has written words in this language, so it stays."),
    "no_approval_of_own": _("Somebody else must approve this, or an administrator."),
}
