"""Every kind of fault by its code: what is wrong, and what to do about it.

The words are English; pages translate them. %(name)s marks the place of a value.
"""

from survey_app.surveys.faults.kind import Kind, _
from survey_app.surveys.faults.protecting import PROTECTING

NEAR = _('did you mean "%(near)s"?')
"""The remedy for a misspelled word, for any kind of fault."""
SENTENCE = _("%(message)s; %(remedy)s")
"""Joins a message and its remedy into one line."""

_KNOWN_HERE = _("use one of: %(known)s")
_SAY_ONE = _("use one of: %(say)s")
_RENAME_IT = _("rename it")
_RENAME_ONE = _("rename one")
_REMOVE_ONE = _("remove one")
_REMOVE_IT = _("remove it")

_SHAPES = {
    "missing": Kind(_("%(what)s has no `%(key)s`"), _("add `%(key)s: ...`; every one needs it")),
    "unknown_key": Kind(_('unknown key "%(key)s" in %(what)s'), _KNOWN_HERE),
    "not_for_type": Kind(
        _('"%(key)s" is not for %(type)s, only for %(types)s'), _("remove it or change the type")
    ),
    "not_a_block": Kind(_("%(what)s must be a block"), _("write `key: value` lines with the same indent")),
    "not_a_list": Kind(_("%(what)s must be a list"), _("write [one, two], or one item per line after -")),
    "empty_list": Kind(_("%(what)s is an empty list"), _("add an item or remove the key")),
    "not_words": Kind(_("%(what)s must be text"), _("write it on one line, or after >")),
    "empty": Kind(_("%(what)s is empty"), _("write its text, or remove the key")),
    "bad_characters": Kind(
        _("%(what)s has a character that we cannot store"), _("delete the text and type it again")
    ),
    "not_a_name": Kind(
        _('"%(given)s" is not a name'), _("use only a to z, 0 to 9 and _, and do not begin with _")
    ),
    "unknown_word": Kind(_('%(what)s "%(given)s" is not known'), _("write one of: %(known)s")),
    "not_true_or_false": Kind(_("%(what)s must be true or false"), _("write one of them without quotes")),
    "not_a_whole_number": Kind(
        _("%(what)s must be a whole number"), _("write one from %(lowest)s to %(highest)s")
    ),
    "not_taken": Kind(
        _("%(what)s has a value that does not fit (%(reason)s)"), _("see docs/survey-format.md")
    ),
}

_SURVEY = {
    "wrong_version": Kind(
        _('`version` is "%(given)s"'), _("write %(name)s-YEAR.NUMBER, such as %(name)s-2026.1")
    ),
    "wrong_language": Kind(_('`language` is "%(given)s"'), _("write a code such as en, es or zh-Hant")),
    "wrong_grades": Kind(
        _("`grades` must be the lowest and the highest grade"), _("write [6, 12] (K = 0, TK = -1)")
    ),
    "not_for_audience": Kind(
        _("`%(key)s` is not for the audience %(audience)s, only for %(only)s"), _REMOVE_IT
    ),
    "topic_without_consent": Kind(
        _('`consent` is none, but "%(question)s" asks about a protected topic (%(topic)s)'),
        _("write passive or active, or remove the question"),
    ),
    "too_many_texts": Kind(
        _("`%(key)s` has %(count)s texts, but the first screen has room for %(most)s"),
        _("join some, or remove the least important"),
    ),
    "active_without_passive": Kind(_("`%(key)s` is only for a survey with `consent: passive`"), _REMOVE_IT),
    "active_incomplete": Kind(
        _("`active_to_grade` and `active_notice` belong together"), _("write `%(key)s: ...`, too")
    ),
    "active_no_grade": Kind(
        _("`active_to_grade` is %(given)s, but the survey is for grades %(lowest)s to %(highest)s"),
        _("write a grade of the survey that is not its highest"),
    ),
    "who_twice": Kind(_('"%(name)s" is here twice in `who`'), _REMOVE_ONE),
    "who_unknown": Kind(
        _('`who` names "%(name)s", but no question has that name'), _("the who-questions are: %(known)s")
    ),
    "who_not_identifier": Kind(
        _('`who` names "%(name)s", whose `privacy` is not identifier'),
        _("remove it, or change its `privacy`"),
    ),
    "who_incomplete": Kind(
        _("`who` leaves out %(names)s"), _("add every question whose `privacy` is identifier")
    ),
    "section_twice": Kind(_('the section "%(name)s" is here twice'), _RENAME_ONE),
    "question_twice": Kind(_('the question "%(name)s" is here twice'), _RENAME_ONE),
    "schools_without_optional": Kind(
        _("`schools` is only for an optional section"), _("write `optional: true`, or remove it")
    ),
    "reserved_name": Kind(_('the question name "%(name)s" is reserved'), _RENAME_IT),
    "unknown_placeholder": Kind(_("unknown placeholder %(given)s"), _("known: %(known)s")),
    "translation_placeholders": Kind(
        _('%(what)s has different placeholders in "%(language)s"'), _("use exactly: %(wanted)s")
    ),
    "too_large": Kind(
        _("a response can take %(size)s bytes, but the limit is %(most)s"),
        _("lower `longest` or ask for fewer texts; these take the most: %(dearest)s bytes"),
    ),
    "frozen": Kind(
        _("%(version)s is published and frozen, and this survey is different"),
        _("give it the version %(next)s"),
    ),
}

