"""deploy/alerts.yml: Prometheus can read it, it watches numbers that exist, and each alert says what to do."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML
from sqlalchemy import Engine

from survey_app.web.metrics.monitor import Monitor
from survey_app.web.metrics.series import SIZE
from survey_app.web.metrics.shared_counts import SharedCounts
from tests.docs.pages import ROOT, anchors

RULES = ROOT / "deploy" / "alerts.yml"
PAGE = ROOT / "docs" / "monitoring.md"
_OURS = re.compile(r"\bsurvey_app[\w:]*")
_MATCHER = re.compile(r"([a-z_:][\w:]*)\{([^}]*)\}")

Samples = dict[str, set[str]]
"""Name of a sample → the labels that it has."""


@pytest.fixture
def samples(engine: Engine, tmp_path: Path, now: datetime) -> Samples:
    """What a monitor really gets."""
    monitor = Monitor(
        token="",
        engine=engine,
        disks={"instance": tmp_path},
        counts=SharedCounts(SIZE),
        problems=tuple,
        pages_held=lambda: 0,
    )
    families = text_string_to_metric_families(monitor.text(now).decode())
    return {sample.name: set(sample.labels) for family in families for sample in family.samples}


def rules(text: str) -> list[dict[str, Any]]:
    """Every rule of a file, of all its groups."""
    file = YAML(typ="safe").load(text)
    return [rule for group in file["groups"] for rule in group["rules"]]


def made_by(all_rules: Iterable[dict[str, Any]]) -> Samples:
    """What the rules themselves record, with the labels that they keep."""
    recorded = (rule for rule in all_rules if "record" in rule)
    return {rule["record"]: set(re.split(r"\W+", _by(rule["expr"]))) - {"le"} for rule in recorded}


def _by(expression: str) -> str:
    found = re.search(r"by \(([^)]*)\)", expression)
    return found[1] if found else ""


def unknown_names(text: str, samples: Samples) -> list[str]:
    """Names and labels in the rules that no server tells."""
    all_rules = rules(text)
    known = {**samples, **made_by(all_rules), "up": {"job", "instance"}}
    return [wrong for rule in all_rules for wrong in _unknown(rule, known)]


def _unknown(rule: dict[str, Any], known: Samples) -> Iterator[str]:
    yield from (
        each for each in _OURS.findall(rule["expr"]) if each not in known and '"' + each not in rule["expr"]
    )
    for sample, matchers in _MATCHER.findall(rule["expr"]):
        asked = set(re.findall(r"(\w+)[!=]", matchers))
        yield from (f"{sample}: {each}" for each in sorted(asked - known.get(sample, set())))


def incomplete(text: str, page: str) -> list[str]:
    """Alerts without a severity that we know, a summary, or a part of the page that says what to do."""
    wrong = []
    for alert in (rule for rule in rules(text) if "alert" in rule):
        said = alert.get("annotations", {})
        is_severe = alert.get("labels", {}).get("severity") in ("page", "ticket")
        if not (is_severe and said.get("summary") and said.get("do") in anchors(page)):
            wrong.append(alert["alert"])
    return wrong


def unbalanced(text: str) -> list[str]:
    """Expressions with a bracket or a quote too many."""
    pairs = ("()", "{}", "[]")
    expressions = [rule["expr"] for rule in rules(text)]
    return [
        each
        for each in expressions
        if any(each.count(a) != each.count(b) for a, b in pairs) or each.count('"') % 2
    ]


def test_every_rule_watches_numbers_that_servers_tell(samples: Samples) -> None:
    text = RULES.read_text(encoding="utf-8")

    assert len(rules(text)) > 10
    assert unknown_names(text, samples) == []
    assert unbalanced(text) == []


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    assert incomplete(RULES.read_text(encoding="utf-8"), PAGE.read_text(encoding="utf-8")) == []


def test_the_page_explains_every_number_and_no_other(samples: Samples) -> None:
    told = {re.sub(r"_(bucket|count|sum)$", "", name) for name in samples}
    explained = set(re.findall(r"`(survey_app_\w+)`", PAGE.read_text(encoding="utf-8")))

    assert explained - {"survey_app_token"} == told


WRONG = """
groups:
  - name: wrong
    rules:
      - record: survey_app:made
        expr: sum by (kind) (survey_app_requests_total)
      - alert: Good
        expr: survey_app:made{kind="staff"} > 1 and up{job="survey_app"} == 0
        labels: {severity: page}
        annotations: {summary: Look, do: a-part}
      - alert: NoSuchNumber
        expr: survey_app_requests > 1
        labels: {severity: page}
        annotations: {summary: Look, do: no-such-part}
      - alert: NoSuchLabel
        expr: sum(rate(survey_app_requests_total{school="merced-high",kind!="staff"}[5m]) > 1
        labels: {severity: loud}
        annotations: {summary: Look, do: a-part}
      - alert: SaysNothing
        expr: survey_app_ready == 0
"""


def test_a_rule_that_watches_nothing_or_says_nothing_is_found(samples: Samples) -> None:
    assert unknown_names(WRONG, samples) == ["survey_app_requests", "survey_app_requests_total: school"]
    assert incomplete(WRONG, "### A part\n") == ["NoSuchNumber", "NoSuchLabel", "SaysNothing"]
    assert [each.partition("{")[0] for each in unbalanced(WRONG)] == ["sum(rate(survey_app_requests_total"]
