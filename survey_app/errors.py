"""Every error that we raise on purpose.

SurveyAppError
├── SettingsError            settings are missing or bad; names each of them
│   └── LanguageListError    the list of languages has faults; names each of them
├── SurveyFileError          a survey file has faults; holds all of them
├── WorkbookError            a spreadsheet cannot be read as a form, or a survey cannot be written to one
├── RuleError                a skip rule cannot be read
├── DraftError               a draft of a survey cannot be changed as asked
│   └── DraftConflict        somebody else changed the same meanwhile; holds both
├── NotFound                 no such school, audience, round, version
├── RoundError               the round is not in a state that allows this
│   └── CodesMade            somebody else has made access codes in the meantime
├── RoundPlanError           a round cannot be set up as planned; holds what must be fixed
├── DirectoryFileError       a file of the state cannot be read; holds every faulty line
├── SchoolError              a school cannot be added or changed as asked
├── TextError                words of a text cannot be saved, or a file of texts cannot be taken
├── ResponseFileError        a file of responses cannot be read
├── ExportError              rows cannot be exported as asked
├── FormatError              one export format cannot hold these rows; the others can
├── PaperError               a sheet cannot be typeset; holds the reason
├── AccountError             an account cannot be made or changed as asked
├── SignInError              the sign-in is refused; holds the reason, for a page
├── CommentError             a review of a comment cannot be saved
├── AuditError               the audit log or a release was changed
├── Refused                  we do not accept a response; holds a code for the client
│   ├── Closed               the round is closed                              (410)
│   ├── AlreadyUsed          another response used this code                  (409)
│   │   └── IdUsed           another response has this id                     (409)
│   ├── Malformed            the body is not what the contract says           (422)
│   │   ├── UnknownProtocol  the envelope has a protocol that we do not know  (422)
│   │   ├── UnknownKey       the envelope is sealed to a key we do not have   (422)
│   │   └── WrongCode        an access code is missing, mistyped or unknown   (422)
│   ├── TooLarge             the body has more than 64 KiB                    (413)
│   ├── NotJson              the content type is not JSON                     (415)
│   ├── WrongOrigin          a page of another site sent it                   (403)
│   ├── TooMany              this link got too many malformed requests        (429)
│   └── Busy                 we cannot store it now; try again                (503)
├── BackupError              a backup cannot be made or put back; nothing was changed
├── MoveError                the rows cannot move to another database; nothing was moved
├── KeyMissing               the private key of an epoch is missing, so its responses cannot be opened
├── NotReady                 the database or a key is not ready, or another sealer is at work
└── UnsafeDatabase           the database would write answers where nobody expects them

An error holds problems: each has a code, the values for its words, and the form field where it can be fixed. `str` is
English for the terminal; pages have `web/wording/problems/`. Only `web/error_pages.py` knows HTTP. No value holds one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from survey_app.problems.error import SurveyAppError as SurveyAppError  # noqa: PLC0414 (mypy: others import it here)
from survey_app.problems.problem import Value


class SettingsError(SurveyAppError):
    """One or more settings are missing or bad. The error names each one and its remedy."""


class LanguageListError(SettingsError):
    """The list of languages cannot be read, or some of its lines are wrong. Each fault is a problem of its own."""


class SurveyFileError(SurveyAppError):
    """A survey file has faults. faults: all of them, with their own codes and words (`surveys/faults`)."""

    def __init__(self, faults: Sequence[object]) -> None:
        super().__init__("survey_faults", faults="\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


class WorkbookError(SurveyAppError):
    """A spreadsheet is not one that we can read as a form, or a file format cannot hold this survey."""


class RuleError(SurveyAppError):
    """A skip rule cannot be read. fault: names the place, and what we expected there."""

    def __init__(self, fault: Any) -> None:
        super().__init__("rule_unreadable", fault=str(fault))
        self.fault = fault


class DraftError(SurveyAppError):
    """A draft of a survey cannot be changed as asked. field: the form field to fix, if there is one."""


class DraftConflict(DraftError):
    """Somebody else changed the same part of a draft meanwhile. All that they did not change is saved.

    fields: field, or (item, field), → what they wrote, who, and when. draft: as it is now (`actions.surveys.drafts`).
    """

    def __init__(self, fields: Mapping[Any, Any], draft: Any) -> None:
        super().__init__("draft_overtaken")
        self.fields, self.draft = dict(fields), draft


class NotFound(SurveyAppError):
    """The thing that was named does not exist here."""


class RoundError(SurveyAppError):
    """The round is not in a state that allows this."""


class CodesMade(RoundError):
    """Somebody made access codes for this link after the page was opened. count: how many there are now."""


class RoundPlanError(SurveyAppError):
    """A round cannot be set up like this. There is one problem for each field to fix."""


class DirectoryFileError(SurveyAppError):
    """A file of the state is not what it should be. There is one problem for each faulty line."""


class SchoolError(SurveyAppError):
    """A school cannot be added or changed like this. There is one problem for each field to fix."""


class TextError(SurveyAppError):
    """The words of a text cannot be saved like this, or a file of texts cannot be taken."""


class ResponseFileError(SurveyAppError):
    """A file to import does not hold responses, or is not complete."""


class ExportError(SurveyAppError):
    """Rows cannot be exported as asked; nothing was written."""


class FormatError(SurveyAppError):
    """One export format cannot hold these rows. The other formats are written."""


class PaperError(SurveyAppError):
    """A sheet cannot be typeset. reason: the typesetter's own message."""


