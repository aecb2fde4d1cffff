"""What new boxes install from: the wheel folder that the installer of central left, without any secret in it.

Open to everybody on the network: a box has no account before it has a program.
"""

import re
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory
from sqlalchemy import make_url

from central.services import Services

FOLDER = "install"
_NAME = re.compile(r"(SHA256SUMS|[A-Za-z0-9][A-Za-z0-9._+-]*\.(whl|sh))\Z")


def blueprint(services: Services) -> Blueprint:
    """Files by their name alone; a list of them for who looks at it with a browser."""
    pages = Blueprint("install", __name__)
    folder = Path(make_url(services.config.database.url).database or "").absolute().parent / FOLDER

    @pages.get("/cai-dat/")
    def listed() -> Response:
        names = sorted(path.name for path in folder.glob("*") if _NAME.match(path.name))
        return Response("".join(f"{name}\n" for name in names), mimetype="text/plain")

    @pages.get("/cai-dat/<name>")
    def file(name: str) -> Response:
        if not _NAME.match(name):
            abort(404)
        return send_from_directory(folder, name, as_attachment=True, max_age=0)

    return pages
