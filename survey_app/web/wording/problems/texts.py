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
    "no_approval_of_own": _("Somebody else must approve this, or an administrator."),
}