class AccountError(SurveyAppError):
    """An account cannot be made or changed as asked. field: the form field to fix, if there is one."""


class SignInError(SurveyAppError):
    """A sign-in is refused: something is wrong, or the person must wait. seconds: how long to wait."""


class CommentError(SurveyAppError):
    """A review of a comment cannot be saved. phrase: words that the comment does not contain."""


class AuditError(SurveyAppError):
    """The audit log, or a release, was changed after it was written."""


class Refused(SurveyAppError):
    """We do not accept a response. details: facts for programs; they never hold an answer."""

    kind: ClassVar[str] = ""

    def __init__(self, code: str, /, field: str = "", *, details: Any = None, **values: Value) -> None:
        super().__init__(code, field, **values)
        self.details = dict(details or {})

    @property
    def answer_code(self) -> str:
        """The code for programs: the kind of refusal, or the problem's code if the class has no kind."""
        return self.kind or self.code


class Closed(Refused):
    """The round is closed, or it has not opened yet."""

    kind = "closed"


class AlreadyUsed(Refused):
    """Another response has used this code."""

    kind = "already_used"


class IdUsed(AlreadyUsed):
    """Another response has this id. Send this one again with `"anew": true`, or with another id, to store it."""

    kind = "id_used"


class Malformed(Refused):
    """The body is not what the contract says."""

    kind = "malformed"


class UnknownProtocol(Malformed):
    """The server does not know the envelope's protocol. `details["known"]` lists the protocols that it knows."""

    kind = "protocol"


class UnknownKey(Malformed):
    """The envelope was sealed to a key that this server does not have."""

    kind = "unknown_key"


class WrongCode(Malformed):
    """The access code is missing, mistyped, or not one of this link's codes. The problem's code says which."""

    kind = ""


class TooLarge(Refused):
    """The body is larger than 64 KiB."""

    kind = "too_large"


class NotJson(Refused):
    """The content type is not application/json in UTF-8."""

    kind = "not_json"


class WrongOrigin(Refused):
    """The browser says that a page of another site made the request."""

    kind = "wrong_origin"


class TooMany(Refused):
    """The link got too many malformed requests in a minute. `details["retry_after"]`: seconds to wait."""

    kind = "too_many"


class Busy(Refused):
    """The response could not be stored in time. Nothing was stored, so the client may send the same response again."""

    kind = "busy"


class BackupError(SurveyAppError):
    """A backup cannot be made as asked, or it cannot be put back here. Nothing was changed."""


class MoveError(SurveyAppError):
    """The rows of an installation cannot move to another database as asked. Nothing was moved."""


class KeyMissing(SurveyAppError):
    """The private key of an epoch is missing, so its waiting responses cannot be opened."""


class NotReady(SurveyAppError):
    """The database or a key is not ready, so the server cannot start; or another sealer is at work."""


class UnsafeDatabase(SurveyAppError):
    """The database is set up to write statements or commit times to places where they could identify people."""
