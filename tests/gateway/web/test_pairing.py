"""Pairing: a screen does nothing until its code was approved, and codes and tokens give nothing away."""

import json
import stat

import pytest

from gateway.config import ControlConfig
from gateway.control import ctl
from gateway.control.server import ControlServer
from gateway.web.pages.pair import address_of
from gateway.web.pairing import (
    ALPHABET,
    CODE_LIFE_S,
    MOST_WAITING,
    MOST_WAITING_OF_ONE,
    MOST_WRONG,
    Pairing,
    PairingRefused,
    cookie_name,
)
from gateway.web.registry import pages_for
from gateway.web.screen_orders import ScreenOrders

ORIGIN = {"Origin": "http://localhost"}
HERE = "192.168.1.7"


def token_of(pairing, kind, counter=None):
    """A screen that was paired, by its token."""
    code, claim = pairing.ask(kind, counter, HERE)
    pairing.approve(code)
    return pairing.claim(claim)[1]


def test_from_code_to_cookie(client, pairing):
    """An unpaired screen is sent to its code; once approved the page gets a cookie no script can read."""
    answer = client.get("/pair?kind=take")
    (code,) = [waiting.code for waiting in pairing._waiting.values()]
    assert code[:3] in answer.text and set(code) <= set(ALPHABET)
    assert client.post("/pair/claim?kind=take", json={}, headers=ORIGIN).json == {"state": "waiting"}
    assert pairing.approve(f" {code[:3].lower()} {code[3:].lower()}").kind == "take"
    answer = client.post("/pair/claim?kind=take", json={}, headers=ORIGIN)
    assert answer.json == {"state": "paired"}
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("quayso-take="))
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Secure" not in cookie
    assert client.get("/pair?kind=take").location == "/take"


def test_token_is_handed_out_once(pairing):
    """A claim that was used is worth nothing more."""
    code, claim = pairing.ask("take", None, HERE)
    pairing.approve(code)
    assert pairing.claim(claim)[0] == "paired"
    assert pairing.claim(claim) == ("gone", None)


def test_kind_and_counter_are_fixed(app, pairing):
    """A screen paired for one counter's ratings may neither rate at another nor do anything else."""
    token = token_of(pairing, "rate", "3")
    for kind, counter, may in (("rate", "3", True), ("rate", "2", False), ("desk", "3", False), ("take", None, False)):
        cookie = f"{cookie_name(kind, counter)}={token}"
        with app.test_request_context(headers={"Cookie": cookie}) as context:
            assert pairing.may(context.request, kind, counter) is may


def test_the_file_opens_nothing(pairing, tmp_path):
    """The stored file is the gateway's alone and holds no token and no code."""
    code, claim = pairing.ask("take", None, HERE)
    pairing.approve(code)
    token = pairing.claim(claim)[1]
    path = tmp_path / "screens.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(secret in path.read_text() for secret in (token, code, claim))
    assert [screen["id"] for screen in json.loads(path.read_text())] == ["take-1"]


def test_paired_over_a_restart(app, pairing, clock, tmp_path):
    """A paired screen stays paired when the gateway starts again; a revoked one does not."""
    token = token_of(pairing, "take")
    again = Pairing(tmp_path / "screens.json", lambda: clock.now().at, clock.monotonic_s)
    with app.test_request_context(headers={"Cookie": f"quayso-take={token}"}) as context:
        assert again.name(context.request, "take") == "take-1"
        assert again.revoke("take-1") and not again.revoke("take-1")
        assert not again.may(context.request, "take")
        once_more = Pairing(tmp_path / "screens.json", lambda: clock.now().at, clock.monotonic_s)
        assert not once_more.may(context.request, "take")


def test_codes_expire(pairing, clock):
    """After ten minutes a code pairs nothing, and its browser is told to fetch a new one."""
    code, claim = pairing.ask("take", None, HERE)
    clock.advance(CODE_LIFE_S)
    with pytest.raises(PairingRefused, match="wrong_code"):
        pairing.approve(code)
    assert pairing.claim(claim) == ("gone", None)
    assert pairing.ask("take", None, HERE, claim)[0] != code


def test_codes_stay_over_a_reload(pairing):
    """The same browser that loads the page again sees the same code."""
    code, claim = pairing.ask("rate", "3", HERE)
    assert pairing.ask("rate", "3", HERE, claim) == (code, claim)
    assert pairing.ask("rate", "2", HERE, claim)[0] != code


