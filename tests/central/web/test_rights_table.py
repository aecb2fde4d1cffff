"""Every route asked as every role and as nobody: the table of who gets what, held against docs/rights.md."""

import os
import re

import pytest

from central.people.rights import REPORT_RIGHTS, TOKEN, allowed_roles
from central.people.roles import ROLES
from central.people.tokens import form_token
from central.web.app import create_app
from central.web.session import DOOR_COOKIE, SESSION_COOKIE

HEAD = """# Who gets what

Made by `tests/central/web/test_rights_table.py`, which asks every route as every role and as nobody; run it with
`QUAYSO_WRITE_RIGHTS=1` after a route was added.

✓: the page runs, and shows the sites of that right alone. –: 403. ↪: nobody is signed in; to the sign-in page, or 401
for what changes something. token: the route itself checks a word that was handed out.

"""
WAYS = {"GET": "get", "POST": "post", "PUT": "put", "DELETE": "delete", "PATCH": "patch"}


def addresses(app):
    """Every route as method, address and endpoint; a route of all reports once for each."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & WAYS.keys()):
            if rule.endpoint.startswith("reports."):
                for name in REPORT_RIGHTS:
                    yield method, rule.rule.replace("<name>", name), rule.endpoint
            else:
                yield method, rule.rule, rule.endpoint


def filled(address):
    """An address with something in the place of each of its words."""
    samples = {"int": "1", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
    return re.sub(r"<(?:(\w+)[^:>]*:)?\w+>", lambda word: samples.get(word[1], "x-1"), address)


@pytest.fixture(scope="module")
def guarded(shared_services):
    """The application with every page replaced by one word: what is asked is the guard alone."""
    app = create_app(shared_services)
    for endpoint in app.view_functions:
        app.view_functions[endpoint] = lambda **_words: "ran"
    return app


def verdict(answer):
    """What an answer means in the table."""
    assert answer.status_code != 404, answer.request.path
    if answer.status_code == 200 and answer.text == "ran":
        return "✓"
    assert answer.status_code in (303, 401, 403), answer.status_code
    return "–" if answer.status_code == 403 else "↪"


def asked(client, method, address):
    """Ask as the browser that this client is, with the word for forms that our pages would have given it."""
    held = client.get_cookie(SESSION_COOKIE) or client.get_cookie(DOOR_COOKIE)
    headers = {"X-CSRF": form_token(held.decoded_value)}
    return verdict(getattr(client, WAYS[method])(filled(address), headers=headers))


@pytest.fixture
def readers(guarded, services, admit):
    """A browser of nobody, and one of each role."""
    details = {"agency": "Sở Y tế", "officer": "cb-01"}
    clients = {"nobody": guarded.test_client()}
    clients["nobody"].set_cookie(DOOR_COOKIE, "d")
    for role in ROLES:
        clients[role] = guarded.test_client()
        clients[role].set_cookie(SESSION_COOKIE, admit(role, site="mau", detail=details.get(role, "")))
    return clients


@pytest.mark.slow
def test_the_table_of_rights(guarded, readers, repository):
    """Each route is tried as each role; docs/rights.md says exactly what came of it."""
    lines = [f"| | | {' | '.join(['nobody', *ROLES])} |", f"|---|---|{'---|' * (len(ROLES) + 1)}"]
    for method, address, endpoint in sorted(addresses(guarded), key=lambda route: (route[1], route[0])):
        got = {name: asked(client, method, address) for name, client in readers.items()}
        word = "token" if allowed_roles(endpoint) == TOKEN else None
        lines.append(f"| {method} | `{address}` | {' | '.join(word or got[name] for name in readers)} |")
    table = HEAD + "\n".join(lines) + "\n"
    file = repository / "docs" / "rights.md"
    if "QUAYSO_WRITE_RIGHTS" in os.environ:
        file.write_text(table, "utf-8")
    assert file.read_text("utf-8") == table


@pytest.mark.slow
def test_the_guard_and_the_rows_agree(guarded, readers):
    """A role is let in where its row names it and nowhere else; nobody only where everybody may."""
    for method, address, endpoint in addresses(guarded):
        name = address.rpartition("/")[2].partition(".")[0]
        roles = allowed_roles(endpoint, {"name": name})
        for reader, client in readers.items():
            open_to_all = roles & {"public", "token"}
            may = bool(open_to_all or (reader != "nobody" and (reader in roles or "signed-in" in roles)))
            assert (asked(client, method, address) == "✓") is may, (method, address, reader)


def test_a_few_of_the_table(guarded, readers):
    """Of each kind of answer one: let in, refused, led to sign in."""
    assert asked(readers["admin"], "GET", "/tai-khoan") == "✓"
    assert asked(readers["head"], "POST", "/tai-khoan") == "–"
    assert asked(readers["nobody"], "GET", "/tai-khoan") == "↪"
    assert asked(readers["nobody"], "GET", "/healthz") == "✓"
