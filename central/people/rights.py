"""Who may ask for what: one row an endpoint, in plain sight. What has no row is refused to everybody.

The web part asks `allowed_roles` before any page runs. docs/rights.md is made from these rows by a test.
"""

from collections.abc import Mapping

from central.people.roles import ADMIN, AGENCY, GUIDE, HEAD, IT, OFFICER, REPORTER, SUPERVISOR

Roles = frozenset[str]

PUBLIC: Roles = frozenset({"public"})
"""Everybody, signed in or not."""

SIGNED_IN: Roles = frozenset({"signed-in"})
"""Whoever is signed in, with any role."""

TOKEN: Roles = frozenset({"token"})
"""Programs: the endpoint itself checks a token of the request; a browser's cookie opens nothing there."""

NOBODY: Roles = frozenset()
_REPORTS: Roles = frozenset({HEAD, REPORTER})
_FORMS: Roles = frozenset({HEAD, REPORTER, GUIDE})
_IMPORTS: Roles = frozenset({REPORTER, ADMIN})
_RUNNING: Roles = frozenset({HEAD, REPORTER, SUPERVISOR})
_DECIDING: Roles = frozenset({HEAD, SUPERVISOR})
_AREA: Roles = _RUNNING | {IT, GUIDE}

REPORT_RIGHTS: dict[str, Roles] = {
    "officer-ratings": _REPORTS | {AGENCY, OFFICER},
    "satisfaction": _REPORTS,
    "dissatisfaction": _REPORTS,
    "throughput": _RUNNING,
    "presence": _RUNNING,
    "dossiers": _RUNNING,
    "monthly": _REPORTS,
    "feedback": _RUNNING,
    "indicators": _REPORTS,
}
"""Report -> who may see it; `agency` and `officer` get a view of their own of the officers' ratings."""

ANY_REPORT: Roles = frozenset().union(*REPORT_RIGHTS.values())

