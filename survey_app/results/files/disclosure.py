"""What the files say about themselves: the ledger, what was withheld and why, and the risk that is left.

No count of 1 to 10 people is ever printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_app.results.rows.audit import RowAudit, SingledOut
from survey_app.results.rows.ladders import OTHER_SCHOOLS
from survey_app.results.rows.plan import SMALLEST


@dataclass(frozen=True)
class Ledger:
    """Where every response of one survey in a round is.

    received: counted when they came. boxed: mixed and readable; nothing is exported while any of the round wait to be.
    printed: rows of the file. elsewhere: rows of a school that do not print it, so that they are not in its file.
    """

    received: int
    boxed: int
    printed: int
    elsewhere: int = 0

    @property
    def missing(self) -> int:
        """Received, but not in the box; negative when more are in it than came. Only a fault makes it other than 0."""
        return self.received - self.boxed

    @property
    def withheld(self) -> int:
        """Readable, but in no file, because there are fewer than eleven."""
        return self.boxed - self.printed - self.elsewhere


@dataclass(frozen=True)
class SurveyReport:
    """What is told of one survey's file. audit and singled_out: None where no row was printed."""

    folder: str
    survey: str
    ledger: Ledger
    audit: RowAudit | None
    singled_out: SingledOut | None
    school: str | None = None


def few_notice(report: SurveyReport) -> str | None:
    """What to say where a file has no rows: how many responses came, and what to do. None where it has rows."""
    if report.ledger.printed:
        return None
    received = report.ledger.received
    if received == 0:
        return f"{report.folder}: no response was received, so there is no row."
    came = "1 response was received" if received == 1 else f"{received} responses were received"
    if report.ledger.elsewhere:
        return (
            f"{report.folder}: {came} from {report.school}, and no row can name the school without pointing at people. "
            "Export the whole round: there they stand under other schools."
        )
    return (
        f"{report.folder}: {came}, fewer than {SMALLEST}, so no row is exported: in so small a group people could be "
        "recognized. Keep the next round open for longer, or invite more people, until "
        f"{SMALLEST} or more have answered."
    )


def missing_notice(report: SurveyReport) -> str | None:
    """What to say when the numbers do not add up; None when they do."""
    missing = report.ledger.missing
    if missing == 0:
        return None
    fault = (
        f"{_count(missing)} responses that were received" if missing > 0 else "responses that nobody counted"
    )
    where = "are not in the box" if missing > 0 else "are in the box"
    return f"{report.folder}: {fault} {where}. Run `check`, and tell who looks after this system."


def disclosure_text(reports: Sequence[SurveyReport], title: str) -> Iterator[str]:
    """disclosure.txt, line by line."""
    yield f"What these files disclose: {title}"
    yield ""
    yield from _METHOD
    for report in reports:
        yield ""
        yield f"## {report.folder}"
        yield from _ledger_lines(report)
        if (notice := few_notice(report)) is not None:
            yield notice
        if report.audit and report.singled_out:
            yield from _audit_lines(report.audit)
            yield from _risk_lines(report.singled_out)


_METHOD = (
    "School, identifiers, version and channel were made coarser, then withheld, until every combination of them that",
    f"stands in the file stands in {SMALLEST} rows or more; withheld marks count as values. Method: top-down local",
    f"recoding (k-anonymity, k = {SMALLEST}). Where only some people are asked a question, and that tells who they",
    "are, it is withheld too.",
    f"Rare answers are withheld where fewer than {SMALLEST} rows gave them; sensitive ones where a group agrees.",
    "Rows are shuffled. There is no time, no language and no free text in them. The same response has the same cells",
    "in every file of the round, or fewer, so several files together tell no more than the file of the whole round.",
)


def _ledger_lines(report: SurveyReport) -> Iterator[str]:
    ledger = report.ledger
    of_school = f" from {report.school}" if report.school else ""
    yield f"Responses received{of_school}: {_count(ledger.received)}"
    yield f"  = rows in responses.csv: {_count(ledger.printed)}"
    if report.school:
        yield f"  + rows that do not name the school, in the file of the whole round: {_count(ledger.elsewhere)}"
    yield f"  + withheld, because there are fewer than {SMALLEST} in all: {_count(ledger.withheld)}"
    yield f"  + still waiting to be mixed: {_count(0)}"
    if (notice := missing_notice(report)) is not None:
        yield notice


def _audit_lines(audit: RowAudit) -> Iterator[str]:
    yield f"Smallest combination of school, identifiers, version and channel in the file: {audit.smallest} rows"
    pooled = sum(rows for group, rows in audit.groups.items() if group[0] == OTHER_SCHOOLS)
    yield f"Share of rows whose school is {OTHER_SCHOOLS}: {_percent(pooled / audit.rows)}"
    yield "Share of cells that are withheld (columns that are not named withhold nothing, or as much as the answer"
    yield "that they belong to):"
    for column, share in audit.withheld.items():
        yield f"  {column}: {_percent(share)}"


def _risk_lines(risk: SingledOut) -> Iterator[str]:
    yield "Share of rows that would be singled out by somebody who knows the school and all identifiers of a person,"
    yield f"  and no answer: {_percent(risk.by_none)}"
    yield f"  and one answer: {_percent(risk.by_one)} (mean over the questions)"
    yield f"  and the answer that tells most, {risk.worst}: {_percent(risk.worst_share)}"
    yield f"  and two answers: {_percent(risk.by_two)} (mean over pairs of questions drawn at random)"
    yield f"Measured on {risk.sampled} rows. So keep these files to those who need rows; others get the tables."


def _count(people: int) -> str:
    return str(people) if people == 0 or people >= SMALLEST else f"fewer than {SMALLEST}"


def _percent(share: float) -> str:
    """A share in whole per cent, so that it cannot be turned back into a count of a few."""
    percent = round(share * 100)
    return "none" if share == 0 else "under 1 %" if percent == 0 else f"{percent} %"
