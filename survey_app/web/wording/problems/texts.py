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
    "clip_missing": _("Please choose a recording."),
    "clip_not_agreed": _("Please say that everybody who speaks has agreed. Without that we keep no voice."),
    "clip_kind": _(
        "%(file)s is no recording that we can read. Please save it as MP3, M4A, OGG, WebM or WAV."
    ),
    "clip_large": _("%(file)s has more than %(most)s MB. Please save it as M4A or MP3."),
    "clip_damaged": _("%(file)s is damaged or cut off. Please save it again, or record it again."),
    "clip_failed": _("%(file)s could not be read now. Please try again."),
    "clip_short": _("%(file)s is too short for a word. Please record it again."),
    "clip_long": _("%(file)s is longer than %(most)s seconds. Please record each text by itself."),
    "clip_silent": _("Nothing can be heard in %(file)s. Please check the microphone, and record it again."),
    "clip_quiet": _("%(file)s is too quiet. Please record it again, closer to the microphone."),
    "clip_not_of_text": _("No text is called like %(file)s. Please use a name of the list."),
    "clip_twice": _("Two files are for the same text as %(file)s. Please leave one of them out."),
    "clips_not_zip": _("%(file)s is no zip, or it is damaged. Please make it again."),
    "clips_too_many": _("%(file)s has more than %(most)s files. Please make several zips."),
    "clips_too_large": _("%(file)s is larger than %(most)s MB when unpacked. Please make several zips."),
    "clips_no_time": _("There was no time for %(file)s. Please put it into another zip."),
    "no_approval_of_own": _("Somebody else must approve this, or an administrator."),
}
