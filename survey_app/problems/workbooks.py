"""Workbooks: spreadsheet files that hold a survey."""

WORKBOOKS = {
    "workbook_not_one": "this is not a spreadsheet; save the form as .xlsx and try again",
    "workbook_too_large": "this file has more than %(most)s MB; remove pictures and sheets that are not the form",
    "workbook_unpacks_too_large": (
        "this file unpacks to more than %(most)s MB; remove pictures and sheets that are not the form"
    ),
    "workbook_too_many_rows": (
        "the sheet %(sheet)s has cells below row %(most)s; remove what is not the form and save it again"
    ),
    "workbook_too_many_choices": (
        "the questions of this form have more than %(most)s choices in all; split it into several forms"
    ),
    "workbook_damaged": (
        "this file cannot be read; open it in a spreadsheet program and save it again as .xlsx"
    ),
    "workbook_no_survey": (
        "no sheet called survey has a column called type; download the XLSForm itself, not the answers to it"
    ),
    "zip_without_one_survey": (
        "a zip must hold one survey: one .yaml file, besides shared.yaml and texts; this one has: %(names)s"
    ),
    "no_such_survey": "there is no survey %(name)s; there are: %(known)s",
    "survey_has_two_lists": (
        "the questions %(first)s and %(second)s are both yes_no but have different choices; give them the same"
    ),
}