_QUESTIONS = {
    "code_twice": Kind(_('the choice code "%(code)s" is here twice'), _REMOVE_ONE),
    "unknown_language": Kind(
        _('`languages` names "%(given)s", which the state does not count'),
        _("write a code from languages/languages.yaml that has `census`"),
    ),
    "code_for_not_know": Kind(
        _('the choice code "%(code)s" is reserved'), _("use `not_know: true` on the question")
    ),
    "code_for_not_apply": Kind(
        _('the choice code "%(code)s" is reserved'), _("use `not_apply: true` on the question")
    ),
    "code_for_no_answer": Kind(
        _('the choice code "%(code)s" is reserved'), _("use `no_answer: true` on the question")
    ),
    "most_above_choices": Kind(
        _("`most` is %(most)s, but there are only %(choices)s choices"), _("lower it or remove it")
    ),
    "limits_hold_missing_codes": Kind(
        _(
            "`lowest` is %(lowest)s, but in exports the numbers from %(first)s to %(last)s say why an answer is missing"
        ),
        _("make it %(least)s or more"),
    ),
    "limits_reversed": Kind(_("`highest` is less than `lowest` (%(lowest)s)"), _("swap them")),
    "text_box_in_matrix": Kind(_("a matrix has no text box"), _("use choices without `other: true`")),
    "text_box_in_row": Kind(_('the row code "other" is reserved, and a row has no text box'), _RENAME_IT),
    "too_many_choices": Kind(
        _('"%(question)s" has %(choices)s choices, but the limit is %(most)s'),
        _("split it into two questions"),
    ),
    "column_twice": Kind(
        _('"%(question)s" and "%(other)s" would both have the column "%(column)s"'), _RENAME_ONE
    ),
    "column_of_every_row": Kind(
        _('"%(question)s" would have the column "%(column)s", which every row already has'), _RENAME_ONE
    ),
    "column_is_spss_word": Kind(
        _('SPSS reserves the word "%(column)s", so it cannot be a column (%(words)s)'),
        _('rename "%(question)s"'),
    ),
    "column_begins_with_digit": Kind(
        _('the column "%(column)s" begins with a digit, but SPSS needs a letter'), _('rename "%(question)s"')
    ),
    "name_too_long": Kind(
        _('the column "%(column)s" has %(length)s characters, but SPSS allows %(most)s'),
        _('rename "%(question)s"'),
    ),
    "column_too_long": Kind(
        _('the column "%(column)s" has %(length)s characters, but SPSS allows %(most)s'),
        _("shorten the name or the code"),
    ),
    "published_as_other_type": Kind(
        _('"%(question)s" was published as %(type)s (%(version)s)'), _("give it another name, or that type")
    ),
    "name_of_others": Kind(_('"%(name)s" is the name of the survey of another district'), _RENAME_IT),
    "another_question": Kind(
        _('"%(question)s" has another type, or other choices, than in %(survey)s.yaml'),
        _("make them the same, so that groups can be compared, or rename it"),
    ),
}

_RULES = {
    "rule_unreadable": Kind(
        _("rule '%(rule)s': expected %(expected)s, found %(found)s"),
        _("see the rules in docs/survey-format.md"),
    ),
    "rule_too_deep": Kind(
        _("rule '%(rule)s': nested more than %(most)s deep"), _("see the rules in docs/survey-format.md")
    ),
    "rule_about_words": Kind(
        _('the rule looks at "%(name)s", which people answer in their own words'),
        _("name a question with choices"),
    ),
    "rule_about_later": Kind(
        _('the rule looks at "%(name)s", which comes here or later'), _('move "%(name)s" before it')
    ),
    "rule_about_unknown": Kind(
        _('the rule looks at "%(name)s", but no question has that name'), _("name an earlier question")
    ),
    "rule_without_codes": Kind(
        _('the rule compares "%(name)s" with nothing'), _("name at least one of its codes")
    ),
    "rule_unknown_code": Kind(_('"%(name)s" has no choice "%(code)s"'), _("its codes: %(known)s")),
    "rule_number_is_no_code": Kind(
        _('"%(name)s" is a number, not the code "%(code)s"'), _("compare it with <, <=, > or >=")
    ),
    "rule_unknown_operator": Kind(
        _("a stored rule has an unknown operator, '%(operator)s'"), _("write the rule again, in words")
    ),
    "rule_no_number": Kind(_('"%(name)s" is not a number'), _("compare it with = or in (...)")),
    "rule_no_single_choice": Kind(
        _('"%(name)s" has no single choice to compare with "%(code)s"'), _("use: answered %(name)s")
    ),
}

