"""A draft as it is: its row as plain values, its faults, and who may write it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.errors import DraftError, NotFound
from survey_app.store.drafts import get_draft, version_lines
from survey_app.store.rounds.setup import survey_texts
from survey_app.store.tables import SurveyDraft
from survey_app.store.tables.moments import utc
from survey_app.surveys.drafts.around import Around, around
from survey_app.surveys.drafts.checking import CheckedDraft, Faults, check_draft
from survey_app.surveys.drafts.hosting import Host, hosted
from survey_app.surveys.drafts.items import Document
from survey_app.surveys.drafts.values import source_of
from survey_app.surveys.model import Survey
from survey_app.surveys.published import name_of, published_survey
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN, LONGEST_TEXT, SECTION

LARGEST_DOCUMENT = 8 * 1024 * 1024
"""In characters of JSON. The largest survey that people would answer has a tenth of it, in twelve languages."""
_CHECKED: dict[tuple[bytes, Host | None], CheckedDraft] = {}
_MOST_CHECKED = 8
"""Few, because one of 200 questions in twelve languages takes some megabytes."""


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list. base: the version that it began as, or None. faults: how many it has. is_aside: laid aside."""

    id: str
    title: str
    audience: str
    kind: str
    district: str
    schools: Sequence[str]
    base: str | None
    changed_by: str
    changed_at: datetime
    faults: int
    published: str | None
    is_aside: bool = False


@dataclass(frozen=True)
class Draft:
    """A draft as it is now. revision: number of its newest change. base: the survey that it began as, or None.

    around: what was published before, which says what can no longer change. host: what sections become part of.
    """

    line: DraftLine
    document: Document
    revision: int
    faults: Faults
    base: Survey | None
    around: Around
    host: Host | None = None

    @cached_property
    def whole(self) -> Document:
        """The survey that it will be part of, for what looks at other questions."""
        return hosted(self.document, self.host) if self.host else self.document


def row_of(session: Session, who: StaffUser, id_: str) -> SurveyDraft:
    """The row of a draft that this person may write. Raises NotFound."""
    row = get_draft(session, id_)
    if row is None or not reaches(who, row):
        raise NotFound("nothing_here")
    return row


def row_to_change(session: Session, who: StaffUser, id_: str) -> SurveyDraft:
    """The row of a draft that may still change. Raises NotFound, DraftError."""
    row = row_of(session, who, id_)
    if row.published:
        raise DraftError("draft_published", version=row.published)
    return row


def reaches(who: StaffUser, row: SurveyDraft) -> bool:
    """Whether this person may write a draft: administrators all of their district, coordinators their sections."""
    if not who.reaches_district(row.district):
        return False
    if who.role == COORDINATOR:
        return row.kind == SECTION and bool(row.schools) and who.schools.issuperset(row.schools)
    return who.role == DISTRICT_ADMIN


def line_of(row: SurveyDraft) -> DraftLine:
    """The row as a line of a list."""
    return DraftLine(
        row.id,
        row.title,
        row.audience,
        row.kind,
        row.district,
        tuple(row.schools),
        row.base,
        row.changed_by,
        utc(row.changed_at),
        row.faults,
        row.published,
        row.is_aside,
    )


def draft_as_it_is(session: Session, row: SurveyDraft) -> Draft:
    """The draft of a row, with its faults."""
    around, document = around_draft(session, row), json.loads(row.document)
    return draft_of_row(row, document, around, _check(row, row.document, document, around))


def draft_of_row(row: SurveyDraft, document: Document, around: Around, found: CheckedDraft) -> Draft:
    """The draft of a row whose document and faults are known."""
    host = host_of(row, around)
    return Draft(line_of(row), document, row.revision, found.faults, around.base, around, host)


def around_draft(session: Session, row: SurveyDraft) -> Around:
    """What a draft must fit to: what its district published before, and the library."""
    lines = version_lines(session, row.district)
    # The district's own versions follow those that everybody may ask.
    of_root = sorted((line for line in lines if line.root == row.root), key=lambda line: bool(line.district))
    of_audience = (line for line in lines if line.district is None and line.audience == row.audience)
    library = {name_of(line.version): line.version for line in of_audience}
    texts = survey_texts(session, {*(line.version for line in of_root), *library.values()})
    surveys = {version: published_survey(text) for version, text in texts.items()}
    everybodys = [surveys[version] for version in library.values()]
    return around([surveys[line.version] for line in of_root], surveys.values(), row.base, everybodys)


def checked(row: SurveyDraft, around: Around) -> CheckedDraft:
    """The survey that a draft is, or its faults."""
    return _check(row, row.document, json.loads(row.document), around)


def host_of(row: SurveyDraft, around: Around) -> Host | None:
    """What a draft of sections becomes part of; None for a whole survey."""
    return Host(around.newest, tuple(row.schools)) if row.kind == SECTION and around.newest else None


def put_document(row: SurveyDraft, document: Document, around: Around) -> CheckedDraft:
    """Put a document into its row, with what lists of drafts say of it. Raises DraftError if it is too large."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LARGEST_DOCUMENT:
        raise DraftError("draft_too_large")
    found = _check(row, text, document, around)
    row.document = text
    titled = document["sections"][0] if row.kind == SECTION and document["sections"] else document
    row.title = source_of(titled.get("title"))[: LONGEST_TEXT["name"]]
    row.faults = found.count
    return found


def _check(row: SurveyDraft, text: str, document: Document, around: Around) -> CheckedDraft:
    """Check a document, which is also `text`. Each process checks it once: it takes longer than all else of a page."""
    host = host_of(row, around)
    digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
    found = _CHECKED.get((digest, host))
    if found is None:
        if len(_CHECKED) >= _MOST_CHECKED:
            _CHECKED.clear()
        found = _CHECKED[digest, host] = check_draft(document, host=host)
    return found.with_faults(around.faults(document))
