"""Surveys that staff write: drafts, and what changes in them."""

from flask_babel import lazy_gettext as _

SURVEYS = {
    "survey_audience_missing": _("Please choose whom the survey asks."),
    "survey_title_missing": _("Please give the survey a title."),
    "survey_language_missing": _("The file does not say in which language the survey is written."),
    "survey_district_missing": _("Please choose the district that the survey is for."),
    "draft_published": _(
        "This draft was published as %(version)s, so it can no longer change. Make a copy of that version."
    ),
    "draft_overtaken": _("Somebody else changed the same part meanwhile. This page shows it as it is now."),
    "draft_too_large": _("This draft is too large to be kept. Please remove some of it."),
    "item_gone": _("This part was removed meanwhile. The history of the draft can bring it back."),
    "item_not_here": _("It cannot be moved there."),
    "list_in_use": _("These questions use the list: %(questions)s. Give them other choices first."),
    "list_is_shared": _(
        "Other questions use the same choices. Change the shared list, or make a list of its own."
    ),
    "nothing_to_undo": _("There is nothing to take back."),
    "published_name": _(
        "People answered this question under this name (%(version)s), so it cannot change. Add a new question instead."
    ),
    "published_type": _(
        "People answered this question as it is (%(version)s), so its type cannot change. Add a new question instead."
    ),
    "published_code": _(
        "People gave this answer under this code (%(version)s), so the code cannot change. Its words can."
    ),
    "rule_would_look_ahead": _(
        "It cannot be there: the rule of %(rule_of)s looks at %(looks_at)s, which must come first."
    ),
    "no_own_section": _("This survey has no section for your schools alone. Start a new section."),
    "no_own_school": _("Your account has no school yet. Ask your district's administrator to add it."),
    "surveys_by_district": _("Your district's administrator writes whole surveys. You can write a section."),
    "text_too_long": _("Please write %(most)s characters at most."),
    "nothing_to_preview": _("There is nothing to show yet. Add a question with words and choices."),
}