_FILES = {
    "no_file": Kind(_("we cannot read it (%(reason)s)"), _("check the path")),
    "not_utf8": Kind(_("not UTF-8"), _("save the file as UTF-8")),
    "not_yaml": Kind(_("not YAML: %(reason)s"), _("check quotes, colons and indentation")),
    "not_characters": Kind(_("not YAML: %(reason)s"), _("remove characters that no keyboard types")),
    "too_deep": Kind(_("nested too deeply"), _("a survey needs no more than eight levels")),
    "empty_file": Kind(_("the file is empty"), _("see docs/survey-format.md")),
    "anchor": Kind(_("survey files do not use &%(name)s and *%(name)s"), _("write the text again")),
    "key_twice": Kind(_('"%(key)s" is here twice (first: line %(first)s)'), _REMOVE_ONE),
    "key_not_a_word": Kind(_("a key is not a word"), _("write `key: value`")),
    "other_file_name": Kind(
        _('`name` is "%(given)s", but the file is %(stem)s.yaml'), _("make them the same")
    ),
    "no_text": Kind(_('no text is called "%(given)s"'), _("known texts: %(known)s")),
    "no_list": Kind(_('no list is called "%(given)s"'), _("known lists: %(known)s")),
    "several_codes": Kind(_("%(what)s has %(count)s codes"), _("write one choice per line: `- code: Text`")),
}

_TRANSLATIONS = {
    "po_name": Kind(_('"%(given)s" is not a language code'), _("name the file like es.po or zh-Hant.po")),
    "po_line": Kind(
        _("not a line of a PO file"), _('check the quotes and the words before them: msgid "..."')
    ),
    "po_unreadable": Kind(
        _("from here on, this is not a PO file"), _('check the quotes and the words before them: msgid "..."')
    ),
    "po_no_key": Kind(_("an entry has no msgctxt"), _("add the key of its text, such as student.belong.ask")),
    "nothing_translated": Kind(_('nothing is translated into "%(language)s"'), _("fill %(file)s"), True),
    "not_translated": Kind(
        _('"%(key)s" has no text in "%(language)s"'), _("translate msgctxt %(key)s in %(file)s"), True
    ),
    "stale": Kind(
        _('the translation of "%(key)s" is stale: its source changed'),
        _('translate it again, then set msgid to "%(source)s"'),
        True,
    ),
    "other_placeholders": Kind(_('"%(key)s" has different placeholders'), _("use exactly: %(wanted)s"), True),
    "not_in_glossary": Kind(
        _('the translation of "%(key)s" has another word for "%(term)s" than the glossary'), _SAY_ONE, True
    ),
    "against_glossary": Kind(
        _('the translation of "%(key)s" has "%(wrong)s", which the glossary does not use for "%(term)s"'),
        _SAY_ONE,
        True,
    ),
    "obsolete_key": Kind(_('obsolete: no text has the key "%(key)s"'), _REMOVE_IT, True),
    "obsolete_file": Kind(
        _('obsolete: no survey file for the key "%(key)s"'), _("known files: %(known)s"), True
    ),
}

KINDS: dict[str, Kind] = {
    **_SHAPES,
    **_SURVEY,
    **_QUESTIONS,
    **PROTECTING,
    **_RULES,
    **_FILES,
    **_TRANSLATIONS,
}
"""All kinds by code."""

PHRASES: dict[str, str] = {
    # What a message is about.
    "value": "`%(key)s`",
    "item": _("an item of `%(key)s`"),
    "file": _("the file"),
    "survey": _("the survey"),
    "section": _('the section "%(name)s"'),
    "question": _('the question "%(name)s"'),
    "choice": _('the choice "%(name)s"'),
    "row": _('the row "%(name)s"'),
    "a_section": _("a section"),
    "a_question": _("a question"),
    # What a rule should have at the place of the fault.
    "rule_goes_on": _("'and', 'or' or the end of the rule"),
    "rule_begins": _("a question, 'answered' or 'not'"),
    "rule_compares": _("'=', '!=', '<', '<=', '>', '>=', 'in', 'any of' or 'all of'"),
    "code": _("a code"),
    "whole_number": _("a whole number"),
    "end": _("the end"),
}
"""Code → words that go inside messages and have their own translation."""
