"""A browser without a browser: Flask's client over the pages of central."""

import pytest
from flask.testing import FlaskClient

from central.services import Services
from central.web.app import create_app


@pytest.fixture
def client(services: Services) -> FlaskClient:
    """Asks the pages as a browser would."""
    return create_app(services).test_client()
