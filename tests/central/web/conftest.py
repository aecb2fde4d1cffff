"""A browser without a browser: Flask's client over the pages of central."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from central.services import Services
from central.web.app import create_app


@pytest.fixture(scope="session")
def app(shared_services: Services) -> Flask:
    """The application, one for all tests: its templates are compiled once."""
    return create_app(shared_services)


@pytest.fixture
def client(app: Flask, services: Services) -> FlaskClient:
    """Asks the pages as a browser would."""
    return app.test_client()
