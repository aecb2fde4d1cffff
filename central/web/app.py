"""Joins central's pages into one Flask application. Opens no port: whoever starts it does.

Who may ask for what stands in `central.people.rights`; the guard in `central.web.session` looks there first.
"""

from flask import Flask

from central.services import Services
from central.web import assets, errors, headers, session
from central.web.registry import PAGES

MAX_REQUEST_BYTES = 64 * 1024


def create_app(services: Services) -> Flask:
    """The application for the given parts."""
    app = Flask("central.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    headers.install(app)
    errors.install(app)
    session.install(app, services)
    app.register_blueprint(assets.blueprint())
    for page in PAGES:
        app.register_blueprint(page(services))
    return app
