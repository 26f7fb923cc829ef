"""Faults of a draft as its editor says them: to people who see a form, not a file."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from survey_app.surveys.faults.fault import Fault
from survey_app.web.wording.survey_faults import fault_text

_IN_THE_EDITOR: Mapping[str, object] = {
    "missing": _("This is still to be written or chosen."),
    "empty": _("This is still to be written."),
    "empty_list": _("Nothing is here yet. Add at least one."),
    "not_a_name": _("Use small letters, digits and _ only, and do not begin with _."),
    "not_a_whole_number": _("Write a whole number from %(lowest)s to %(highest)s."),
    "unknown_language": _("The state does not count “%(given)s”. Choose a language of the list."),
    "code_twice": _("The code “%(code)s” is here twice. Change one."),
    "question_twice": _("Another question has the name “%(name)s”, too. Change one."),
    "section_twice": _("Another section has the name “%(name)s”, too. Change one."),
    "reserved_name": _("The name “%(name)s” has another meaning already. Choose another one."),
    "most_above_choices": _("There are only %(choices)s answers. Write a smaller number, or none."),
    "limits_reversed": _("The largest number is smaller than the smallest. Swap them."),
    "wrong_grades": _("Write the lowest and the highest grade."),
    "topic_without_consent": _(
        "“%(question)s” asks about a protected topic. Say here how parents are told, or remove the question."
    ),
    "grade_not_identifier": _(
        "This asks for the grade, which others at school know about a person. "
        "Choose “Others at school know it about a person”."
    ),
    "who_answers_not_identifier": _(
        "Its answers are those of “%(other)s”, which others at school know about a person. "
        "Choose “Others at school know it about a person”."
    ),
    "number_shown_exactly": _(
        "Files would show every number exactly, and a rare one tells who it was. "
        "Choose “an unusual answer gives somebody away”, or “Others at school know it”."
    ),
    "privacy_loosened": _(
        "Its answers were better protected in %(version)s. Choose that again, or a stricter one."
    ),
    "topic_taken_away": _("It asks about a protected topic. Write %(topic)s here again."),
    "topic_without_active": _(
        "“%(question)s” asks about a protected topic. Up to grade %(grade)s, parents must say yes first: say so here."
    ),
    "consent_lowered": _(
        "The survey that this was copied from needs more from parents. Choose the same, or more."
    ),
    "active_to_grade_lowered": _(
        "Up to grade %(grade)s, parents must say yes. Write that grade below, or choose that all parents must say yes."
    ),
    "too_many_texts": _("These are %(count)s sentences, but the first screen has room for %(most)s."),
    "active_incomplete": _("Write both: the grade, and what its students read."),
    "text_box_in_matrix": _("A table has no place for a box to write in. Take it off the answers."),
    "text_box_in_row": _("A row has no box to write in, and its code cannot be “other”."),
    "rule_about_later": _(
        "The rule looks at a question that comes later. Move that question up, or this one down."
    ),
    "rule_about_unknown": _("The rule looks at a question that is gone. Choose another one."),
    "rule_about_words": _("A rule cannot look at answers in own words. Choose another question."),
    "rule_without_codes": _("Choose at least one answer."),
    "rule_unknown_code": _("The rule names an answer that is gone. Choose another one."),
    "who_incomplete": _("Some questions about who answered are not in the list. Save this form to add them."),
    "unknown_placeholder": _("Nothing is called %(given)s. Known are: %(known)s."),
}
"""Kinds of faults whose own words speak of files."""

NOT_YET = frozenset({"missing", "empty", "empty_list"})
"""Kinds of faults that everything has which is just begun."""


def told(fault: Fault) -> str:
    """Say what is wrong, and what to do here. The terminal says the same fault in words about files."""
    words = _IN_THE_EDITOR.get(fault.code)
    return str(words) % _plain(fault.values) if words else fault_text(fault)


def _plain(values: Mapping[str, object]) -> dict[str, str]:
    return {
        name: ", ".join(map(str, each)) if isinstance(each, list | tuple) else str(each)
        for name, each in values.items()
    }
