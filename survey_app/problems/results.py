"""Results: releases, comments and exports of a finished round."""

RELEASES = {
    "results_not_finished": (
        "round %(key)s is %(phase)s; finish it before you make results: `round finish %(key)s`"
    ),
    "responses_not_mixed": "some responses of round %(key)s are not mixed yet; run `seal`, then try again",
    "too_few_answered": "fewer than %(fewest)s people answered round %(key)s, or they are not mixed yet: run `seal`",
    "noise_key_is_another": (
        "earlier results of round %(key)s were made with another %(file)s; restore the old file, "
        "because new random changes would reveal too much"
    ),
    "results_made_meanwhile": "somebody else just made results of round %(key)s; look at them again",
    "results_changed_meanwhile": (
        "somebody else just changed the results of round %(key)s; look at them again"
    ),
    "draft_is_another": (
        "there is a newer draft of round %(key)s than the one you looked at; look at it first"
    ),
    "results_none": "there are no results of round %(key)s yet; make a draft: `release --round %(key)s`",
    "results_are_draft": (
        "the results of round %(key)s are a draft; look at it, then: `release approve --round %(key)s`"
    ),
    "results_approved": "the results of round %(key)s are already approved; everybody can see them",
    "results_of_old_design": (
        "the results of round %(key)s were withdrawn, because an earlier version made them and its "
        "numbers were less exact than it said; make new ones: `release --round %(key)s`"
    ),
    "results_withdrawn": (
        "the results of round %(key)s were withdrawn for good. Make new ones; the same answers give "
        'the same numbers: `release --round %(key)s --reason "..."`'
    ),
    "withdrawn_already": "the results of round %(key)s were already withdrawn; nobody sees them",
    "nothing_to_withdraw": "round %(key)s has no results to withdraw",
    "draft_exists": (
        "there is a draft of round %(key)s: look at it, then `release approve --round %(key)s`; "
        'or withdraw it: `release withdraw --round %(key)s --reason "..."`'
    ),
    "results_released": (
        "the results of round %(key)s were released; nothing can be added to a finished round. If something is wrong "
        'with them: `release withdraw --round %(key)s --reason "..."`'
    ),
    "made_again_without_reason": (
        "the results of round %(key)s were withdrawn; say why you make them again: `release --round "
        '%(key)s --reason "..."`'
    ),
    "reason_missing": 'say why in at most %(longest)s characters: --reason "..."',
    "reason_too_long": "the reason has %(length)s characters; the limit is %(longest)s",
    "release_changed": (
        "release %(number)s of %(survey)s in round %(round)s was changed after it was made; restore "
        "the database from a backup"
    ),
}
COMMENTS = {
    "comments_too_early": "you can read comments once the round is finished",
    "no_comment": "there is no such comment",
    "phrase_not_in_comment": "'%(phrase)s' is not in the comment",
}
EXPORTS = {
    "export_while_late": (
        "round %(key)s accepts late responses until %(until)s; wait until then to export rows, or "
        "finish it now: `round finish %(key)s`"
    ),
    "export_not_finished": (
        "round %(key)s is %(phase)s; finish it before you export rows: `round finish %(key)s`"
    ),
    "export_not_mixed": "some responses of round %(key)s are not mixed yet; run `seal`, then export again",
    "purpose_wrong": 'say what the rows are for, in at most %(longest)s characters: --purpose "..."',
    "several_surveys": (
        "%(key)s has %(count)s surveys (%(names)s); choose one with --survey, or give a folder"
    ),
    "path_exists": "%(path)s already exists; give a new folder",
    "path_is_folder": "%(path)s is a folder; give the name of a new file in it",
    "no_folder": "there is no folder %(path)s; make it first",
    "school_not_in_round": "the school %(school)s does not take part in round %(key)s",
    "survey_not_in_round": "round %(key)s has no survey %(survey)s",
    "labels_unknown": "no survey of this round is in %(unknown)s; the languages are: %(known)s",
    "rows_recognizable": "%(survey)s: some rows could identify a person, so nothing was exported",
    "too_many_columns": "a workbook can have at most %(most)s columns, but this one needs %(count)s",
    "spss_refuses": "SPSS cannot read the file: %(reason)s",
}
WORK = {
    "no_job": "there is no such job",
    "said_earlier": "%(words)s",
    "job_given_up": (
        "%(tries)s workers ended while they did this; their log or the system's says why (such as too little memory). "
        "Ask for it again once that is mended"
    ),
    "typesetter": "the typesetter says: %(reason)s",
    "sheet_not_made": "%(sheet)s: %(why)s",
}
"""Long work and paper."""
