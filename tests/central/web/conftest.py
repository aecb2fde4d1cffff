"""A browser without a browser: Flask's client over the pages of central."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from central.people.tokens import form_token
from central.services import Services
from central.web.app import create_app
from central.web.session import DOOR_COOKIE, SESSION_COOKIE


class Browser(FlaskClient):
    """A client that can be signed in and sends forms as a page of central would."""

    def carry(self, cookie: str) -> "Browser":
        """Come with this session cookie from now on."""
        self.set_cookie(SESSION_COOKIE, cookie)
        return self

    def send(self, path: str, **fields: str):
        """Post a form with the word that our own pages would have written into it."""
        held = self.get_cookie(SESSION_COOKIE) or self.get_cookie(DOOR_COOKIE)
        return self.post(path, data={"csrf": form_token(held.decoded_value) if held else "", **fields})


@pytest.fixture(scope="session")
def app(shared_services: Services) -> Flask:
    """The application, one for all tests: its templates are compiled once."""
    app = create_app(shared_services)
    app.test_client_class = Browser
    return app


@pytest.fixture
def stranger(app: Flask, services: Services) -> Browser:
    """Asks the pages as a browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def client(stranger: Browser, staff_cookie: str) -> Browser:
    """Asks the pages as the browser of somebody with every role of the staff."""
    return stranger.carry(staff_cookie)


@pytest.fixture
def client_as(app: Flask, admit: Callable[..., str], services: Services) -> Callable[..., Browser]:
    """A browser of somebody with the given roles: ``client_as("reporter", site="mau")``."""
    return lambda *roles, **more: app.test_client().carry(admit(*roles, **more))
