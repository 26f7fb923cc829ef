"""The public door with a monitor that watches it, and a clock of the monitor's own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from survey_app.problems.problem import Problem
from survey_app.respond.door import install_door, the_door
from survey_app.web.metrics.counting import install_counting
from survey_app.web.metrics.monitor import Monitor
from survey_app.web.metrics.series import SIZE
from survey_app.web.metrics.shared_counts import SharedCounts, SharedSample

TOKEN = "a token of tests, which nobody guesses".replace(" ", "-")


class Watch:
    """What a monitor sees. tick: lets five minutes, and an hour, go by."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self.period = 1
        self.batches_end = False

    def tick(self) -> None:
        self.period += 1

    def text(self) -> str:
        answer = self._client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return answer.text

    def lines(self) -> dict[str, float]:
        """A sample with its labels → its value, without what is 0 and without the name of the app."""
        samples = (line.rpartition(" ") for line in self.text().splitlines() if not line.startswith("#"))
        return {name.removeprefix("survey_app_"): float(value) for name, _, value in samples if float(value)}


@pytest.fixture
def watch_with(app: Flask, door_engine: Engine, tmp_path: Path) -> Callable[..., Watch]:
    """Lets a monitor watch the door. ends: what decides whether a batch ends, in place of chance."""

    def watch(ends: Callable[[], bool] | None = None) -> Watch:
        watch = Watch(app)
        counts = SharedCounts(SIZE, lambda: watch.period)
        install_counting(app, counts, ends)
        with app.app_context():
            door = the_door()
        monitor = Monitor(
            token=TOKEN,
            engine=door_engine,
            disks={"instance": tmp_path},
            counts=counts,
            problems=lambda: [Problem(each["code"], {}) for each in door.why_not_ready()],
            pages_held=door.catalog.pages_held,
            inbox=SharedSample(lambda: watch.period),
        )
        install_door(app, replace(door, monitor=monitor))
        return watch

    return watch


@pytest.fixture
def watch(watch_with: Callable[..., Watch]) -> Watch:
    return watch_with()


@pytest.fixture
def client(app: Flask, watch: Watch) -> FlaskClient:
    return app.test_client()
