"""Workbooks: spreadsheet files that hold a survey."""

from flask_babel import lazy_gettext as _

WORKBOOKS = {
    "workbook_not_one": _("This is not a spreadsheet. Please save the form as .xlsx and choose it again."),
    "workbook_too_large": _(
        "This file has more than %(most)s MB. Please remove pictures and sheets that are not the form."
    ),
    "workbook_unpacks_too_large": _(
        "This file unpacks to more than %(most)s MB. Please remove pictures and sheets that are not the form."
    ),
    "workbook_too_many_rows": _(
        "The sheet %(sheet)s has cells below row %(most)s. Please remove what is not the form and save it again."
    ),
    "workbook_too_many_choices": _(
        "The questions of this form have more than %(most)s choices in all. Please split it into several forms."
    ),
    "workbook_damaged": _(
        "This file cannot be read. Please open it in a spreadsheet program and save it again as .xlsx."
    ),
    "workbook_no_survey": _(
        "No sheet called “survey” has a column called “type”. Please choose the form itself, not the answers to it."
    ),
    "zip_without_one_survey": _(
        "A zip must hold one survey: one .yaml file, besides shared.yaml and texts. This one has: %(names)s."
    ),
    "no_such_survey": _("There is no survey %(name)s."),
    "survey_has_two_lists": _(
        "The questions %(first)s and %(second)s are both yes or no, but have different choices. "
        "Please give them the same."
    ),
}
