"""Cheap password hashes, and browsers of people with chosen rights over the pages of central."""

import itertools
import re
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from central.people import passwords
from central.people.accounts import person_by_code, set_password_hash
from central.people.tokens import form_token
from central.services import Services
from central.store.engine import writing
from central.web.app import create_app
from central.web.people import sign_in_page
from central.web.session import DOOR_COOKIE, SESSION_COOKIE

GOOD = "mười bốn con trâu"


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Hashes that cost next to nothing; the real cost is measured by one slow test."""
    patch = pytest.MonkeyPatch()
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    patch.setattr(passwords, "hasher", lambda: cheap)
    passwords._hash_of_nobody.cache_clear()
    yield
    patch.undo()
    passwords._hash_of_nobody.cache_clear()


class Browser(FlaskClient):
    """A client that keeps its cookies and sends forms as a page of central would."""

    def carry(self, cookie: str) -> "Browser":
        """Come with this session cookie from now on."""
        self.set_cookie(SESSION_COOKIE, cookie)
        return self

    @property
    def session(self) -> str:
        """The session cookie it holds."""
        held = self.get_cookie(SESSION_COOKIE)
        return held.decoded_value if held else ""

    def word(self) -> str:
        """The word that our own pages would have written into a form for this browser."""
        held = self.get_cookie(SESSION_COOKIE) or self.get_cookie(DOOR_COOKIE)
        return form_token(held.decoded_value) if held else ""

    def send(self, path: str, **fields: str):
        """Post a form that one of our own pages has shown."""
        return self.post(path, data={"csrf": self.word(), **fields})

    def sign_in(self, code: str, password: str, to: str = "/"):
        """Fill the form of the sign-in page."""
        shown = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get("/dang-nhap").text)
        return self.send("/dang-nhap", csrf=shown[1] if shown else self.word(), code=code, password=password, to=to)


@pytest.fixture(scope="session")
def shared_app(shared_services: Services) -> Flask:
    """The application, one for all tests: its templates are compiled once."""
    app = create_app(shared_services)
    app.test_client_class = Browser
    return app


_TESTS = itertools.count(1)


@pytest.fixture
def app(shared_app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application an hour later than in the test before: tries of passwords are forgotten by then."""
    later_s = next(_TESTS) * 3600
    monkeypatch.setattr(sign_in_page, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + later_s))
    return shared_app


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def browser_of(app: Flask, admit: Callable[..., str]) -> Callable[..., Browser]:
    """A browser of somebody with rights: ``browser_of("admin", site="mau", code="an")``."""
    return lambda *roles, **more: app.test_client().carry(admit(*roles, **more))


@pytest.fixture
def give_password(services: Services, admit: Callable[..., str]) -> Callable[..., str]:
    """An account with a password: ``give_password("an", "head")`` returns the password."""

    def give(code: str, *roles: str, password: str = GOOD, site: str = "*") -> str:
        admit(*roles, code=code, site=site)
        with writing(services.engine) as connection:
            person = person_by_code(connection, code)
            set_password_hash(connection, person.id, passwords.hash_password(password))
        return password

    return give
