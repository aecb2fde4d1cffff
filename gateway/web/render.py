"""Renders the templates of the gateway's pages; everything that is put into one is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk_ui.assets import asset_url

TEMPLATES = Path(__file__).with_name("templates")


@cache
def environment() -> Environment:
    """The one Jinja environment."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    made.globals["asset_url"] = asset_url
    return made


def render(template: str, **context: Any) -> str:
    """A page from its template. Raises jinja2.UndefinedError for a name that nobody gave."""
    return environment().get_template(template).render(**context)
