"""What gunicorn loads is loaded without looking for garbage, and nobody looks through it later."""

import gc
import json
import runpy
from pathlib import Path

from tests.cli.serving.forks import Fork
from tests.installation import PROJECT, Installation


def load_and_tell(told: Path) -> None:
    """Load the app as gunicorn does; note each time that garbage was collected meanwhile, and how it is afterwards."""
    gc.enable()
    gc.collect()
    collected: list[str] = []
    gc.callbacks.append(lambda phase, found: collected.append(f"{phase} {found['generation']}"))
    app = runpy.run_path(str(PROJECT / "wsgi.py"))["app"]
    gc.callbacks.clear()
    is_looked_through = any(each is app for each in gc.get_objects())
    told.write_text(json.dumps([collected, is_looked_through, gc.isenabled()]))


def test_the_app_is_loaded_without_collecting_garbage_which_goes_on_afterwards_and_leaves_it_alone(
    instance: Path, tmp_path: Path
) -> None:
    told, said = tmp_path / "told", tmp_path / "said"
    loading = Fork(load_and_tell, told, environment=Installation(instance).environment, err=said)

    assert loading.wait(timeout=60) == 0, said.read_text()
    assert json.loads(told.read_text()) == [[], False, True]
