"""Rounds: setting them up, opening and finishing them, and their access codes."""

ROUNDS = {
    "no_round": "there is no round %(key)s; `round list` shows all rounds",
    "round_has_real_responses": (
        "round %(key)s is %(phase)s, so its responses are real; rehearse a new round instead"
    ),
    "round_not_openable": "round %(key)s is %(phase)s; only a draft or a round in rehearsal can be opened",
    "sealing_now": "responses are being counted and mixed; try again in some minutes",
    "round_not_closable": "round %(key)s is %(phase)s; only an open round can be closed",
    "round_not_finishable": (
        "round %(key)s is %(phase)s; only an open round, or one that accepts late responses, can be finished"
    ),
    "round_not_a_draft": "round %(key)s is %(phase)s; only a draft can be deleted",
    "round_shares_people": "round %(other)s is open and asks some of the same people as %(key)s; close it first",
    "round_asks_nobody": "round %(key)s asks nobody; choose schools and audiences first",
    "consent_missing": (
        "%(link)s: this survey needs %(need)s consent of parents; get it, then record it in the round"
    ),
    "active_consent_missing": (
        "%(link)s: up to grade %(grade)s, parents must say yes in writing, and those of the other grades must be told; "
        "do both, then record it in the round"
    ),
    "codes_missing": "%(link)s: no access codes have been made yet",
    "sections_fixed": "round %(key)s was opened, so what it asks can no longer change",
    "promises_fixed": (
        "round %(key)s is %(phase)s; what we promised the people who answer can no longer change"
    ),
    "last_day_wrong": (
        "the round must be open (it is %(phase)s), and the last day must be today or later, within a year"
    ),
    "round_asks_not": "round %(key)s does not ask %(link)s",
    "codes_not_taken": "%(link)s does not use access codes, or round %(key)s is over (%(phase)s)",
    "codes_out_of_range": "make from 1 to %(most)s codes at once",
    "codes_made": "%(count)s codes were already made; look again, then make more if you need them",
    "sample_too_small": "a sample round needs at least one response; give --responses 2400",
    "sample_gone": "there is no sample here",
    "round_name_missing": "the name of the round is missing",
    "schools_missing": "choose at least one school",
    "schools_unknown": "one of these schools is not yours, or does not exist here",
    "schools_of_two_districts": "all schools of a round must be in one district",
    "audiences_missing": "choose at least one audience",
    "goal_out_of_range": "the goal is a number from 1 to 100",
    "per_unknown": "a family answers for each child or for each household",
    "once_for_child": "the survey for families says: answer once for each child",
    "once_for_household": "the survey for families says: answer once for the whole family",
    "first_day_missing": "the first day is missing",
    "last_day_missing": "the last day is missing",
    "last_day_before_first": "the last day is before the first",
    "last_day_over": "the last day is over",
    "round_too_long": "a round can last one year at most",
    "survey_unknown": "there is no such survey for this audience",
    "languages_unknown": "the survey does not have one of these languages",
    "access_unknown": "people get in by an open link or by codes",
    "deletion_not_finished": (
        "round %(key)s is %(phase)s, or not all of it is mixed; finish it before you ask to delete its answers"
    ),
    "deletion_asked": (
        "somebody already asked to delete the answers of round %(key)s; agree: `round delete %(key)s --agree`, or take "
        "it back: `round delete %(key)s --call-off`"
    ),
    "deletion_not_asked": 'nobody has asked for that; ask first: `round delete %(key)s --reason "..."`',
    "deletion_own": "you asked to delete the answers of round %(key)s, so somebody else must agree",
    "deletion_is_another": "what was asked about round %(key)s has changed; look at it again",
    "deletion_day_wrong": "the day must be today or later, within ten years",
    "round_deleted": "the answers of round %(key)s are deleted, or are being deleted now",
    "consent_unknown": "consent is none, passive or active",
}
