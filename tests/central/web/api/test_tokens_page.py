"""The page of tokens: made by administrators of those sites, shown once, ended at once."""

import re

from sqlalchemy import select

from central.store.engine import reading
from central.store.tables import api_tokens, audit_log

URL = "/ma-truy-cap"
ASKED = {"name": "lgsp-tinh", "scopes": "reports", "sites": "mau", "days": "30"}


def test_a_token_is_shown_once(client_as, ask, engine):
    """The answer to the form holds the word, the list never again; the log says who made it."""
    admin = client_as("admin")
    made = admin.send(URL, **ASKED)
    word = re.search(r"qs_[\w-]{43}", made.text)[0]
    assert made.headers["Cache-Control"] == "no-store"
    assert ask("/sites", word).status_code == 200
    again = admin.get(URL).text
    assert word not in again and "lgsp-tinh" in again
    with reading(engine) as connection:
        acts = connection.execute(select(audit_log.c.act).where(audit_log.c.person == "p-admin")).scalars().all()
    assert acts == ["token-made"]


def test_what_is_wrong_is_said(client_as, engine):
    """Names, scopes and times that cannot be are refused with a sentence; nothing is made."""
    admin = client_as("admin")
    for wrong in ({"name": "<b>x"}, {"scopes": "everything"}, {"days": "0"}, {"days": "x"}):
        answer = admin.send(URL, **{**ASKED, **wrong})
        assert answer.status_code == 400 and 'role="alert"' in answer.text
        assert "<b>x" not in answer.text
    with reading(engine) as connection:
        assert connection.execute(select(api_tokens)).all() == []


def test_administrators_of_some_sites(client_as, new_token, engine):
    """Who administers one site makes no token for another or for all, and neither sees nor ends theirs."""
    new_token("reports", name="cua-tinh")
    admin = client_as("admin", site="mau")
    for sites in ("bac-kan", "*"):
        assert admin.send(URL, **{**ASKED, "sites": sites}).status_code == 403
    assert "cua-tinh" not in admin.get(URL).text
    assert admin.send(f"{URL}/1/thu-hoi").status_code == 404
    assert admin.send(URL, **ASKED).status_code == 200
    assert admin.send(f"{URL}/2/thu-hoi").status_code == 303


def test_a_name_in_use(client_as):
    """Two programs never share a name: the log could not tell them apart."""
    admin = client_as("admin")
    assert admin.send(URL, **ASKED).status_code == 200
    assert admin.send(URL, **ASKED).status_code == 400
