"""What the files say about themselves: what protection took away, the ledger, and the risk that remains.

It never prints a count of 1 to 10 people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.results.rows.disclosure_check import DisclosureCheck, SingledOut
from survey_app.results.shown import FEWEST

MADE_UP = 10
"""An attacker who wants to see the eleventh row makes up this many."""
_NUMBERS = ("one other answer", "two other answers", "three other answers", "four other answers")


@dataclass(frozen=True)
class Ledger:
    """Accounts for every response to one survey in a round.

    received: counted as they arrived. boxed: mixed, so that we can read them; no export starts until all of the round
    are. printed: rows in the file. elsewhere: responses from a school whose rows do not name it, so that the school's
    file leaves them out.
    """

    received: int
    boxed: int
    printed: int
    elsewhere: int = 0

    @property
    def missing(self) -> int:
        """Received but not mixed; negative if more were mixed than received. It is 0 unless there is a fault."""
        return self.received - self.boxed

    @property
    def withheld(self) -> int:
        """Mixed, but in no file because there are fewer than eleven."""
        return self.boxed - self.printed - self.elsewhere


@dataclass(frozen=True)
class SurveyReport:
    """What we report about one survey's file.

    audit, singled_out: None if no row was printed. is_open: whether any school uses an open link instead of access
    codes. untranslated: language of a file of labels → how many of its texts have no translation; only if above 0.
    """

    folder: str
    survey: str
    ledger: Ledger
    audit: DisclosureCheck | None
    singled_out: SingledOut | None
    school: str | None = None
    is_open: bool = True
    untranslated: Mapping[str, int] = field(default_factory=dict)


def untranslated_notice(report: SurveyReport) -> str | None:
    """A notice about files of labels that mix two languages; None if there are none."""
    if not report.untranslated:
        return None
    which = ", ".join(f"{language} ({texts} texts)" for language, texts in report.untranslated.items())
    return (
        f"{report.folder}: some labels are not translated and stand in the language that the survey was written in:"
        f" {which}."
    )


def few_notice(report: SurveyReport) -> str | None:
    """A notice for a file without rows: too few responses came, and what to do. None if it has rows."""
    if report.ledger.printed:
        return None
    received = report.ledger.received
    if received == 0:
        return f"{report.folder}: no response was received, so there is no row."
    came = f"{_count(received)} responses were received"
    if report.ledger.elsewhere:
        return (
            f"{report.folder}: {came} from {report.school}. If a row named the school, people could be recognized. "
            "Export the whole round: its rows are there, without the name of the school."
        )
    return (
        f"{report.folder}: {came}. In so small a group people could be recognized, "
        "so no row is exported. Keep the next round open for longer, or invite more people, until "
        f"{FEWEST} or more have answered."
    )


def missing_notice(report: SurveyReport) -> str | None:
    """A notice if the numbers do not add up; None if they do."""
    missing = report.ledger.missing
    if missing == 0:
        return None
    fault = (
        f"{_count(missing)} responses that were received" if missing > 0 else "responses that nobody counted"
    )
    where = "are not in the box" if missing > 0 else "are in the box"
    return f"{report.folder}: {fault} {where}. Run `check`, and tell the person who looks after this system."


NOTICES = (few_notice, missing_notice, untranslated_notice)
"""The notices that go with a survey's files wherever we hand them out."""


def disclosure_text(reports: Sequence[SurveyReport], title: str) -> Iterator[str]:
    """disclosure.txt, line by line. What a reader must know comes first, then what protection took away."""
    yield f"What these files disclose: {title}"
    yield ""
    yield from _READ_FIRST
    yield ""
    yield "WHAT WAS GIVEN UP"
    yield "Shares of the rows. What matters most to the survey comes first. It is given up last."
    for report in reports:
        yield from _given_up_lines(report)
    yield ""
    yield "HOW IT WAS DONE"
    yield from _METHOD
    for report in reports:
        yield ""
        yield f"## {report.folder}"
        yield from _ledger_lines(report)
        if (notice := few_notice(report)) is not None:
            yield notice
        if report.audit and report.singled_out:
            yield from _audit_lines(report.audit)
            if report.is_open:
                yield from _made_up_lines(report.audit)
            yield from _risk_lines(report.singled_out)


