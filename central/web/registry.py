"""The pages of central, one row each: a module with `blueprint(services)`, found by its name."""

from collections.abc import Callable

from flask import Blueprint

from central.services import Services
from central.web import (
    healthz,
    index_page,
    install_files,
    method_page,
    report_pages,
    retention_page,
    written_page,
    written_template,
)
from central.web.api import pages as api_pages
from central.web.api import tokens_page
from central.web.closing import pages as closing_pages
from central.web.corrections import pages as correction_pages
from central.web.dashboard import pages as dashboard_pages
from central.web.devices import claim_api
from central.web.devices import pages as device_pages
from central.web.disputes import pages as dispute_pages
from central.web.disputes import review_pages
from central.web.feedback import pages as feedback_pages
from central.web.fleet import pages as fleet_pages
from central.web.forms import pages as form_pages
from central.web.imports import pages as import_pages
from central.web.people import accounts_page, link_page, log_page, own_page, sessions_page, sign_in_page
from central.web.public import pages as public_pages
from central.web.rosters import pages as roster_pages
from central.web.rosters import pins_page, settings_page

PAGES: tuple[Callable[[Services], Blueprint], ...] = (
    index_page.blueprint,
    dashboard_pages.blueprint,
    report_pages.blueprint,
    import_pages.blueprint,
    closing_pages.blueprint,
    written_page.blueprint,
    written_template.blueprint,
    method_page.blueprint,
    healthz.blueprint,
    install_files.blueprint,
    claim_api.blueprint,
    device_pages.blueprint,
    fleet_pages.blueprint,
    sign_in_page.blueprint,
    link_page.blueprint,
    own_page.blueprint,
    accounts_page.blueprint,
    sessions_page.blueprint,
    log_page.blueprint,
    public_pages.blueprint,
    feedback_pages.blueprint,
    dispute_pages.blueprint,
    review_pages.blueprint,
    correction_pages.blueprint,
    form_pages.blueprint,
    retention_page.blueprint,
    api_pages.blueprint,
    tokens_page.blueprint,
    roster_pages.blueprint,
    pins_page.blueprint,
    settings_page.blueprint,
)
"""To add a page, add its module here (and, where people shall find it, a row to the menu)."""
