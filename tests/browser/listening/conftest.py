"""Windows as on a laptop: sounds are kept by the worker."""

import pytest


@pytest.fixture
def keeps_pages() -> bool:
    """Sounds are kept with the pages."""
    return True
