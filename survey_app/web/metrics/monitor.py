"""Answer Prometheus: the counts and the measures of this server, for whoever has the token."""

import hmac
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from configparser import RawConfigParser
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from survey_app.actions.measuring import Measures, disk, in_steps, in_whole_days, inbox_size, measure
from survey_app.config import PROJECT, Settings
from survey_app.problems.problem import Problem
from survey_app.web.metrics.series import families
from survey_app.web.metrics.shared_counts import SharedCounts, SharedSample

PAGES = 10
"""The number of pages in memory is told in steps of this: a new one says that somebody opened it."""


def hour_now() -> int:
    """The number of this hour. All processes of a machine agree on it, and it never goes back."""
    return 1 + int(time.monotonic() // 3600)


@dataclass(frozen=True)
class Monitor:
    """What a monitor gets, if it has the token.

    disks: what for → a folder on the disk. problems: what keeps us from storing responses. pages_held: pages in memory.
    inbox: remembers the size of the inbox for an hour.
    """

    token: str
    engine: Engine
    disks: Mapping[str, Path]
    counts: SharedCounts
    problems: Callable[[], Sequence[Problem]]
    pages_held: Callable[[], int]
    inbox: SharedSample = field(default_factory=partial(SharedSample, hour_now))

    def admits(self, authorization: str) -> bool:
        """Whether this header has the token. The time that we take tells nothing about it."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode())

    def text(self, now: datetime) -> bytes:
        """Return everything, in the text format of Prometheus."""
        registry = CollectorRegistry()
        registry.register(_Told(self, now))
        return generate_latest(registry)

    def families(self, now: datetime) -> Iterator[Metric]:
        """Yield what there is to tell. Without a database, what it would say is left out."""
        yield InfoMetricFamily(
            "survey_app_build", "What runs here.", value={"version": version_of(PROJECT / "setup.cfg")}
        )
        yield from families(self.counts.told())
        codes = {problem.code for problem in self.problems()}
        yield _gauge("survey_app_ready", "1 if responses can be stored now.", int(not codes))
        yield _gauge(
            "survey_app_pages_held",
            "Pages in the memory of one worker process, in tens.",
            in_steps(self.pages_held(), PAGES),
        )
        if "ready_slow" in codes:
            # A database that is frozen would hold up the monitor, too.
            yield _gauge("survey_app_database_reachable", "1 if the database answers.", 0)
        else:
            yield from self._of_database(now)
        yield from self._of_disks()

    def _of_database(self, now: datetime) -> Iterator[Metric]:
        try:
            measures, waiting = measure(self.engine, now), self.inbox.value(lambda: inbox_size(self.engine))
        except SQLAlchemyError:
            yield _gauge("survey_app_database_reachable", "1 if the database answers.", 0)
            return
        yield _gauge("survey_app_database_reachable", "1 if the database answers.", 1)
        yield _gauge("survey_app_database_size_bytes", "Size, in steps of 16 MiB.", measures.size)
        yield _gauge("survey_app_inbox_responses", "What waits, in hundreds, once an hour.", waiting)
        yield from _of_sealer(measures)
        yield from _since_when(measures, now)
        yield _gauges("survey_app_jobs", "Long work that is not done.", "state", measures.jobs)
        yield _gauge(
            "survey_app_sign_in_addresses_waiting",
            "Addresses that must wait after wrong guesses.",
            measures.guessers,
        )
        if isinstance(pool := self.engine.pool, QueuePool):
            connections = {"in_use": pool.checkedout(), "idle": pool.checkedin()}
            yield _gauges("survey_app_database_connections", "Of one worker process.", "state", connections)

    def _of_disks(self) -> Iterator[Metric]:
        disks = {what_for: disk(folder) for what_for, folder in self.disks.items()}
        free = {what_for: each.free for what_for, each in disks.items()}
        size = {what_for: each.size for what_for, each in disks.items()}
        yield _gauges(
            "survey_app_disk_free_bytes", "What we may still write, in steps of 16 MiB.", "place", free
        )
        yield _gauges("survey_app_disk_size_bytes", "Size of the disk, in steps of 16 MiB.", "place", size)


def _of_sealer(measures: Measures) -> Iterator[Metric]:
    """Whether the sealer can work."""
    yield _gauge("survey_app_sealer_leads", "1 if a sealer is at work.", int(measures.is_led))
    yield _gauge("survey_app_epoch_key_missing", "1 if the sealer misses a key.", int(measures.misses_key))


def _since_when(measures: Measures, now: datetime) -> Iterator[Metric]:
    """Since when something waits, or was done last."""
    age, seal = in_whole_days(measures.last_seal, now), measures.last_seal.timestamp()
    yield _gauge("survey_app_inbox_age_seconds", "Since the last daily seal, in whole days.", age)
    yield _gauge("survey_app_last_seal_timestamp_seconds", "The hour of the last daily seal.", seal)
    yield _gauge("survey_app_oldest_job_age_seconds", "Since somebody asked for it.", measures.oldest_job)
    backup = measures.last_backup.timestamp() if measures.last_backup else 0
    yield _gauge("survey_app_last_backup_timestamp_seconds", "The last backup; 0 if there is none.", backup)


class _Told(Collector):
    """Hands what a monitor gets to the library."""

    def __init__(self, monitor: Monitor, now: datetime) -> None:
        self._monitor, self._now = monitor, now

    def collect(self) -> Iterator[Metric]:
        return self._monitor.families(self._now)


def disks_of(settings: Settings) -> dict[str, Path]:
    """The folders whose disks may fill. The disk of Postgres is on another machine, or a matter of its own."""
    url = make_url(settings.database_url)
    disks = {"instance": settings.instance_path}
    if url.get_backend_name() == "sqlite" and url.database:
        disks["database"] = Path(url.database).parent
    return disks


def version_of(setup: Path) -> str:
    """The version of the app, from its setup.cfg."""
    settings = RawConfigParser()
    settings.read(setup, encoding="utf-8")
    return settings["metadata"]["version"]


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _gauges(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    gauge = GaugeMetricFamily(name, words, labels=(label,))
    for said, value in values.items():
        gauge.add_metric((said,), value)
    return gauge
