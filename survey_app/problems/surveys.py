"""Surveys that staff write in the browser: drafts, what changes in them, and what became of them."""

SURVEYS = {
    "survey_audience_missing": "a survey needs an audience: student, family, staff or partner",
    "survey_title_missing": "the title of the survey is missing",
    "survey_language_missing": "a survey needs the code of the language that it is written in, such as en",
    "survey_district_missing": "say which district the survey is for",
    "draft_published": "this draft became %(version)s, so it cannot change; make a copy of that version",
    "draft_overtaken": "somebody else changed the same part of this draft; read the draft again",
    "draft_too_large": "this draft is too large to be kept; remove some of it",
    "item_gone": "this part of the draft was removed",
    "item_not_here": "this part of the draft cannot be there",
    "list_in_use": "these questions use the list: %(questions)s; give them other choices first",
    "list_is_shared": "the choices of this question are a shared list; change that list",
}
