"""Renders the templates; the same for pages that are served and for a page written to a file."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from flask import has_request_context
from jinja2 import Environment, FileSystemLoader

from central.people.roles import Person
from central.reports.model import Report
from central.web import session
from central.web.view import view_of
from kiosk_ui import pages
from kiosk_ui.assets import inline_css

TEMPLATES = Path(__file__).with_name("templates")
STYLE = "central.css"


@cache
def environment() -> Environment:
    """The one Jinja environment; everything that is put into a page is escaped."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    pages.install(made)
    made.globals["version"] = _version()
    made.globals.update(csrf=session.csrf, csrf_token=session.csrf_token, signed_in=_signed_in)
    return made


def _signed_in() -> Person | None:
    """Who reads the page; nobody where it is written to a file."""
    return session.visitor() if has_request_context() else None


def _version() -> str:
    try:
        return version("quayso")
    except PackageNotFoundError:
        return ""


def render(template: str, **context: Any) -> str:
    """A page from its template."""
    return environment().get_template(template).render(**context)


def standalone_page(report: Report) -> str:
    """The page of a report with its styles and typeface inside, for a file that is passed on."""
    return render(
        "report.html",
        report=view_of(report),
        levels=report.site.scale.levels,
        standalone_css=inline_css(STYLE),
    )
