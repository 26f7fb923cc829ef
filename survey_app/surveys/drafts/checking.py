"""The faults of a draft, each at the item and the field where it can be fixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.surveys.checks.document import check_document
from survey_app.surveys.drafts.document import plain
from survey_app.surveys.drafts.items import Document
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import Survey

Faults = Mapping[tuple[str, str], Sequence[Fault]]


@dataclass(frozen=True)
class CheckedDraft:
    """survey: None if there is any fault. faults: (id, field) → what is wrong there; the field is "" for the item."""

    survey: Survey | None
    faults: Faults

    @property
    def count(self) -> int:
        """How many faults there are."""
        return sum(map(len, self.faults.values()))


def check_draft(document: Document, name: str = "", version: str = "") -> CheckedDraft:
    """Check a draft as `survey check` does. name, version: what it is to be published as."""
    shaped = plain(document, name, version)
    checked = check_document(shaped.document)
    faults: dict[tuple[str, str], list[Fault]] = {}
    for fault in checked.faults:
        here = faults.setdefault(shaped.place_of(fault.path), [])
        # A choice of a shared list has the same fault in each question that uses it.
        if all(fault.words() != other.words() for other in here):
            here.append(fault)
    return CheckedDraft(checked.survey, faults)
