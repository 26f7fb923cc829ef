"""Every test here draws pages without a server."""

import pytest

from tests.respond.page_samples import a_pages_app


@pytest.fixture(autouse=True)
def app(static_builds):
    app = a_pages_app(static_builds)
    with app.test_request_context():
        yield app
