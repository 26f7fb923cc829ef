"""The columns and sheets of our own, which carry what XLSForm has no words for.

They are spelled `survey_app_privacy`: other tools read a colon as a language, and change names with blanks.
"""

OWN = "survey_app_"
TEXTS_SHEET = "survey_app_texts"

OF_CHOICES = ("other", "exclusive", "fixed", "grade", "languages", "usual")
"""Columns of a choice, and of a row of a matrix, which stands in the sheet survey."""
OF_SURVEY = (
    "type",
    "name",
    "privacy",
    "pillars",
    "lcap",
    "topic",
    "optional",
    "schools",
    "when",
    *OF_CHOICES,
    "drafts",
)
OF_LISTS = (*OF_CHOICES, "drafts")
OF_SETTINGS = ("audience", "consent", "minutes", "grades", "active_to_grade", "once_for", "who")

LISTS_OF_TEXTS = {"line": "lines", "notice": "notices", "start": "start", "thanks": "thanks", "help": "help"}
"""What a row of survey_app_texts is used for → the field of the survey that it belongs to."""
SINGLE_TEXTS = {"title": "title", "active_notice": "active_notice"}
CHOICE_HINT, CHOICE_GROUP, ROW_GROUP = "choice_hint", "choice_group", "row_group"
"""Uses with a key: "list.code", or "question.row" for a row of a matrix, whose hint is in the sheet survey."""
USES = (*SINGLE_TEXTS, *LISTS_OF_TEXTS, CHOICE_HINT, CHOICE_GROUP, ROW_GROUP)

SECTION, INTRODUCTION, OTHER_BOX = "section", "introduction", "other_box"
"""What `survey_app_type` says of a row that is no question."""
