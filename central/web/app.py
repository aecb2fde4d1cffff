"""Joins central's pages into one Flask application. Opens no port: whoever starts it does.

There is no sign-in yet: the pages listen on loopback unless central.toml says otherwise, and nothing here
changes the store.
"""

from flask import Flask

from central.services import Services
from central.web import assets, errors, headers
from central.web.registry import PAGES

MAX_REQUEST_BYTES = 64 * 1024


def create_app(services: Services) -> Flask:
    """The application for the given parts."""
    app = Flask("central.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    headers.install(app)
    errors.install(app)
    app.register_blueprint(assets.blueprint())
    for page in PAGES:
        app.register_blueprint(page(services))
    return app
