"""What no reader of a page can repair: the server, and commands."""

from flask_babel import lazy_gettext as _

from survey_app.problems.responses import BODIES, FILES, REFUSED
from survey_app.problems.server import BACKUPS, DATABASE, KEYS, LOGS, MOVES, SETTINGS

ON_THE_SERVER = _("Something on the server must be fixed. Please tell the person who runs it: %(problem)s")
"""problem: the code. Whoever runs the server can look it up."""
_NOT_TAKEN = _("This response was not accepted. Please open the survey and send it again.")

_OF_COMMANDS = (
    "district_not_said",
    "labels_unknown",
    "texts_language_unknown",
    "no_district_in_file",
    "no_folder",
    "no_secret",
    "noise_key_is_another",
    "path_exists",
    "path_is_folder",
    "providers_not_json",
    "providers_open",
    "providers_shape",
    "providers_unreadable",
    "release_changed",
    "rule_unreadable",
    "sample_too_small",
    "second_step_key",
    "several_surveys",
    "spss_refuses",
    "survey_faults",
    "survey_not_in_round",
    "too_many_columns",
)
SERVER = {
    **dict.fromkeys(
        (*SETTINGS, *KEYS, *BACKUPS, *DATABASE, *MOVES, *LOGS, *FILES, *_OF_COMMANDS), ON_THE_SERVER
    ),
    **dict.fromkeys((*REFUSED, *BODIES), _NOT_TAKEN),
    "nothing_here": _("There is nothing at this address."),
}
"""Codes that come from settings, keys and commands, and for refused responses, whose form says more itself."""
