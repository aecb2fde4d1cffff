"""Other programs: clients that come with a token."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine

from central.api.tokens import Wish, make_token
from central.people.moments import now_ms
from central.services import Services
from central.store.engine import writing
from central.web.app import create_app


@pytest.fixture
def new_token(engine: Engine) -> Callable[..., str]:
    """Makes a token: ``new_token("reports", sites=("mau",))`` gives its word."""

    def new_token(*scopes: str, sites: tuple[str, ...] = ("*",), days: int = 10, name: str = "") -> str:
        with writing(engine) as connection:
            wish = Wish(name or "-".join(["p", *scopes]), scopes, sites, days)
            return make_token(connection, wish, "quan-tri", now_ms())[1]

    return new_token


@pytest.fixture
def own_app(services: Services) -> Flask:
    """An application of the test's own: how often somebody asked is kept in it."""
    return create_app(services)


@pytest.fixture
def ask(app: Flask, services: Services) -> Callable[..., object]:
    """Asks as a program: ``ask("/sites", word)``."""

    def ask(path: str, word: str = "", app: Flask = app, **headers: str) -> object:
        said = {"Authorization": f"Bearer {word}"} if word else {}
        return app.test_client().get(path if path == "/metrics" else f"/api/v1{path}", headers={**said, **headers})

    return ask
