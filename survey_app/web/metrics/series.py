"""Which counts we keep, and how Prometheus reads them. No label names a school, an audience or a language."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric

KINDS = ("public_page", "submission", "staff_page", "other")
ANSWERS = ("1xx", "2xx", "3xx", "4xx", "5xx")
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: each is the upper end of a class of durations."""

OUTCOME_OF_STATUS: Mapping[int, str] = {
    403: "other_site",
    404: "unknown_link",
    409: "used",
    410: "closed",
    413: "too_large",
    415: "not_json",
    422: "invalid",
    429: "too_many",
    500: "failed",
    503: "unavailable",
}
OUTCOMES = ("stored", "again", *OUTCOME_OF_STATUS.values(), "refused")
"""What became of a submission. again: it was stored before. refused: in any other way."""

_Values = Mapping[tuple[str, ...], int]
"""Labels → value."""

_MILLIONTHS = 1_000_000
_SERIES = (
    *(("requests", kind, answer) for kind in KINDS for answer in ANSWERS),
    *(("duration", kind, str(bound)) for kind in KINDS for bound in range(len(BOUNDS) + 1)),
    *(("millionths", kind, "") for kind in KINDS),
    *(("submissions", outcome, "") for outcome in OUTCOMES),
    *(("pages", found, "") for found in ("hit", "drawn")),
)
_NUMBER_OF = {series: number for number, series in enumerate(_SERIES)}
SIZE = len(_SERIES)


def request_counts(kind: str, status: int, seconds: float) -> dict[int, int]:
    """What a request adds to the counts. status: 0 if there was none."""
    place = next((place for place, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
    answer = ANSWERS[status // 100 - 1] if 100 <= status < 600 else ANSWERS[-1]
    return {
        _NUMBER_OF["requests", kind, answer]: 1,
        _NUMBER_OF["duration", kind, str(place)]: 1,
        _NUMBER_OF["millionths", kind, ""]: round(seconds * _MILLIONTHS),
    }


def outcome_count(outcome: str) -> dict[int, int]:
    """What a submission adds to the counts."""
    return {_NUMBER_OF["submissions", outcome, ""]: 1}


def page_count(*, is_drawn: bool) -> dict[int, int]:
    """What a page that everyone gets adds to the counts: it was drawn, or sent from memory."""
    return {_NUMBER_OF["pages", "drawn" if is_drawn else "hit", ""]: 1}


def families(counts: Sequence[int]) -> Iterator[Metric]:
    """Yield the counts as Prometheus wants them."""

    def of(what: str, of_what: str, which: str = "") -> int:
        return counts[_NUMBER_OF[what, of_what, which]]

    yield _counter(
        "survey_app_requests",
        "Requests, by what was asked for.",
        ("kind", "status"),
        {(kind, answer): of("requests", kind, answer) for kind in KINDS for answer in ANSWERS},
    )
    durations = HistogramMetricFamily(
        "survey_app_request_duration_seconds", "How long requests took.", labels=("kind",)
    )
    for kind in KINDS:
        classes = accumulate(of("duration", kind, str(place)) for place in range(len(BOUNDS) + 1))
        ends = zip((*map(str, BOUNDS), "+Inf"), classes, strict=True)
        durations.add_metric((kind,), list(ends), of("millionths", kind) / _MILLIONTHS)
    yield durations
    outcomes: _Values = {(outcome,): of("submissions", outcome) for outcome in OUTCOMES}
    yield _counter("survey_app_submissions", "Responses, by what became of them.", ("outcome",), outcomes)
    pages: _Values = {(found,): of("pages", found) for found in ("hit", "drawn")}
    yield _counter("survey_app_page_cache", "Pages: sent from memory, or drawn.", ("result",), pages)


def _counter(name: str, words: str, labels: Sequence[str], values: _Values) -> CounterMetricFamily:
    counter = CounterMetricFamily(name, words, labels=labels)
    for said, value in values.items():
        counter.add_metric(said, value)
    return counter
