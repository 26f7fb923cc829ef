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
├── CommentError             a review of a comment cannot be kept
├── AuditError               the audit log or a release is not whole
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
├── NotReady                 the database or a key is not as it must be before anything is served
└── UnsafeDatabase           the database would write answers where nobody expects them

An error carries problems: each a code, the values that its words need, and the field of a form where it is mended.
`str` of an error is English for the terminal (`problems/`); pages have words in the language of their reader
(`web/wording/problems/`). Only `web/error_pages.py` knows HTTP. No value holds an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from survey_app.problems.english import in_english
from survey_app.problems.problem import Problem, Value


class SurveyAppError(Exception):
    """The root: what the command line prints without a traceback.

    code: one of `problems.english`. field: of a form, where it is mended. values: what the words of the code need.
    """

    def __init__(self, code: str, /, field: str = "", **values: Value) -> None:
        super().__init__(code)
        self.problems: tuple[Problem, ...] = (Problem(code, values, field),)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Self:
        """One error for several problems; there is at least one."""
        found = tuple(problems)
        error = cls(found[0].code)
        error.problems = found
        return error

    @classmethod
    def at(cls, faults: Mapping[str, str]) -> Self:
        """One error for a form. faults: field → code."""
        return cls.of(Problem(code, field=field) for field, code in faults.items())

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code

    @property
    def values(self) -> Mapping[str, Value]:
        """The values of the first problem."""
        return self.problems[0].values

    @property
    def by_field(self) -> dict[str, Problem]:
        """Field of a form → what is wrong there."""
        return {problem.field: problem for problem in self.problems}

    @property
    def codes(self) -> dict[str, str]:
        """Field of a form → the code of what is wrong there."""
        return {problem.field: problem.code for problem in self.problems}

    def __str__(self) -> str:
        return "\n".join(in_english(problem) for problem in self.problems)


class SettingsError(SurveyAppError):
    """One or more settings are missing or bad; each is named with its remedy."""


class LanguageListError(SettingsError):
    """The list of languages cannot be read, or a line of it is wrong; there is a problem for each fault."""


class SurveyFileError(SurveyAppError):
    """A survey file has faults. faults: one for each; they have codes and words of their own (`surveys/faults`)."""

    def __init__(self, faults: Sequence[object]) -> None:
        super().__init__("survey_faults", faults="\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


class RuleError(SurveyAppError):
    """A skip rule cannot be read. fault: names the place and what was expected."""

    def __init__(self, fault: Any) -> None:
        super().__init__("rule_unreadable", fault=str(fault))
        self.fault = fault


class NotFound(SurveyAppError):
    """What was named does not exist here."""


class RoundError(SurveyAppError):
    """The round is not in a state that allows this."""


class CodesMade(RoundError):
    """Access codes of this link were made since its page was opened. count: how many there are now."""


class RoundPlanError(SurveyAppError):
    """A round cannot be set up like this: a problem for each field that must be mended."""


class DirectoryFileError(SurveyAppError):
    """A file of the state is not what it should be: a problem for each line."""


class SchoolError(SurveyAppError):
    """A school cannot be added or changed like this: a problem for each field that must be mended."""


class ResponseFileError(SurveyAppError):
    """A file that is to be imported is not one of responses, or not whole."""


class ExportError(SurveyAppError):
    """Rows cannot be exported as asked; nothing was written."""


class FormatError(SurveyAppError):
    """One format of an export cannot hold these rows; the others are written."""


class PaperError(SurveyAppError):
    """A sheet cannot be typeset. reason: the typesetter's words."""


class AccountError(SurveyAppError):
    """An account cannot be made or changed as asked; the field is what must be mended, if one is."""


class SignInError(SurveyAppError):
    """A sign-in is refused: wrong or waiting. seconds: for how long nothing is tried."""


class CommentError(SurveyAppError):
    """A review of a comment cannot be kept. phrase: what does not stand in the comment."""


class AuditError(SurveyAppError):
    """The audit log, or a release, was changed after it was written."""


class Refused(SurveyAppError):
    """A response that is not taken. details: for programs; they never hold an answer."""

    kind: ClassVar[str] = ""

    def __init__(
        self, code: str, /, field: str = "", *, details: Mapping[str, object] | None = None, **values: Value
    ) -> None:
        super().__init__(code, field, **values)
        self.details = dict(details or {})

    @property
    def answer_code(self) -> str:
        """What programs are told: the kind of refusal, or the code itself if its class has no kind."""
        return self.kind or self.code


class Closed(Refused):
    """The round is closed, or has not opened yet."""

    kind = "closed"


class AlreadyUsed(Refused):
    """Another response has used this code."""

    kind = "already_used"


class IdUsed(AlreadyUsed):
    """Another response has this id; this one is stored when it is sent with `"anew": true`, or under another id."""

    kind = "id_used"


class Malformed(Refused):
    """The body is not what the contract says."""

    kind = "malformed"


class UnknownProtocol(Malformed):
    """The envelope is of a protocol that this server does not know; `details["known"]` lists those it does."""

    kind = "protocol"


class UnknownKey(Malformed):
    """The envelope was sealed to a key that this server does not have."""

    kind = "unknown_key"


class WrongCode(Malformed):
    """The access code is missing, mistyped or none of this link; the code says which."""

    kind = ""


class TooLarge(Refused):
    """The body is larger than 64 KiB."""

    kind = "too_large"


class NotJson(Refused):
    """The content type is not application/json in UTF-8."""

    kind = "not_json"


class WrongOrigin(Refused):
    """A browser says that the request was made by a page of another site."""

    kind = "wrong_origin"


class TooMany(Refused):
    """The link got more malformed requests in a minute than it may; `details["retry_after"]`: seconds."""

    kind = "too_many"


class Busy(Refused):
    """The response could not be stored in time; nothing was stored, and the same response may be sent again."""

    kind = "busy"


class KeyMissing(SurveyAppError):
    """The private key of an epoch is not in its place, so its waiting responses cannot be opened."""


class NotReady(SurveyAppError):
    """The database or a key is not as it must be before anything is served."""


class UnsafeDatabase(SurveyAppError):
    """The database is set up to write statements or commit times where they could identify people."""
