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
}
