"""Rounds: how they are set up, opened and finished, and their access codes."""

from flask_babel import lazy_gettext as _

_CHOOSE_ONE = _("Please choose one of these.")
_CHOOSE_DAY = _("Please choose a day.")
_FIXED = _("This round was opened. What we promised the people who answer can no longer change.")
_SCHOOLS = _("These schools cannot be in one round. Please choose again.")

ROUNDS = {
    "no_round": _("There is no such round."),
    "round_has_real_responses": _(
        "This round was opened, so its responses are real. Set up a new round to rehearse."
    ),
    "round_not_openable": _(
        "You can open only a draft or a round in rehearsal. This page shows where the round is now."
    ),
    "sealing_now": _("Answers are being counted at this moment. Please try again in some minutes."),
    "round_not_closable": _("You can close only an open round. This page shows where the round is now."),
    "round_not_finishable": _(
        "You can finish only a round that was opened. This page shows where the round is now."
    ),
    "round_not_a_draft": _("You can delete only a draft. This page shows where the round is now."),
    "round_shares_people": _(
        "The round %(other)s is open and asks some of the same people. Close that round first."
    ),
    "round_asks_nobody": _("This round asks nobody yet. Choose schools and audiences first."),
    "consent_missing": _(
        "Parents must give consent before this round opens. Change the round, and say there what "
        "consent you have."
    ),
    "active_consent_missing": _(
        "Parents of grade %(grade)s and below must say yes in writing before this round opens. Change the round, "
        "and say there what consent you have."
    ),
    "codes_missing": _("Some schools have no access codes yet. Make them first, on the kit pages."),
    "sections_fixed": _FIXED,
    "promises_fixed": _FIXED,
    "last_day_wrong": _("The last day must be today or later, and within a year of the first day."),
    "round_asks_not": _("This round does not ask this audience at this school."),
    "codes_not_taken": _("This link does not use access codes, or its round is over."),
    "codes_out_of_range": _("Make from 1 to %(most)s codes at once, before the round is over."),
    "codes_made": _(
        "Codes were made after you opened this page, so we made none now. See below how many there are."
    ),
    "sample_gone": _("The sample was already removed."),
    "deletion_not_finished": _("You can do this once the round is finished."),
    "deletion_asked": _("Somebody has already asked for this. See below what they asked."),
    "deletion_not_asked": _("Nobody has asked for this, or somebody called it off."),
    "deletion_own": _("You asked for this, so another administrator must agree."),
    "deletion_is_another": _("What was asked has changed since you opened this page. Look at it again."),
    "deletion_day_wrong": _("Please choose today or a later day, within ten years."),
    "round_deleted": _("The answers of this round are deleted, or are being deleted now."),
    "round_name_missing": _("Please give the round a name."),
    "schools_missing": _("Please choose at least one school."),
    "schools_unknown": _SCHOOLS,
    "schools_of_two_districts": _SCHOOLS,
    "audiences_missing": _("Please choose at least one audience."),
    "goal_out_of_range": _("Please write a number from 1 to 100."),
    "per_unknown": _CHOOSE_ONE,
    "once_for_child": _(
        "The survey for families says: answer once for each child. Please choose the same here, or another survey."
    ),
    "once_for_household": _(
        "The survey for families says: answer once for the whole family. Please choose the same here, or another "
        "survey."
    ),
    "first_day_missing": _CHOOSE_DAY,
    "last_day_missing": _CHOOSE_DAY,
    "last_day_before_first": _("The last day is before the first day. Please choose again."),
    "last_day_over": _("The last day has passed. Please choose a later day."),
    "round_too_long": _("A round can last one year at most."),
    "survey_unknown": _CHOOSE_ONE,
    "languages_unknown": _CHOOSE_ONE,
    "access_unknown": _CHOOSE_ONE,
    "consent_unknown": _CHOOSE_ONE,
}
