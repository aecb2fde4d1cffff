"""One code, one key: who becomes a device, who is refused, and what is told to whom."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine, select

from central.provisioning import refusals
from central.provisioning.claiming import ClaimDesk
from central.provisioning.desk import Desk
from central.provisioning.guessing import MOST_WRONG
from central.provisioning.orders import Order
from central.store.tables import claims, findings
from contract.claims import ClaimAnswer, ClaimRequest, new_token, write_code

Box = Callable[..., ClaimRequest]
COUNTER = Order("bac-kan", ("counter",), ("3",), "software", gateway="q-03")
HERE = "10.0.0.5"


def alarms(engine: Engine) -> list[str]:
    """The kinds of what was found."""
    with engine.connect() as connection:
        return list(connection.execute(select(findings.c.kind)).scalars())


def _more(*cases: str) -> list[Any]:
    """Further cases of a kind, left to the slow suite."""
    return [pytest.param(case, marks=pytest.mark.slow) for case in cases]


def add(desk: Desk, order: Order = COUNTER) -> str:
    """A new device's code."""
    return desk.add([order], "it")[0][1]


def test_a_box_with_the_code_becomes_the_device(desk: Desk, claiming: ClaimDesk, box: Box) -> None:
    """The certificate's name is the device's id, whatever the request called itself; the settings are its own."""
    said = claiming.answer(box(add(desk)), HERE)
    assert isinstance(said, ClaimAnswer)
    made = x509.load_pem_x509_certificate(said.certificate.encode())
    assert [name.value for name in made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == ["q-03"]
    made.verify_directly_issued_by(x509.load_pem_x509_certificate(said.ca.encode()))
    assert made.not_valid_before_utc.year == 2020
    assert 'gateway = "q-03"' in said.gateway_toml and 'id = "3"' in said.site_toml
    assert [device.state for device in desk.devices()] == ["active"]


def test_the_same_key_is_answered_again_with_the_same_certificate(
    desk: Desk, claiming: ClaimDesk, box: Box, times: Any
) -> None:
    """A box whose power was cut after the answer asks again, even after the claim's days, and strands nothing."""
    request = box(add(desk))
    first = claiming.answer(request, HERE)
    times.days(40)
    assert claiming.answer(request, HERE) == first


def test_a_second_key_with_a_used_code_is_refused_and_alarmed(
    engine: Engine, desk: Desk, claiming: ClaimDesk, box: Box
) -> None:
    """Two boxes with one card: the second learns that the code is used, and somebody is told."""
    code = add(desk)
    assert isinstance(claiming.answer(box(code), HERE), ClaimAnswer) and alarms(engine) == []
    assert claiming.answer(box(code), HERE) is refusals.USED
    assert alarms(engine) == ["claim_second_key"]


@pytest.mark.slow
def test_of_many_boxes_at_once_exactly_one_wins(engine: Engine, desk: Desk, claiming: ClaimDesk, box: Box) -> None:
    """Eight keys show one code in the same moment: one certificate, seven refusals."""
    code, start, said = add(desk), threading.Barrier(8), []

    def ask(request: ClaimRequest) -> None:
        start.wait()
        said.append(claiming.answer(request, HERE))

    threads = [threading.Thread(target=ask, args=(box(code),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, ClaimAnswer) for one in said) == 1
    assert said.count(refusals.USED) == 7


def test_a_code_is_good_for_the_days_that_were_chosen(desk: Desk, claiming: ClaimDesk, box: Box, times: Any) -> None:
    """A second before the end it works, afterwards it has expired."""
    early = add(desk, Order("bac-kan", ("counter",), ("3",), "software", days=3))
    late = add(desk, Order("bac-kan", ("counter",), ("4",), "software", days=3))
    times.days(3 - 1e-5)
    assert isinstance(claiming.answer(box(early), HERE), ClaimAnswer)
    times.days(1e-4)
    assert claiming.answer(box(late), HERE) is refusals.EXPIRED


def test_a_new_code_for_a_waiting_box_makes_the_old_one_worthless(desk: Desk, claiming: ClaimDesk, box: Box) -> None:
    """A lost card is answered by a new file; the lost one opens nothing."""
    lost = add(desk)
    found = desk.renew_code("q-03", "it")[1]
    assert claiming.answer(box(lost), HERE) is refusals.WITHDRAWN
    assert isinstance(claiming.answer(box(found), HERE), ClaimAnswer)


@pytest.mark.parametrize("said", [{"gateway": "q-04"}, {"site": "mau"}])
def test_a_card_edited_by_hand_is_refused_and_its_code_stays_good(
    engine: Engine, desk: Desk, claiming: ClaimDesk, box: Box, said: dict[str, str]
) -> None:
    """Another box's or another centre's name beside the code: clear words, an alarm, and the right card still works."""
    code = add(desk)
    assert claiming.answer(box(code, **said), HERE) is refusals.WRONG_BOX
    assert alarms(engine) == ["claim_wrong_box"]
    assert isinstance(claiming.answer(box(code, gateway="q-03", site="bac-kan"), HERE), ClaimAnswer)


def test_guessing_is_slowed_down_and_alarmed(
    engine: Engine, desk: Desk, claiming: ClaimDesk, box: Box, times: Any
) -> None:
    """After twenty wrong codes an address has to wait, other addresses and a patient one do not."""
    code, csr = add(desk), box("").csr
    for _ in range(MOST_WRONG):
        assert claiming.answer(box(write_code(new_token()), csr), HERE) is refusals.UNKNOWN
    assert alarms(engine) == ["claim_guessing"]
    refused = claiming.answer(box(code, csr), HERE)
    assert isinstance(refused, refusals.Refusal) and (refused.status, refused.wait_s > 500) == (429, True)
    assert isinstance(claiming.answer(box(code, csr), "10.0.0.6"), ClaimAnswer)
    times.s += 601
    assert isinstance(claiming.answer(box(code, csr), HERE), ClaimAnswer)


@pytest.mark.parametrize("csr", ["rubbish", *_more("", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n", "x" * 20_000)])
def test_what_is_no_request_is_refused(desk: Desk, claiming: ClaimDesk, box: Box, csr: str) -> None:
    """Rubbish in the place of a request for a certificate uses up no code."""
    code = add(desk)
    assert claiming.answer(ClaimRequest(code, csr), HERE) is refusals.BAD_REQUEST
    assert isinstance(claiming.answer(box(code), HERE), ClaimAnswer)


def test_the_token_is_stored_nowhere(engine: Engine, desk: Desk, settings: Any) -> None:
    """Whoever reads the store finds neither the code nor the bits in it."""
    code = add(desk)
    with engine.connect() as connection:
        rows = repr(connection.execute(select(claims)).all())
    assert code not in rows and code.replace("-", "") not in rows and "token_hash" in claims.c


def test_a_spare_box_takes_the_place_and_the_old_card_is_retired(
    engine: Engine, desk: Desk, claiming: ClaimDesk, box: Box, settings: Any
) -> None:
    """The spare has the counter under a new id; the old one's certificate is revoked and it has no right any more."""
    old = box(add(desk))
    claiming.answer(old, HERE)
    device, code = desk.add([Order("", (), replaces="q-03")], "it")[0]
    assert (device.gateway, device.counters, device.site) == ("q-03-r2", ("3",), "bac-kan")
    assert {one.gateway: one.state for one in desk.devices()} == {"q-03": "active", "q-03-r2": "waiting"}
    assert isinstance(claiming.answer(box(code), HERE), ClaimAnswer)
    assert {one.gateway: one.state for one in desk.devices()} == {"q-03": "retired", "q-03-r2": "active"}
    assert claiming.answer(old, HERE) is refusals.WITHDRAWN
    from pathlib import Path

    folder = Path(settings.provisioning.broker_folder)
    assert "user q-03\ntopic deny #" in (folder / "quayso.acl").read_text("utf-8")
    lists = x509.load_pem_x509_crl((folder / "quayso-revoked.crl").read_bytes())
    assert len(list(lists)) == 1


def test_without_an_authority_the_code_stays_good(
    engine: Engine, settings: Any, desk: Desk, claiming: ClaimDesk, box: Box, tmp_path: Any
) -> None:
    """Central says that it is not ready, and nothing of the attempt remains."""
    request = box(add(desk))
    (tmp_path / "authority").rename(tmp_path / "away")
    assert claiming.answer(request, HERE) is refusals.NOT_READY
    (tmp_path / "away").rename(tmp_path / "authority")
    assert isinstance(claiming.answer(box(request.code), HERE), ClaimAnswer)
