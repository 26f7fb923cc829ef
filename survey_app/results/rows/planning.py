"""Plan a file of rows: count, pool, then withhold what is rare or of one mind."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from survey_app.results.cells import CellReader, Response, SurveyFile
from survey_app.results.rows.known import Known
from survey_app.results.rows.paths import paths_of
from survey_app.results.rows.plan import SMALLEST, RowPlan
from survey_app.results.rows.pooling import Combination, partition
from survey_app.results.rows.printer import RowPrinter
from survey_app.results.rows.rare import Tally, rare_rule
from survey_app.results.rows.unanimous import Opinions, veiled_groups

Responses = Callable[[], Iterable[Response]]
"""Gives all responses from the beginning, each time in the order of their random ids."""


def plan_rows(file: SurveyFile, responses: Responses, smallest: int = SMALLEST) -> RowPlan:
    """Decide what may be printed. Reads all responses three times; there must be `smallest` of them or more."""
    paths = paths_of(file)
    known = Known(file, paths)
    reader = CellReader(file, known.variables)
    combinations = Counter(known.combination(response, reader.read(response)) for response in responses())
    shares = _shares(_best_partition(combinations, known, smallest))
    labels = {
        combination: max(share, key=lambda one: (share[one], one)) for combination, share in shares.items()
    }
    lent = {}
    if any(len(share) > 1 for share in shares.values()):
        for response in responses():
            combination = known.combination(response, reader.read(response))
            if (printed := _next_share(shares[combination], labels[combination])) != labels[combination]:
                lent[response.id] = printed
    return _withhold(RowPlan(file, paths, labels, lent), responses, smallest)


def plan_school_rows(plan: RowPlan, school: str, responses: Responses, smallest: int = SMALLEST) -> RowPlan:
    """The plan of a file with the rows of one school: it withholds besides what is rare or of one mind there."""
    return _withhold(replace(plan, school=school), responses, smallest)


def _withhold(plan: RowPlan, responses: Responses, smallest: int) -> RowPlan:
    """Add to a plan what must be withheld of the rare and sensitive answers that it would show."""
    counted = [variable for variable in plan.file.variables if variable.privacy in ("rare", "sensitive")]
    deciders = {name for variable in counted for name in plan.paths.deciders[variable.name]}
    looked_at = [v for v in plan.file.variables if v in counted or v.name in deciders]
    tallies = {variable.name: Tally(smallest) for variable in counted if variable.privacy == "rare"}
    opinions = Opinions()
    if counted:
        printer = RowPrinter(plan, looked_at)
        for response in responses():
            printer.count(response, tallies, opinions)
    rare = {name: (*plan.rare.get(name, ()), rare_rule(tally)) for name, tally in tallies.items()}
    return replace(plan, rare=rare, veiled=plan.veiled | veiled_groups(opinions))


def _best_partition(
    combinations: Mapping[Combination, int], known: Known, smallest: int
) -> dict[Combination, Counter[Combination]]:
    """Try each identifier in front of the others, which follow in survey order; the order that keeps most wins."""
    found = [partition(combinations, known.ladders, smallest, order) for order in known.orders()]
    return max(found, key=known.kept)


def _shares(groups: Mapping[Combination, Counter[Combination]]) -> dict[Combination, Counter[Combination]]:
    """Combination → how many of its rows print which labels."""
    shares: dict[Combination, Counter[Combination]] = {}
    for labels, group in groups.items():
        for combination, rows in group.items():
            shares.setdefault(combination, Counter())[labels] += rows
    return shares


def _next_share(share: Counter[Combination], usual: Combination) -> Combination:
    """What the next row of a combination prints: first what is lent, then the usual. Rows come in random order."""
    if len(share) == 1:
        return usual
    labels = min(label for label in share if label != usual)
    share[labels] -= 1
    if share[labels] == 0:
        del share[labels]
    return labels
