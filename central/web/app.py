"""Joins central's pages into one Flask application. Opens no port: whoever starts it does.

There is no sign-in yet: the pages listen on loopback unless central.toml says otherwise, and nothing here
changes the store.
"""

from flask import Flask

from central.services import Services
from central.web import assets, errors, headers, healthz, index_page, method_page, report_pages

MAX_REQUEST_BYTES = 64 * 1024


def create_app(services: Services) -> Flask:
    """The application for the given parts."""
    app = Flask("central.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    headers.install(app)
    errors.install(app)
    for blueprint in (
        index_page.blueprint(services),
        report_pages.blueprint(services),
        method_page.blueprint(services),
        healthz.blueprint(services),
        assets.blueprint(),
    ):
        app.register_blueprint(blueprint)
    return app
