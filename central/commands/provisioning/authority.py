"""`ca`: central's own certificate authority: create, rotate, renew, drop, show."""

import argparse

from central.commands.opening import DONE, FINDINGS, WRONG_INPUT, Stopped
from central.commands.provisioning.common import Acts, add_act, opened
from central.provisioning.certificates import ending
from central.provisioning.desk import Desk, now_ms
from central.provisioning.own import issue_own, own_expiry_ms
from central.store.engine import writing


def add_to(acts: Acts) -> None:
    """The words of this module."""
    parser = acts.add_parser("ca", help="cơ quan cấp chứng chỉ riêng / central's own certificate authority")
    words = parser.add_subparsers(required=True, metavar="VIỆC")
    add_act(words, "create", "lập lần đầu / make it", _create)
    add_act(words, "rotate", "thêm khóa mới, khóa cũ vẫn được tin / a new key; the old one is still trusted", _rotate)
    renew = add_act(words, "renew", "gia hạn chứng chỉ sắp hết hạn / renew what is about to end", _renew)
    renew.add_argument("--within", type=int, default=90, metavar="NGÀY", help="còn dưới N ngày / days left")
    drop = add_act(words, "drop", "thôi tin một khóa cũ / trust an old key no more", _drop)
    drop.add_argument("number", type=int, metavar="SỐ")
    add_act(words, "show", "những khóa đang được tin / what is trusted", _show)


def _create(arguments: argparse.Namespace) -> int:
    return _make(arguments, first=True)


def _rotate(arguments: argparse.Namespace) -> int:
    return _make(arguments, first=False)


def _make(arguments: argparse.Namespace, *, first: bool) -> int:
    with opened(arguments) as (config, engine, desk):
        if first and desk.keyring.numbers():
            raise Stopped(WRONG_INPUT, "đã có; muốn thay khóa hãy dùng ca rotate / there is one; use ca rotate")
        if not first:
            desk.keyring.signing()
        at_ms = now_ms()
        made = desk.keyring.create(desk.today("").replace(microsecond=0))
        with writing(engine) as connection:
            issue_own(connection, config, desk.keyring, at_ms)
        desk.refresh_broker()
        print(f"Đã lập · made: quayso-ca-{made.number} ({config.provisioning.folder})")
        print("Sao lưu thư mục này, không chép cho ai · back this folder up, show it to nobody")
        if not first:
            print("Khởi động lại quayso central và mosquitto · restart both")
    return DONE


def _renew(arguments: argparse.Namespace) -> int:
    """Central's own by itself; a box whose certificate ends has to claim again, and is named."""
    with opened(arguments) as (config, engine, desk):
        until_ms = now_ms() + arguments.within * 86_400_000
        with writing(engine) as connection:
            ends_ms = own_expiry_ms(config)
            is_due = ends_ms is None or ends_ms < until_ms
            if is_due:
                issue_own(connection, config, desk.keyring, now_ms())
            boxes = ending(connection, until_ms)
        if is_due:
            desk.refresh_broker()
            print("Đã gia hạn; khởi động lại quayso-central · renewed; restart quayso-central")
        for name, day in boxes:
            print(f"{name}: chứng chỉ hết hạn ngày · its certificate ends on {day}: lấy mã mới · make a new code")
    return FINDINGS if boxes else DONE


def _drop(arguments: argparse.Namespace) -> int:
    with opened(arguments) as (_, _, desk):
        try:
            desk.keyring.drop(arguments.number)
        except KeyError:
            raise Stopped(WRONG_INPUT, f"không bỏ được khóa {arguments.number} / it signs, or is not there") from None
        desk.refresh_broker()
    return DONE


def _show(arguments: argparse.Namespace) -> int:
    with opened(arguments) as (_, _, desk):
        for authority in _all(desk):
            print(authority)
    return DONE


def _all(desk: Desk) -> list[str]:
    found = desk.keyring.all()
    return [
        f"quayso-ca-{one.number}\tđến · until {one.certificate.not_valid_after_utc.date()}"
        f"\t{'ký · signs' if one is found[-1] else 'được tin · trusted'}"
        for one in found
    ]