def test_guessing_is_stopped(pairing, clock):
    """After ten wrong codes even the right one is refused, until ten minutes have passed."""
    for _ in range(MOST_WRONG):
        with pytest.raises(PairingRefused, match="wrong_code"):
            pairing.approve("AAAAAA")
    code, _ = pairing.ask("take", None, HERE)
    with pytest.raises(PairingRefused, match="too_many_tries"):
        pairing.approve(code)
    clock.advance(601)
    code, _ = pairing.ask("take", None, HERE)
    assert pairing.approve(code).id == "take-1"


def test_a_flood_of_codes(pairing):
    """An address that asks for ever pushes out its own codes, and memory has a bound."""
    honest, claim = pairing.ask("take", None, HERE)
    for _ in range(200):
        pairing.ask("take", None, "10.0.0.9")
    assert pairing.ask("take", None, HERE, claim)[0] == honest
    assert len(pairing._waiting) == MOST_WAITING_OF_ONE + 1
    for last in range(200):
        pairing.ask("take", None, f"10.0.1.{last}")
    assert len(pairing._waiting) == MOST_WAITING


def test_unreadable_file(pairing, tmp_path, caplog):
    """A torn file is set aside and said in the log; nobody is paired and nothing breaks."""
    (tmp_path / "screens.json").write_bytes(b'[{"id": "take-1", "ki')
    assert pairing.screens() == ()
    assert "paired again" in caplog.text
    assert (tmp_path / "screens.unreadable").exists()


def test_everybody(tmp_path, clock):
    """In a demonstration a screen is paired by asking."""
    pairing = Pairing(tmp_path / "s.json", lambda: clock.now().at, clock.monotonic_s, everybody=True)
    _, claim = pairing.ask("desk", "3", HERE)
    assert pairing.claim(claim)[0] == "paired"


@pytest.mark.parametrize("words", ["", "kind=board", "kind=take&counter=3", "kind=rate", "kind=rate&counter=99"])
def test_wrong_words(client, words):
    """Only screens that this gateway has, at counters of this centre, get a code."""
    assert client.get(f"/pair?{words}").status_code == 404


def test_addresses_of_screens():
    """Every kind of screen has its page."""
    assert (address_of("take", None), address_of("desk", "3")) == ("/take", "/desk/3")


def test_pages_by_role():
    """A gateway has the pages of its roles."""
    assert all("take" != page.name for page in pages_for(("display",)))


@pytest.fixture
def socket_of(pairing, tmp_path):
    """A control socket of a gateway with pages, and one of a gateway without; no order reaches the worker."""
    servers = []

    def started(screens):
        path = tmp_path / f"{len(servers)}.sock"
        server = ControlServer(ControlConfig(str(path), "0600"), lambda order: pytest.fail("asked"), screens=screens)
        server.start()
        servers.append(server)
        return str(path)

    yield started
    for server in servers:
        server.stop()


def test_the_command_pairs(pairing, socket_of, capsys):
    """`quayso gateway ctl pair CODE` approves a screen, `screens` lists it without secrets, `unpair` takes it away."""
    path = socket_of(ScreenOrders(pairing).answer)
    code, claim = pairing.ask("rate", "3", HERE)
    assert ctl.run(["--socket", path, "pair", code]) == 0
    assert "màn hình đánh giá của quầy 3" in capsys.readouterr().out
    token = pairing.claim(claim)[1]
    assert ctl.run(["--socket", path, "screens"]) == 0
    said = capsys.readouterr().out
    assert '"screen": "rate-1"' in said and token not in said
    assert [ctl.run(["--socket", path, "unpair", "rate-1"]) for _ in range(2)] == [0, 1]
    assert pairing.screens() == ()


def test_the_command_with_a_wrong_code(pairing, socket_of, capsys):
    """A code nobody shows is refused with what to do; a gateway without pages says that it has none."""
    assert ctl.run(["--socket", socket_of(ScreenOrders(pairing).answer), "pair", "AAAAAA"]) == 1
    assert "10 phút" in capsys.readouterr().err
    assert ctl.run(["--socket", socket_of(None), "pair", "AAAAAA"]) == 1
    assert "[web]" in capsys.readouterr().err


def test_a_list_that_cannot_be_stored(pairing, socket_of, tmp_path, capsys):
    """When the file cannot be written nothing is paired, and that is what is said."""
    (tmp_path / "screens.new").mkdir()
    code, claim = pairing.ask("take", None, HERE)
    assert ctl.run(["--socket", socket_of(ScreenOrders(pairing).answer), "pair", code]) == 1
    assert "chưa thay đổi gì" in capsys.readouterr().err
    assert pairing.claim(claim) == ("waiting", None)
