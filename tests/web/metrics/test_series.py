"""What a request adds to the counts, and how Prometheus reads it."""

from collections import Counter

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from survey_app.web.metrics.series import SIZE, families, outcome_count, page_count, request_counts


def told(*amounts: dict[int, int]) -> dict[tuple[str, ...], float]:
    """What Prometheus reads, without what is 0: the name of a sample and its labels → its value."""
    counts = Counter[int]()
    for each in amounts:
        counts.update(each)
    registry = CollectorRegistry()
    for family in families([counts[number] for number in range(SIZE)]):
        registry.register(type("Told", (), {"collect": lambda _, family=family: [family]})())
    text = generate_latest(registry).decode()
    return {
        (sample.name.removeprefix("survey_app_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.value
    }


def test_a_request_counts_once_and_in_its_class_of_durations() -> None:
    seen = told(request_counts("staff_page", 200, 0.03), request_counts("staff_page", 404, 0.2))

    assert seen["requests_total", "staff_page", "2xx"] == seen["requests_total", "staff_page", "4xx"] == 1
    of = {name[2]: value for name, value in seen.items() if name[0] == "request_duration_seconds_bucket"}
    assert of == {
        "0.05": 1,
        "0.1": 1,
        "0.25": 2,
        "0.5": 2,
        "1.0": 2,
        "2.5": 2,
        "5.0": 2,
        "10.0": 2,
        "+Inf": 2,
    }
    assert seen["request_duration_seconds_count", "staff_page"] == 2
    assert seen["request_duration_seconds_sum", "staff_page"] == pytest.approx(0.23)


def test_a_request_that_takes_very_long_or_has_no_answer_counts_too() -> None:
    seen = told(request_counts("other", 0, 99.0))

    assert seen["requests_total", "other", "5xx"] == 1
    assert seen["request_duration_seconds_bucket", "other", "+Inf"] == 1
    assert ("request_duration_seconds_bucket", "other", "10.0") not in seen


def test_outcomes_and_pages_have_names() -> None:
    seen = told(outcome_count("stored"), outcome_count("again"), page_count(is_drawn=True))

    assert seen == {
        ("submissions_total", "stored"): 1,
        ("submissions_total", "again"): 1,
        ("page_cache_total", "drawn"): 1,
    }
