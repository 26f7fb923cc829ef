"""Results: releases, comments and exports of a finished round."""

RELEASES = {
    "results_not_finished": (
        "round %(key)s is %(phase)s; results are made of finished rounds: `round finish %(key)s`"
    ),
    "responses_not_mixed": "responses of round %(key)s still wait to be mixed; run `seal`, then try again",
    "too_few_answered": "fewer than %(fewest)s people answered round %(key)s, or they are not mixed yet: run `seal`",
    "noise_key_is_another": (
        "%(file)s is not the one that earlier results of round %(key)s were made with; put the old file back, for "
        "numbers that are moved anew tell more than they may"
    ),
    "results_made_meanwhile": "somebody else made results of round %(key)s meanwhile; look at them again",
    "results_changed_meanwhile": "somebody else changed the results of round %(key)s meanwhile; look at them again",
    "draft_is_another": (
        "the draft of round %(key)s is another than the one that was looked at; look at it first"
    ),
    "results_none": "there are no results of round %(key)s yet; make a draft: `release --round %(key)s`",
    "results_are_draft": (
        "the results of round %(key)s are a draft; look at it, then: `release approve --round %(key)s`"
    ),
    "results_approved": "the results of round %(key)s are approved already; everybody can see them",
    "results_of_old_design": (
        "the results of round %(key)s were made by an earlier version, whose numbers were less exact than they said, "
        "so they were withdrawn; make new ones: `release --round %(key)s`"
    ),
    "results_withdrawn": (
        "the results of round %(key)s were withdrawn, and stay so. Make new ones, whose numbers are the same where "
        'the answers are: `release --round %(key)s --reason "..."`'
    ),
    "withdrawn_already": "the results of round %(key)s were withdrawn already; nobody sees them",
    "nothing_to_withdraw": "there are no results of round %(key)s to withdraw",
    "draft_exists": (
        "there is a draft of round %(key)s: look at it, then `release approve --round %(key)s`; "
        'or withdraw it: `release withdraw --round %(key)s --reason "..."`'
    ),
    "results_released": (
        "the results of round %(key)s were released; nothing can be added to a finished round. If something is wrong "
        'with them: `release withdraw --round %(key)s --reason "..."`'
    ),
    "made_again_without_reason": (
        "the results of round %(key)s were withdrawn; say why they are made again: "
        '`release --round %(key)s --reason "..."`'
    ),
    "reason_missing": 'say why in at most %(longest)s characters: --reason "..."',
    "reason_too_long": "the reason has %(length)s characters; %(longest)s is the most",
    "release_changed": (
        "release %(number)s of %(survey)s in round %(round)s is not what was released; "
        "put the database back from a backup"
    ),
}
COMMENTS = {
    "comments_too_early": "comments are read once a round is finished",
    "no_comment": "there is no such comment",
    "phrase_not_in_comment": "'%(phrase)s' does not stand in the comment",
}
EXPORTS = {
    "export_while_late": (
        "round %(key)s takes late responses until %(until)s; rows are exported once nothing can be added: wait, or "
        "end it now with `round finish %(key)s`"
    ),
    "export_not_finished": (
        "round %(key)s is %(phase)s; rows are exported only of finished rounds: `round finish %(key)s`"
    ),
    "export_not_mixed": "responses of round %(key)s still wait to be mixed; run `seal`, then export again",
    "purpose_wrong": 'say what the rows are for, in at most %(longest)s characters: --purpose "..."',
    "several_surveys": (
        "%(key)s has %(count)s surveys (%(names)s); choose one with --survey, or give a folder"
    ),
    "path_exists": "%(path)s exists already; give a new folder",
    "path_is_folder": "%(path)s is a folder; give the name of a new file in it",
    "no_folder": "there is no folder %(path)s; make it first",
    "school_not_in_round": "the school %(school)s does not take part in round %(key)s",
    "survey_not_in_round": "round %(key)s has no survey %(survey)s",
    "labels_unknown": "no survey of this round is in %(unknown)s; there are %(known)s",
    "rows_recognizable": "%(survey)s: rows came out that could be recognized; nothing was exported",
    "too_many_columns": "a workbook has at most %(most)s columns, and these are %(count)s",
    "spss_refuses": "SPSS cannot read it: %(reason)s",
}
WORK = {
    "no_job": "there is no such job",
    "said_earlier": "%(words)s",
    "typesetter": "the typesetter says: %(reason)s",
    "sheet_not_made": "%(sheet)s: %(why)s",
}
"""Long work and paper."""
