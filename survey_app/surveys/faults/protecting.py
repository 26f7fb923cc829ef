"""Kinds of faults that would take away what protects people: classes of privacy, and the consent of parents."""

from survey_app.surveys.faults.kind import Kind, _

_IDENTIFIER = _("write `privacy: identifier`")

PROTECTING = {
    "grade_not_identifier": Kind(
        _('"%(question)s" asks for the grade, which others at school know about a person'), _IDENTIFIER
    ),
    "who_answers_not_identifier": Kind(
        _(
            '"%(question)s" has answers of "%(other)s" (%(version)s), which others at school know about a person'
        ),
        _IDENTIFIER,
    ),
    "number_shown_exactly": Kind(
        _('files of rows would show every number of "%(question)s" exactly, and a rare one tells who it was'),
        _("write `privacy: rare`, or `identifier` if others know it about a person"),
    ),
    "privacy_loosened": Kind(
        _('the answers to "%(question)s" were better protected before (%(privacy)s, %(version)s)'),
        _("write `privacy: %(privacy)s`, or ask it as a new question"),
    ),
    "topic_taken_away": Kind(
        _('"%(question)s" asks about a protected topic (%(topic)s, %(version)s)'),
        _("write `protected_topic: %(topic)s`"),
    ),
    "topic_without_active": Kind(
        _('"%(question)s" asks about a protected topic (%(topic)s) in grades up to %(grade)s'),
        _("write `consent: active`, or `active_to_grade: %(grade)s` with `active_notice`"),
    ),
    "consent_lowered": Kind(
        _("%(version)s, which it was copied from, needs more from parents (%(consent)s)"),
        _("write `consent: %(consent)s`"),
    ),
    "active_to_grade_lowered": Kind(
        _("parents must say yes up to grade %(grade)s in %(version)s, which it was copied from"),
        _("write `active_to_grade: %(grade)s` with `active_notice`, or `consent: active`"),
    ),
}
