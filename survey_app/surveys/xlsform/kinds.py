"""Every kind of note about a form that somebody brings: what happened to a cell, and what its author can do.

The words are English; pages translate them. %(name)s marks the place of a value.
"""

from typing import Literal, NamedTuple

Level = Literal["changed", "lost", "decide"]
"""changed: taken in another form. lost: not taken. decide: taken, but the author must look at it."""


def _(words: str) -> str:
    """Mark words for translators."""
    return words


class NoteKind(NamedTuple):
    """One kind of note. message: what happened, with the thing's name. remedy: what to do."""

    message: str
    remedy: str
    level: Level = "changed"


PLACE = _("%(sheet)s, row %(row)s, %(column)s")
PLACE_OF_ROW = _("%(sheet)s, row %(row)s")
PLACE_OF_COLUMN = "%(sheet)s, %(column)s"
PLACE_OF_SHEET = "%(sheet)s"

_IF_NEEDED = _("add it to the draft if you need it")
_NOTHING = _("nothing to do, if that is right")

_CELLS = {
    "cells_merged": NoteKind(
        _("the cells %(cells)s are merged, and only the first one has a value"),
        _("separate them, and write the value into each"),
        "decide",
    ),
    "formula_empty": NoteKind(
        _("the formula in %(cell)s has no value"),
        _("open the file in a spreadsheet program and save it, or write the value"),
        "lost",
    ),
    "date_cell": NoteKind(
        _('%(cell)s holds a date or a time; we read "%(value)s"'),
        _("if it is not a date, make it text and write it again"),
        "decide",
    ),
    "header_twice": NoteKind(
        _('the column "%(header)s" is here twice; we read the first'), _("remove the other one"), "lost"
    ),
    "sheet_not_read": NoteKind(
        _("we did not read this sheet"), _("move what you need to the sheets survey and choices"), "lost"
    ),
    "column_not_read": NoteKind(_('we did not read the column "%(header)s"'), _IF_NEEDED, "lost"),
    "column_media": NoteKind(
        _('we did not read the column "%(header)s": questions are words and choices only'),
        _("say in words what the picture, sound or film says"),
        "lost",
    ),
    "column_own_messages": NoteKind(
        _('we did not read the column "%(header)s": we have messages of our own, in every language'),
        _NOTHING,
        "lost",
    ),
    "language_unknown": NoteKind(
        _('we do not know the language of the column "%(header)s"'),
        _("write its code in parentheses, such as label::Español (es)"),
        "lost",
    ),
}

_SETTINGS = {
    "audience_missing": NoteKind(
        _("the form does not say who answers; we took: %(audience)s"),
        _("choose the audience of the draft"),
        "decide",
    ),
    "audience_unknown": NoteKind(
        _('the audience "%(given)s" is not known; we took: %(audience)s'),
        _("write one of: %(known)s"),
        "decide",
    ),
    "privacy_missing": NoteKind(
        _("nobody chose how the answers to %(count)s questions are protected; we took a careful class"),
        _("choose the privacy of each question"),
        "decide",
    ),
    "more_of_these": NoteKind(
        _("%(count)s more notes of one kind are not listed (%(remedy)s)"),
        _("mend those that are listed, then bring the file again"),
        "decide",
    ),
    "no_questions": NoteKind(_("the form has no question that we can ask"), _("add questions"), "decide"),
}

