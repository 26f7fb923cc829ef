"""Results: releases, comments, exports, and what is made beside the server."""

from flask_babel import lazy_gettext as _

_NOT_MIXED = _(
    "The last responses are still waiting to be mixed. That happens once a day, on its own. Please "
    "try again tomorrow."
)
_SAY_WHY = _("Please say why, in at most 500 characters.")

RELEASES = {
    "results_not_finished": _("You can make results once the round is finished."),
    "responses_not_mixed": _NOT_MIXED,
    "too_few_answered": _("You can make results once at least 11 people have answered."),
    "results_made_meanwhile": _(
        "Somebody else made results of this round in the meantime. Go to the results to see them."
    ),
    "results_changed_meanwhile": _(
        "Somebody else changed these results in the meantime. This page shows how things are."
    ),
    "draft_is_another": _("There is a newer draft than the one you looked at. Please look at it first."),
    "results_none": _("There are no results of this round yet. Make a draft first."),
    "results_are_draft": _(
        "These results are still a draft. An administrator of the district must approve them first."
    ),
    "results_approved": _("These results are already approved. Everybody can see them."),
    "results_of_old_design": _(
        "These results were withdrawn, because an earlier version made them. Please make new ones."
    ),
    "results_withdrawn": _("These results were withdrawn. Please make new ones."),
    "withdrawn_already": _("These results were already withdrawn. Nobody sees them."),
    "nothing_to_withdraw": _("There are no results of this round to withdraw."),
    "draft_exists": _("There is already a draft of these results. Approve it or withdraw it first."),
    "results_released": _(
        "These results are approved, and nothing can be added to a finished round. If something is wrong with them, "
        "withdraw them first."
    ),
    "made_again_without_reason": _SAY_WHY,
    "reason_missing": _SAY_WHY,
    "reason_too_long": _SAY_WHY,
}
COMMENTS = {
    "comments_too_early": _("You can read comments once the round is finished."),
    "no_comment": _("There is no such comment."),
    "phrase_not_in_comment": _(
        "“%(phrase)s” is not in the comment. Please copy the words to mask from the comment."
    ),
}
EXPORTS = {
    "export_while_late": _(
        "This round still accepts late responses. Wait until that is over, or finish the round now."
    ),
    "export_not_finished": _("You can download answers once the round is finished."),
    "export_not_mixed": _NOT_MIXED,
    "purpose_wrong": _("Please write what the answers are for."),
    "school_not_in_round": _("This school does not take part in the round."),
    "rows_recognizable": _(
        "Nothing was made, because somebody could be recognized in it. Please tell the person who"
        " runs the server."
    ),
}
WORK = {
    "no_job": _("There is no such file. We keep files for one day. Please ask for it again."),
    "said_earlier": "%(words)s",
    "job_given_up": _(
        "The server stopped several times while it made this. Please tell the person who runs the server."
    ),
    "typesetter": _("This sheet could not be printed. Please tell the person who runs the server."),
    "sheet_not_made": "%(sheet)s: %(why)s",
}
"""Long work and paper. If an earlier version kept a sentence, we show it as it is; it disappears after a day."""
