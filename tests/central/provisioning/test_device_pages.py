"""The pages of "Thêm thiết bị" and the address of claims, through the application."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
import yaml
from flask import Flask

from central.people.tokens import form_token
from central.provisioning.desk import Desk
from central.services import Services
from central.web.app import create_app
from central.web.session import SESSION_COOKIE
from contract.claims import PATH, ClaimAnswer, ClaimFile, read_code
from contract.toml import read_toml

CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
PAGE = "/them-thiet-bi"


@pytest.fixture
def app(services: Services, settings: Any, desk: Desk) -> Flask:
    """The application of a central with an authority."""
    return create_app(msgspec_replace(services, settings))


def msgspec_replace(services: Services, settings: Any) -> Services:
    """The same services with other settings."""
    import dataclasses

    return dataclasses.replace(services, config=settings)


@pytest.fixture
def it(app: Flask, admit: Callable[..., str]) -> Iterator[Any]:
    """A browser of the technical staff of one site."""
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, admit("it", site="xa-mau"))
    yield client


def send(client: Any, path: str, **fields: Any) -> Any:
    """Post a form as our own pages would."""
    held = client.get_cookie(SESSION_COOKIE)
    return client.post(path, data={"csrf": form_token(held.decoded_value), **fields})


def _slow(*cases: Any) -> list[Any]:
    """Further cases of a kind, left to the slow suite."""
    return [pytest.param(*case, marks=pytest.mark.slow) for case in cases]


BOX = {"site": "xa-mau", "roles": ["counter"], "counters": "3", "wiring": "software", "days": "7"}


def test_a_box_is_added_and_its_card_downloaded(it: Any, app: Flask, box: Any) -> None:
    """The code stands on the page once; the card made from it is what cloud-init and the box read; it is let in."""
    page = send(it, PAGE, **BOX)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    code = CODE.search(page.get_data(as_text=True))[0]
    assert code not in it.get(PAGE).get_data(as_text=True)
    card = send(it, f"{PAGE}/tep", code=code)
    with zipfile.ZipFile(io.BytesIO(card.data)) as files:
        said = yaml.safe_load(files.read("user-data"))
        assert yaml.safe_load(files.read("network-config"))["network"]["ethernets"]["eth0"]["dhcp4"] is True
    claim = read_toml(said["write_files"][0]["content"], ClaimFile, "claim.toml")
    assert (claim.code, claim.gateway, claim.url) == (code, "xa-mau-q3", "https://quayso.mau.vn:8080")
    answer = app.test_client().post(PATH, data=msgspec.json.encode(box(code, gateway="xa-mau-q3", site="xa-mau")))
    assert answer.status_code == 200 and msgspec.json.decode(answer.data, type=ClaimAnswer).gateway == "xa-mau-q3"
    assert "đang dùng" in it.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"counters": ""}, "số quầy"),
        ({"counters": "3 4", "wiring": "gpio"}, "chỗ cho 1 quầy"),
        *_slow(
            ({"wiring": "../../etc/passwd"}, "sơ đồ"),
            ({"address": "192.168.1.5"}, "độ dài mạng"),
            ({"host": "quayso.mau.vn"}, "máy chủ trung tâm"),
            ({"proxy": "http://127.0.0.1:6379/x"}, "http://proxy"),
            ({"days": "0x"}, "số ngày"),
            ({"roles": []}, "một việc"),
            ({"counters": '3"\n[evil]'}, "không dùng được"),
        ),
    ],
)
def test_what_cannot_be_is_said_in_words(it: Any, wrong: dict[str, Any], said: str) -> None:
    """The form comes back with a sentence, and no device is made."""
    page = send(it, PAGE, **{**BOX, **wrong})
    assert page.status_code == 400 and said in page.get_data(as_text=True)
    assert "Chưa có máy nào" in it.get(PAGE).get_data(as_text=True)


def test_nobody_adds_boxes_to_a_site_of_others(it: Any, desk: Desk, app: Flask, admit: Callable[..., str]) -> None:
    """Another site is refused, its devices are not shown, and other roles do not get in at all."""
    assert send(it, PAGE, **{**BOX, "site": "mau"}).status_code == 403
    from central.provisioning.orders import Order

    [(_, code)] = desk.add([Order("mau", ("counter",), ("9",), "software")], "x")
    assert "mau-q9" not in it.get(PAGE).get_data(as_text=True).replace("xa-mau-q9", "")
    assert send(it, f"{PAGE}/tep", code=code).status_code == 403
    for act in ("ma-moi", "thay", "thu-hoi"):
        assert send(it, f"{PAGE}/{act}", gateway="mau-q9").status_code == 403
    other = app.test_client()
    other.set_cookie(SESSION_COOKIE, admit("reporter"))
    assert other.get(PAGE).status_code == 403 and send(other, PAGE, **BOX).status_code == 403


@pytest.mark.slow
def test_a_table_adds_all_or_none(it: Any) -> None:
    """A hundred rows are a hundred cards; one wrong row and there is none."""
    rows = ["site,counters,roles,wiring", *(f"xa-mau,{n},counter,software" for n in range(1, 101))]
    wrong = "\n".join([*rows, "noi-khac,1,counter,software", "xa-mau,1,typist,software"])
    page = send(it, f"{PAGE}/bang", file=(io.BytesIO(wrong.encode()), "../../evil.csv"))
    text = page.get_data(as_text=True)
    assert page.status_code == 400 and "Dòng 102" in text and "Dòng 103" in text and "Chưa có máy nào" in text
    cards = send(it, f"{PAGE}/bang", file=(io.BytesIO("\n".join(rows).encode()), "boxes.csv"))
    with zipfile.ZipFile(io.BytesIO(cards.data)) as files:
        names = files.namelist()
        listed = files.read("ma-nhan-may.csv").decode("utf-8-sig").splitlines()[1:]
    assert len([name for name in names if name.endswith("/user-data")]) == 100
    assert not [name for name in names if name.startswith("/") or ".." in name]
    assert len({read_code(line.rsplit(",", 1)[1]) for line in listed}) == 100


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[" * 5000, b'{"code":1,"csr":2}', b"\xff\xfe", b'{"code":"x","csr":"y"}']
)
def test_rubbish_at_the_claims_address_is_refused_in_words(app: Flask, body: bytes) -> None:
    """No trace of an error, no detail: both languages and a status."""
    answer = app.test_client().post(PATH, data=body)
    assert answer.status_code == 400 and set(answer.get_json()) == {"error", "vi", "en"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_spare_card_holds_no_code(it: Any) -> None:
    """It knows where central is and whom to trust, and nothing that opens anything."""
    with zipfile.ZipFile(io.BytesIO(it.get(f"{PAGE}/du-phong").data)) as files:
        text = yaml.safe_load(files.read("user-data"))["write_files"][0]["content"]
    claim = read_toml(text, ClaimFile, "claim.toml")
    assert (claim.code, claim.gateway) == (None, None) and "BEGIN CERTIFICATE" in claim.ca
