"""The faults of a draft, each at the item and the field where it can be fixed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey_app.surveys.checks.document import check_document
from survey_app.surveys.drafts.document import plain
from survey_app.surveys.drafts.hosting import Host, hosted
from survey_app.surveys.drafts.items import SURVEY, Document, places
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

    def with_faults(self, more: Iterable[tuple[str, Fault]]) -> "CheckedDraft":
        """The same draft with more faults. more: (id of the item, fault)."""
        faults = {place: list(here) for place, here in self.faults.items()}
        for id_, fault in more:
            faults.setdefault((id_, str(fault.path[-1])), []).append(fault)
        return CheckedDraft(None if faults else self.survey, faults)


def check_draft(
    document: Document, name: str = "", version: str = "", host: Host | None = None
) -> CheckedDraft:
    """Check a draft as `survey check` does.

    name, version: what it is to be published as. host: what a draft of sections becomes part of; what is wrong
    there because of them is told at the draft as a whole.
    """
    shaped = plain(hosted(document, host) if host else document, name, version)
    checked = check_document(shaped.document)
    ours = places(document)
    faults: dict[tuple[str, str], list[Fault]] = {}
    for fault in checked.faults:
        id_, field = shaped.place_of(fault.path)
        here = faults.setdefault((id_, field) if id_ in ours else (SURVEY, ""), [])
        # A choice of a shared list has the same fault in each question that uses it.
        if all(fault.words() != other.words() for other in here):
            here.append(fault)
    return CheckedDraft(checked.survey, faults)