_ROWS = {
    "type_missing": NoteKind(_("the row has no type"), _("write a type, such as select_one or text"), "lost"),
    "type_unknown": NoteKind(_('the type "%(type)s" is not known'), _("use one of: %(known)s"), "lost"),
    "type_place": NoteKind(
        _("%(type)s: a place points at a person, and a survey here never asks for one"),
        _("ask for the neighborhood as a choice"),
        "lost",
    ),
    "type_date": NoteKind(
        _("%(type)s: dates and times are not asked here"),
        _("ask for a range of years as choices, or for a whole number"),
        "lost",
    ),
    "type_decimal": NoteKind(
        _("%(type)s: only whole numbers are asked here"),
        _("ask for whole numbers, such as cents, or offer halves as choices"),
        "lost",
    ),
    "type_media": NoteKind(
        _("%(type)s: answers are words and choices only"), _("ask for words, or leave it out"), "lost"
    ),
    "type_identifies": NoteKind(
        _("%(type)s: it identifies the person or the device, and nothing of the kind is kept"),
        _("leave it out"),
        "lost",
    ),
    "type_calculated": NoteKind(
        _("%(type)s: results are calculated after the survey"), _("ask for what you need itself"), "lost"
    ),
    "type_rank": NoteKind(
        _("%(type)s: people cannot put choices in order here"),
        _("ask for at most three choices with select_multiple"),
        "lost",
    ),
    "type_file_of_choices": NoteKind(
        _("%(type)s: the choices are in another file"), _("write them into the sheet choices"), "lost"
    ),
    "repeat": NoteKind(
        _('the repeated group "%(name)s" was not taken, with its %(count)s questions'),
        _("ask once for the whole household, or once for each of at most three, with numbered questions"),
        "lost",
    ),
    "group_not_closed": NoteKind(
        _('the group "%(name)s" has no end; it goes to the end of the form'),
        _("add a row end_group where it ends"),
        "decide",
    ),
    "end_without_group": NoteKind(_("this end closes no group"), _("remove the row"), "lost"),
    "row_disabled": NoteKind(_('"%(name)s" is disabled and was not taken'), _IF_NEEDED, "lost"),
    "name_missing": NoteKind(_('the row has no name; we call it "%(name)s"'), _("choose a name"), "decide"),
    "renamed": NoteKind(
        _(
            '"%(given)s" is now called "%(name)s": names are a to z, 0 to 9 and _, each is here once, and some '
            "are reserved"
        ),
        _NOTHING,
    ),
    "codes_renamed": NoteKind(_('codes of the list "%(list)s" were changed to fit: %(examples)s'), _NOTHING),
    "code_twice": NoteKind(
        _('the choice "%(code)s" is twice in the list "%(list)s"; we took the first'),
        _("remove one, or give it another name"),
        "lost",
    ),
    "code_missing": NoteKind(_("the choice has no list_name or no name"), _("write both"), "lost"),
    "list_missing": NoteKind(
        _('there is no list "%(list)s" in the sheet choices'), _("add its choices to the draft"), "decide"
    ),
    "list_unnamed": NoteKind(_("the type names no list"), _("add its choices to the draft"), "decide"),
    "note_as_hint": NoteKind(_('the note "%(name)s" became the hint of the next question'), _NOTHING),
    "note_lost": NoteKind(
        _('the note "%(name)s" was not taken: there is no question that it could be the hint of'),
        _IF_NEEDED,
        "lost",
    ),
    "group_flattened": NoteKind(
        _(
            'the group "%(name)s" is inside another; its questions were taken, its heading "%(label)s" was not'
        ),
        _("make it a section of its own if people need the heading"),
        "lost",
    ),
    "grid_apart": NoteKind(
        _('the grid "%(name)s" became separate questions: its rows differ in type, list or rule'),
        _NOTHING,
    ),
    "other_box_label": NoteKind(
        _('the text "%(name)s" became the box beside "other", which has words of our own'), _NOTHING
    ),
    "acknowledged": NoteKind(
        _('"%(name)s" became a question with one choice'),
        _("for consent, write a text for the start page instead"),
    ),
}

_COLUMNS = {
    "limit_not_taken": NoteKind(
        _("the constraint cannot be tested here: %(rule)s"),
        _("answers are taken as they are written; say in the hint what you expect"),
        "lost",
    ),
    "number_without_limits": NoteKind(
        _('the number "%(name)s" has no lowest or no highest value; we took %(lowest)s to %(highest)s'),
        _("write the limits that make sense"),
        "decide",
    ),
    "steps_not_taken": NoteKind(
        _("whole numbers have steps of one"), _("use choices for other steps"), "lost"
    ),
    "required_rule": NoteKind(
        _("`required` is a rule; the question is now always required"),
        _("decide whether people may skip it"),
        "decide",
    ),
    "default_not_taken": NoteKind(
        _("the default value was not taken: people begin with an empty answer"), _NOTHING, "lost"
    ),
    "choice_filter": NoteKind(
        _("the choice filter was not taken; all choices are shown"),
        _("ask a question for each group of choices, with a rule"),
        "lost",
    ),
    "reference_in_text": NoteKind(
        _("the text contains an earlier answer (%(reference)s), which texts cannot do here"),
        _("write the text without it"),
        "decide",
    ),
    "own_column_wrong": NoteKind(
        _('"%(given)s" does not fit in this column'), _("write one of: %(known)s"), "decide"
    ),
    "text_use_unknown": NoteKind(_('the use "%(given)s" is not known'), _("write one of: %(known)s"), "lost"),
}

_RULES = {
    "rule_two_questions": NoteKind(
        _("the rule compares two questions; a rule here compares a question with a fixed answer"),
        _("ask the second question differently, or leave the rule out"),
        "decide",
    ),
    "rule_function": NoteKind(
        _("the rule uses %(function)s(), and answers cannot be calculated with here"),
        _("ask for what you need itself, or leave the rule out"),
        "decide",
    ),
    "rule_bare": NoteKind(_("${%(name)s} alone is not a test"), _("write ${%(name)s} = 'yes'"), "decide"),
    "rule_counts": NoteKind(
        _('the rule counts how many were chosen; only "at least one" can be tested'),
        _("test for single choices"),
        "decide",
    ),
    "rule_not_whole": NoteKind(
        _("the rule compares with %(given)s, which is not a whole number"), _("use a whole number"), "decide"
    ),
    "rule_not_read": NoteKind(
        _("we cannot read the rule after: %(after)s"),
        _("build it again in the draft, or leave it out; until then the draft cannot be published"),
        "decide",
    ),
    "rule_of_lost": NoteKind(
        _('the rule looks at "%(name)s", which was not imported'),
        _("use another question, or leave the rule out"),
        "decide",
    ),
    "rule_among": NoteKind(
        _('${%(name)s} = \'%(code)s\' means "only this" in XLSForm; here it means "this is among them"'),
        _NOTHING,
    ),
    "rule_differs": NoteKind(
        _("`relevant` says something else than survey_app_when, which we took"),
        _("change survey_app_when too, or empty it"),
        "decide",
    ),
}

NOTE_KINDS: dict[str, NoteKind] = {**_CELLS, **_SETTINGS, **_ROWS, **_COLUMNS, **_RULES}
"""All kinds by code."""
