"""A real file of the state with something changed."""

from pathlib import Path

import pytest


@pytest.fixture
def edited(tmp_path):
    """Writes a real file with something changed."""

    def edit(source: Path, *changes: tuple[str, str]) -> Path:
        text = source.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / source.name
        path.write_text(text)
        return path

    return edit
