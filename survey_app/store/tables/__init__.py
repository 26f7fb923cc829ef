"""Every table. docs/privacy.md says which of them may hold what about a person.

Tables that a response touches have random or hashed keys and are WITHOUT ROWID on SQLite. So neither a row number nor
the place of a row in the file tells the order in which people answered.
"""

from survey_app.store.tables.accounts import Account, Guess, RecoveryCode, StaffLink, StaffSession
from survey_app.store.tables.base import AUDIENCE, CHANNEL, UNORDERED, Base
from survey_app.store.tables.drafts import SurveyDraft, SurveyEdit
from survey_app.store.tables.participation import ReceivedChannel, ReceivedDay, ReceivedLanguage
from survey_app.store.tables.responses import (
    INBOXES,
    AccessCode,
    Box,
    Comment,
    Epoch,
    EvenInbox,
    Inbox,
    OddInbox,
    ReceivedOnce,
)
from survey_app.store.tables.results import CommentReview, Release, ReleasePart, SchoolPlan
from survey_app.store.tables.rounds import Deletion, Link, Round, SurveyVersion
from survey_app.store.tables.schools import District, School
from survey_app.store.tables.texts import AddedLanguage, RecordedClip, Wording
from survey_app.store.tables.work import AuditEntry, Job, Secret

__all__ = [
    "AUDIENCE",
    "CHANNEL",
    "INBOXES",
    "UNORDERED",
    "AccessCode",
    "Account",
    "AddedLanguage",
    "AuditEntry",
    "Base",
    "Box",
    "Comment",
    "CommentReview",
    "Deletion",
    "District",
    "Epoch",
    "EvenInbox",
    "Guess",
    "Inbox",
    "Job",
    "Link",
    "OddInbox",
    "ReceivedChannel",
    "ReceivedDay",
    "ReceivedLanguage",
    "ReceivedOnce",
    "RecordedClip",
    "RecoveryCode",
    "Release",
    "ReleasePart",
    "Round",
    "School",
    "SchoolPlan",
    "Secret",
    "StaffLink",
    "StaffSession",
    "SurveyDraft",
    "SurveyEdit",
    "SurveyVersion",
    "Wording",
]