_READ_FIRST = (
    "READ THIS FIRST",
    "Who-answers are answers about who a person is, such as grade, role or home language.",
    f"Each combination of school and who-answers in these files appears in {FEWEST} rows or more.",
    "This counts rows, not people. Anyone who has an open link can send many responses, so a round with",
    "open links can hold rows that were made up.",
    f"What made-up rows can still show: Somebody sends {MADE_UP} responses with the who-answers of one person,",
    f"and gives the same answers to everything else in all of them. Of the {FEWEST} rows, the one that differs is",
    "that person's, with every answer in it. Nothing that is done to the rows can prevent this.",
    "Access codes prevent it: each code is good for one response. We recommend access codes in every round",
    "whose rows will be exported.",
    "Somebody who knows a few more answers of a person can often find that person's row. The shares are below.",
    "Keep these files to those who need rows, and delete them afterwards. Everyone else should use the tables.",
)

_METHOD = (
    "School, who-answers, version and channel were made coarser first, and then withheld, until each",
    f"combination of them in the file appeared in {FEWEST} rows or more. A withheld mark counts as a value.",
    f"The method is top-down local recoding (k-anonymity, k = {FEWEST}). The survey says which who-questions",
    "matter most, and they are given up last. If a question is asked of some people only and that tells who",
    f"they are, it is withheld, too. Rare answers are withheld where fewer than {FEWEST} rows gave them.",
    "Sensitive answers are withheld where everybody in a group, or all but one, said the same.",
    "Rows are shuffled. They hold no time, no language and no free text. A response has the same cells in",
    "every file of the round, or fewer. So several files together tell no more than the file of the whole",
    "round. The files of two rounds do tell more: a person who gave the same answers to everything in both",
    "can be followed from one to the other. Do not give the rows of two rounds to the same reader.",
)


def _given_up_lines(report: SurveyReport) -> Iterator[str]:
    """One line for each quasi-identifier: how much of it the file keeps."""
    access = "open links, so rows may be made up" if report.is_open else "access codes"
    yield f"{report.folder}: {_count(report.ledger.printed)} rows, {access}"
    for column in report.audit.kept if report.audit else ():
        parts = (
            f"{_percent(share)} {how}"
            for share, how in (
                (column.as_given, "as given"),
                (column.coarser, "made coarser"),
                (column.withheld, "withheld"),
            )
            if share > 0
        )
        yield f"  {column.name}: {', '.join(parts)}"


def _ledger_lines(report: SurveyReport) -> Iterator[str]:
    ledger = report.ledger
    of_school = f" from {report.school}" if report.school else ""
    yield f"Responses received{of_school}: {_count(ledger.received)}"
    yield f"  = rows in responses.csv: {_count(ledger.printed)}"
    if report.school:
        yield f"  + rows that do not name the school, in the file of the whole round: {_count(ledger.elsewhere)}"
    yield f"  + withheld, because there are fewer than {FEWEST} in all: {_count(ledger.withheld)}"
    yield f"  + still waiting to be mixed: {_count(0)}"
    if (notice := missing_notice(report)) is not None:
        yield notice


def _audit_lines(audit: DisclosureCheck) -> Iterator[str]:
    yield f"Smallest combination of school, who-answers, version and channel in the file: {audit.smallest} rows"
    yield "Share of cells that are withheld (a column that is not named withholds nothing, or as much as the answer"
    yield "that it belongs to):"
    for column, share in audit.withheld.items():
        yield f"  {column}: {_percent(share)}"


def _made_up_lines(audit: DisclosureCheck) -> Iterator[str]:
    """The share of rows in combinations that would be too small if ten of their rows were made up."""
    exposed = sum(rows for rows in audit.groups.values() if rows < FEWEST + MADE_UP)
    yield f"Share of rows in combinations of fewer than {FEWEST + MADE_UP} rows: {_percent(exposed / audit.rows)}"
    yield f"  If {MADE_UP} rows of such a combination were made up, fewer than {FEWEST} people would be left in it."


def _risk_lines(risk: SingledOut) -> Iterator[str]:
    yield "Share of rows that somebody could single out by knowing the school and all who-answers of a person,"
    yield f"  and no other answer: {_percent(risk.by_none)}"
    for number, share in zip(_NUMBERS, risk.by_answers, strict=True):
        yield f"  and {number}: {_percent(share)} (mean over answers drawn at random)"
    yield f"  and the one answer that tells most, {risk.worst}: {_percent(risk.worst_share)}"
    yield f"Measured on {risk.sampled} rows."


def _count(people: int) -> str:
    return str(people) if people == 0 or people >= FEWEST else f"fewer than {FEWEST}"


def _percent(share: float) -> str:
    """A share in whole percent, so that nobody can turn it back into a small count."""
    percent = round(share * 100)
    if percent == 100 and share < 1:
        return "over 99 %"
    return "none" if share == 0 else "under 1 %" if percent == 0 else f"{percent} %"