RIGHTS: dict[str, Roles] = {
    "assets.asset": PUBLIC,
    "healthz.healthz": PUBLIC,
    "install.listed": PUBLIC,
    "install.file": PUBLIC,
    "index.index": SIGNED_IN,
    "method.method": SIGNED_IN,
    # The dashboard: everybody who works for the waiting area; months as in the reports, officers as in theirs.
    "dashboard.page": _AREA,
    "dashboard.stream": _AREA,
    "dashboard.state": _AREA,
    "dashboard.comparison": _REPORTS | {AGENCY},
    "dashboard.log": _AREA,
    "dashboard.see": frozenset({HEAD, SUPERVISOR, IT, GUIDE}),
    # What people write into documents, and the template of documents.
    "written.page": _REPORTS,
    "written.save": _REPORTS,
    "template.page": _REPORTS,
    "template.download": _REPORTS,
    "template.upload": _REPORTS,
    "template.restore": _REPORTS,
    "reports.page": ANY_REPORT,
    "reports.download": ANY_REPORT,
    # Imports: bringing figures is the reporter's work; the head of the centre sees the history.
    "imports.page": _IMPORTS,
    "imports.upload": _IMPORTS,
    "imports.preview": _IMPORTS,
    "imports.answer": _IMPORTS,
    "imports.confirm": _IMPORTS,
    "imports.discard": _IMPORTS,
    "imports.history": _IMPORTS | {HEAD},
    "imports.one": _IMPORTS | {HEAD},
    # Closing: who makes the reports looks, the head of the centre closes; the page asks for that role at that site.
    "closing.periods": _REPORTS,
    "closing.period": _REPORTS,
    "closing.close_period": frozenset({HEAD}),
    "closing.raw": frozenset({HEAD}),
    # Signing in, accounts, sessions, log.
    "sign_in.page": PUBLIC,
    "sign_in.enter": PUBLIC,
    "sign_in.leave": SIGNED_IN,
    "link.page": PUBLIC,
    "link.choose": PUBLIC,
    "own.page": SIGNED_IN,
    "own.change_password": SIGNED_IN,
    "own.end_session": SIGNED_IN,
    "accounts.page": frozenset({ADMIN}),
    "accounts.add": frozenset({ADMIN}),
    "accounts.one": frozenset({ADMIN}),
    "accounts.change": frozenset({ADMIN}),
    "accounts.grant": frozenset({ADMIN}),
    "accounts.revoke": frozenset({ADMIN}),
    "accounts.make_link_for": frozenset({ADMIN}),
    "people_sessions.page": frozenset({ADMIN}),
    "people_sessions.end": frozenset({ADMIN}),
    "people_log.page": frozenset({ADMIN, HEAD}),
    # Other programs: their token says what they may read. Tokens are made by administrators.
    "api.openapi": PUBLIC,
    "api.measures": TOKEN,
    "api.listSites": TOKEN,
    "api.listReports": TOKEN,
    "api.listPeriods": TOKEN,
    "api.getReport": TOKEN,
    "api.listGateways": TOKEN,
    "api_tokens.page": frozenset({ADMIN}),
    "api_tokens.make": frozenset({ADMIN}),
    "api_tokens.revoke": frozenset({ADMIN}),
    # Rosters: lists of the centre, who sits where, who is planned to be away.
    "rosters.page": frozenset({HEAD, REPORTER, SUPERVISOR, IT}),
    "rosters.add": frozenset({REPORTER, IT}),
    "rosters.change": frozenset({REPORTER, IT}),
    "rosters.end": frozenset({REPORTER, IT}),
    "rosters.seat": frozenset({HEAD, REPORTER, SUPERVISOR}),
    "rosters.unseat": frozenset({HEAD, REPORTER, SUPERVISOR}),
    "rosters.away": frozenset({HEAD, REPORTER, SUPERVISOR}),
    "rosters.back": frozenset({HEAD, REPORTER, SUPERVISOR}),
    # PINs: officers their own, IT everybody's. Settings of gateways: IT; the head looks.
    "pins.page": frozenset({IT, OFFICER}),
    "pins.set_pin": frozenset({IT, OFFICER}),
    "pins.end_pin": frozenset({IT}),
    "pins.set_badge": frozenset({IT}),
    "settings.page": frozenset({IT, HEAD}),
    "settings.save": frozenset({IT}),
    "settings.send": frozenset({IT}),
    # New boxes show a code.
    "claim_api.claim": TOKEN,
    # The page behind a ticket's code: its token is the right.
    "public.page": TOKEN,
    "public.state": TOKEN,
    "public.rate": TOKEN,
    "public.feedback": TOKEN,
    "public.leave": TOKEN,
    "public.worker": PUBLIC,
    # Feedback: the head reads all of it, guides what is not about persons.
    "feedback.inbox": frozenset({HEAD, GUIDE}),
    "feedback.one": frozenset({HEAD, GUIDE}),
    "feedback.act": frozenset({HEAD, GUIDE}),
    # The fleet: how every gateway is, and what it is ordered.
    "fleet.page": frozenset({IT, ADMIN}),
    "fleet.wall": frozenset({IT, ADMIN}),
    "fleet.one": frozenset({IT, ADMIN}),
    "fleet.order": frozenset({IT, ADMIN}),
    # What deserves a look: who makes the reports proposes, the head decides; officers ask for reviews.
    "disputes.page": _REPORTS,
    "disputes.sign": _REPORTS,
    "disputes.propose_it": _REPORTS,
    "disputes.one": _REPORTS,
    "disputes.act": _REPORTS,
    "reviews.page": frozenset({HEAD, OFFICER}),
    # Corrections: one proposes, a second one decides.
    "corrections.page": _DECIDING,
    "corrections.preview": _DECIDING,
    "corrections.propose_it": _DECIDING,
    "corrections.one": _DECIDING,
    "corrections.act": _DECIDING,
    "reviews.ask_for_it": frozenset({OFFICER}),
    "reviews.one": frozenset({HEAD, OFFICER}),
    "reviews.answer_it": frozenset({HEAD}),
    "retention.page": frozenset({ADMIN, HEAD}),
    # Paper forms: typed in by who sits at the entrance or makes the reports.
    "forms.page": _FORMS,
    "forms.enter_it": _FORMS,
    "forms.one": _FORMS,
    "forms.change_it": _FORMS,
    # New boxes: cards, codes, replacing, retiring.
    "devices.page": frozenset({IT}),
    "devices.spare": frozenset({IT}),
    "devices.add": frozenset({IT}),
    "devices.batch": frozenset({IT}),
    "devices.files": frozenset({IT}),
    "devices.renew": frozenset({IT}),
    "devices.replace": frozenset({IT}),
    "devices.retire": frozenset({IT}),
}
"""Endpoint (blueprint.function) -> who may ask; a page still shows only the sites where its reader has that role."""

LARGE_BODIES: dict[str, int] = {
    "imports.upload": 11 * 1024 * 1024,
    "imports.answer": 512 * 1024,
    "written.save": 4 * 1024 * 1024,
    "template.upload": 5 * 1024 * 1024,
    "devices.batch": 1024 * 1024,
}
"""Endpoint -> bytes that a request may bring, where 64 KiB are too few (files that are imported)."""


def allowed_roles(endpoint: str, arguments: Mapping[str, object] | None = None) -> Roles:
    """Who may ask an endpoint; of the endpoints of reports, who may ask for that report."""
    roles = RIGHTS.get(endpoint, NOBODY)
    name = (arguments or {}).get("name")
    if endpoint.startswith("reports.") and name in REPORT_RIGHTS:
        return REPORT_RIGHTS[str(name)] & roles
    return roles
