"""Every error that is raised on purpose.

SurveyAppError
├── SettingsError            a setting is missing or bad; names every one of them
│   └── LanguageListError    the list of languages has faults; names every one of them
├── SurveyFileError          a survey file has faults; carries all of them
├── RuleError                a skip rule cannot be read
├── NotFound                 no such school, audience, round, version
├── RoundError               the round is not in a state that allows this
│   └── CodesMade            others made access codes meanwhile
├── RoundPlanError           a round cannot be set up as planned; carries what must be mended
├── DirectoryFileError       a file of the state cannot be read; carries every faulty line
├── SchoolError              a school cannot be added or changed as asked
├── ResponseFileError        a file of responses cannot be read
├── ExportError              rows cannot be exported as asked
├── FormatError              one format of an export cannot hold these rows; the others can
├── PaperError               a sheet cannot be typeset; says why
├── AccountError             an account cannot be made or changed as asked
├── SignInError              the sign-in is refused; carries why, for a page
├── AuditError               the audit log is not whole
├── Refused                  a response that is not taken; carries a code for the client
│   ├── Closed               the round is closed                              (410)
│   ├── AlreadyUsed          another response used this code                  (409)
│   │   └── IdUsed           another response has this id                     (409)
│   ├── Malformed            the body is not what the contract says           (422)
│   │   ├── UnknownProtocol  an envelope of a protocol that is not known here (422)
│   │   ├── UnknownKey       an envelope for a key that is not here           (422)
│   │   └── WrongCode        an access code is missing, mistyped or unknown   (422)
│   ├── TooLarge             more than 64 KiB                                 (413)
│   ├── NotJson              another content type                             (415)
│   ├── WrongOrigin          sent by a page of another site                   (403)
│   ├── TooMany              this link got too many malformed requests        (429)
│   └── Busy                 cannot be stored now; try again                  (503)
├── KeyMissing               the private key of an epoch is not there; its responses cannot be opened
└── UnsafeDatabase           the database would write answers where nobody expects them

Only `web/error_pages.py` knows HTTP. No message holds an answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class SurveyAppError(Exception):
    """The root: what the command line prints without a traceback."""


class SettingsError(SurveyAppError):
    """One or more settings are missing or bad; the message names each with its remedy."""


class LanguageListError(SettingsError):
    """The list of languages cannot be read, or a line of it is wrong; the message has a line for each fault."""


class SurveyFileError(SurveyAppError):
    """A survey file has faults; `faults` holds one line for each."""

    def __init__(self, faults: Sequence[object]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


class RuleError(SurveyAppError):
    """A skip rule cannot be read; `fault` names the place and what was expected."""

    def __init__(self, fault: Any) -> None:
        super().__init__(str(fault))
        self.fault = fault


class NotFound(SurveyAppError):
    """What was named does not exist here."""


class RoundError(SurveyAppError):
    """The round is not in a state that allows this; the message says what is."""


class CodesMade(RoundError):
    """Access codes of this link were made since its page was opened; `count`: how many there are now."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} codes were made already; look again, then ask for more if more are needed")
        self.count = count


class RoundPlanError(SurveyAppError):
    """A round cannot be set up like this. `faults`: field → code of what is wrong with it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {code}" for field, code in faults.items()))
        self.faults = dict(faults)


class DirectoryFileError(SurveyAppError):
    """A file of the state is not what it should be; `faults` holds one line for each, with its number."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


class SchoolError(SurveyAppError):
    """A school cannot be added or changed like this. `faults`: field → code of what is wrong with it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {code}" for field, code in faults.items()))
        self.faults = dict(faults)


class ResponseFileError(SurveyAppError):
    """A file that is to be imported is not one of responses, or not whole; the message names it and the remedy."""


class ExportError(SurveyAppError):
    """Rows cannot be exported as asked; nothing was written, and the message says what to change."""


class FormatError(SurveyAppError):
    """One format of an export cannot hold these rows; the message says why, and the others are written."""


class PaperError(SurveyAppError):
    """A sheet cannot be typeset; the message is the typesetter's."""


class AccountError(SurveyAppError):
    """An account cannot be made or changed as asked. `field` is what must be mended, `code` why."""

    def __init__(self, message: str, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class SignInError(SurveyAppError):
    """A sign-in is refused. `code`: wrong, waiting; `seconds`: for how long nothing is tried."""

    def __init__(self, code: str, seconds: int = 0) -> None:
        super().__init__(f"the sign-in was refused: {code}")
        self.code = code
        self.seconds = seconds


class AuditError(SurveyAppError):
    """The audit log was changed after it was written."""


class Refused(SurveyAppError):
    """A response that is not taken. `code` is for programs, `details` never hold an answer."""

    code = "refused"

    def __init__(self, message: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.details = dict(details or {})


class Closed(Refused):
    """The round is closed, or has not opened yet."""

    code = "closed"


class AlreadyUsed(Refused):
    """Another response has used this code."""

    code = "already_used"


class IdUsed(AlreadyUsed):
    """Another response has this id; this one is stored when it is sent with `"anew": true`, or under another id."""

    code = "id_used"


class Malformed(Refused):
    """The body is not what the contract says."""

    code = "malformed"


class UnknownProtocol(Malformed):
    """The envelope is of a protocol that this server does not know; `details["known"]` lists those it does."""

    code = "protocol"


class UnknownKey(Malformed):
    """The envelope was sealed to a key that this server does not have."""

    code = "unknown_key"


class WrongCode(Malformed):
    """The access code is missing, mistyped or none of this link; `code` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the access code is {state}")
        self.code = f"code_{state}"


class TooLarge(Refused):
    """The body is larger than 64 KiB."""

    code = "too_large"


class NotJson(Refused):
    """The content type is not application/json in UTF-8."""

    code = "not_json"


class WrongOrigin(Refused):
    """A browser says that the request was made by a page of another site."""

    code = "wrong_origin"


class TooMany(Refused):
    """The link got more malformed requests in a minute than it may; `details["retry_after"]`: seconds."""

    code = "too_many"


class Busy(Refused):
    """The response could not be stored in time; nothing was stored, and the same response may be sent again."""

    code = "busy"


class KeyMissing(SurveyAppError):
    """The private key of an epoch is not in its place, so its waiting responses cannot be opened."""


class UnsafeDatabase(SurveyAppError):
    """The database is set up to write statements or commit times where they could identify people."""
