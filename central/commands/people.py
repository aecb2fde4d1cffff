"""``quayso people``: accounts from the command line of the server, for whoever has lost every other way in.

Who may run it can read and write the store anyway; what it changes stands in the log as central's own act.
"""

import argparse
from pathlib import Path

from sqlalchemy import Connection

from central.commands.opening import DONE, WRONG_INPUT, Stopped, read_settings, saying_why, store_of
from central.config import CentralConfig
from central.people import audit_log, sessions
from central.people.accounts import AccountRefused, add_person, everybody, grant, person_by_code
from central.people.governing import check_grant
from central.people.links import PURPOSES, Purpose, make_link
from central.people.moments import now_ms
from central.people.roles import ROLES, Grant, Person
from central.store.engine import writing

_LINK_HELP = "liên kết đặt mật khẩu, dùng một lần trong 24 giờ · a link to choose a password, once within 24 hours"


def run(argv: list[str]) -> int:
    """Run one of its words; the exit status: 0 done, 2 wrong words, 3 the store cannot be used."""
    arguments = _parser().parse_args(argv)
    with saying_why("people"):
        config = read_settings(arguments.config)
        with store_of(config, make=True) as engine, writing(engine) as connection:
            try:
                lines = _DOES[arguments.word](connection, config, arguments)
            except AccountRefused as refused:
                raise Stopped(WRONG_INPUT, str(refused)) from None
    print("\n".join(lines))
    return DONE


def first_link_lines(config: CentralConfig, path: str) -> list[str]:
    """What is printed at the first start."""
    return [
        "Chưa có người quản trị. Mở liên kết này trong 24 giờ để đặt mật khẩu (tên đăng nhập có trên trang):",
        "Nobody can administer yet. Open this within 24 hours and choose a password; it works once:",
        f"  {config.web.url}{path}",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quayso people", description="Tài khoản của trung tâm · central's accounts.")
    words = parser.add_subparsers(dest="word", required=True, metavar="list|add|link|end-sessions")
    words.add_parser("list", help="mọi tài khoản và quyền · every account and its rights")
    add = words.add_parser("add", help="thêm tài khoản hoặc giao thêm quyền · add an account, or a right to one")
    add.add_argument("--name", default="", help="họ và tên · name; cần khi là tài khoản mới · needed for a new one")
    add.add_argument("--role", required=True, choices=list(ROLES))
    add.add_argument(
        "--of", default="*", metavar="SITE", help="mã trung tâm; * là mọi trung tâm · site, * for every one"
    )
    add.add_argument("--detail", default="", help="cơ quan hoặc mã cán bộ · agency or code of an officer")
    link = words.add_parser("link", help=_LINK_HELP)
    end = words.add_parser("end-sessions", help="kết thúc mọi phiên của một người · end all sessions of somebody")
    for one in (add, link, end):
        one.add_argument("code", help="tên đăng nhập · code of the account")
    for one in words.choices.values():
        one.add_argument("--config", required=True, type=Path, metavar="central.toml")
    return parser


def _list(connection: Connection, config: CentralConfig, arguments: argparse.Namespace) -> list[str]:
    return [_line(person) for person in everybody(connection)] or ["–"]


def _line(person: Person) -> str:
    state = "blocked" if person.is_blocked else "" if person.has_password else "no password"
    rights = "; ".join(f"{g.role}{' ' + g.detail if g.detail else ''} @ {g.site}" for g in person.grants)
    return "\t".join((person.code, person.name, rights, state))


def _add(connection: Connection, config: CentralConfig, arguments: argparse.Namespace) -> list[str]:
    given = Grant(arguments.of, arguments.role, arguments.detail)
    check_grant(given, frozenset(config.sites))
    person = person_by_code(connection, arguments.code)
    is_new = person is None
    if person is None:
        person = add_person(connection, arguments.code, arguments.name, now_ms())
        audit_log.note(connection, None, "account-added", f"{person.code}: {person.name}")
    grant(connection, person.id, given)
    audit_log.note(connection, None, "right-given", f"{person.code}: {ROLES[given.role].title}", given.site)
    return _link(connection, config, arguments) if is_new else [_line(_known(connection, person.code))]


def _link(connection: Connection, config: CentralConfig, arguments: argparse.Namespace) -> list[str]:
    person = _known(connection, arguments.code)
    purpose: Purpose = "reset" if person.has_password else "invite"
    audit_log.note(connection, None, "account-link", f"{person.code}: {PURPOSES[purpose]}")
    return [f"{config.web.url}{make_link(connection, person.id, purpose, now_ms())}"]


def _end_sessions(connection: Connection, config: CentralConfig, arguments: argparse.Namespace) -> list[str]:
    person = _known(connection, arguments.code)
    ended = sessions.end_sessions_of(connection, person.id)
    audit_log.note(connection, None, "session-ended", f"{person.code}: {ended}")
    return [f"đã kết thúc · ended: {ended}"]


def _known(connection: Connection, code: str) -> Person:
    person = person_by_code(connection, code)
    if person is None:
        raise AccountRefused(f"không có tài khoản “{code}” / no such account")
    return person


_DOES = {"list": _list, "add": _add, "link": _link, "end-sessions": _end_sessions}
