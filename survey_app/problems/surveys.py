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
    "nothing_to_undo": "there is nothing to take back in this draft",
    "published_name": "answers to %(version)s have this name, so it cannot change; add a new question instead",
    "published_type": "answers to %(version)s have this type, so it cannot change; add a new question instead",
    "published_code": "answers to %(version)s have this code, so it cannot change; its words can",
    "rule_would_look_ahead": (
        "%(rule_of)s would come before %(looks_at)s, which its rule looks at; move %(looks_at)s first"
    ),
    "no_own_section": "%(version)s has no section that only these schools add; begin a new one",
    "no_own_school": "this account has no school; give it one first",
    "surveys_by_district": "only administrators of the district write whole surveys",
    "text_too_long": "a text may have %(most)s characters",
    "nothing_to_preview": "there is nothing to show yet; add a question with words and choices",
}
