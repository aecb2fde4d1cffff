"""``quayso close``: what to look at before a period is closed, and closing it. The page "Chốt kỳ" does the same."""

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path

from central.closing.closing import Closer, CloseRefused, Standing, close, standing
from central.closing.telling import change_text, level_mark
from central.commands.opening import (
    DONE,
    FINDINGS,
    WRONG_INPUT,
    Stopped,
    day,
    read_settings,
    saying_why,
    store_of,
)
from central.config import CentralConfig
from central.own_stream.own_stream import OwnStream
from central.reports.making import UnknownName, site_of
from central.reports.period import Period, PeriodWrong, asked_period
from central.reports.registry import REPORTS

_COMMAND_ROLE = "server"
"""The role of who closes at the server itself: no role of the pages stands behind it."""


def run(argv: list[str]) -> int:
    """Look at a period or close it; 0 done (or ready), 1 ready with points to look at, 2 not possible, 3 no store."""
    arguments = _parser().parse_args(argv)
    with saying_why("close"):
        try:
            period = asked_period(arguments.first, arguments.last)
            config = read_settings(arguments.config)
            site_of(config, arguments.site)
        except (UnknownName, PeriodWrong) as error:
            raise Stopped(WRONG_INPUT, str(error)) from None
        return _look(arguments, config, period) if arguments.dry_run else _close(arguments, config, period)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso close",
        description="Chốt số liệu một kỳ: mọi báo cáo được giữ nguyên, kèm mã. / "
        "Close a period: its reports are frozen under their hashes.",
    )
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    parser.add_argument("--site", required=True, help="mã trung tâm / id of the site")
    parser.add_argument("--from", dest="first", required=True, type=day, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--to", dest="last", required=True, type=day, metavar="YYYY-MM-DD", help="kể cả ngày này / included"
    )
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không chốt / look, close nothing")
    parser.add_argument("--reason", default="", help="lý do, khi còn điểm cần xem hoặc chốt lại / why")
    parser.add_argument(
        "--again", type=int, default=0, metavar="N", help="chốt lại sau bản N đã xem / close again after version N"
    )
    return parser


def _look(arguments: argparse.Namespace, config: CentralConfig, period: Period) -> int:
    with store_of(config, make=False) as engine:
        seen = standing(engine, config, arguments.site, period, datetime.now(UTC))
    for line in seen.readiness.lines:
        print(f"{level_mark(line.level)} {line.title}: {line.text}{f' → {line.todo}' if line.todo else ''}")
    _print_changes(seen)
    return FINDINGS if seen.readiness.has_warnings or seen.readiness.is_blocked or seen.changes else DONE


def _print_changes(seen: Standing) -> None:
    if not seen.version:
        print("Kỳ này chưa được chốt. / This period was never closed.")
        return
    print(f"Đã chốt bản {seen.version}. / Closed, version {seen.version}.")
    for key in seen.damaged:
        print(f"[!] {REPORTS[key].title}: bản chốt không còn nguyên vẹn, xem quayso audit / damaged")
    for key, changes in seen.changes.items():
        print(f"{REPORTS[key].title}: có thay đổi sau khi chốt / changed since")
        for change in changes:
            print(f"  {change_text(change)}")


def _close(arguments: argparse.Namespace, config: CentralConfig, period: Period) -> int:
    with store_of(config, make=False) as engine:
        own_stream = OwnStream(engine, config)
        who = Closer(getpass.getuser()[:64], _COMMAND_ROLE)
        try:
            made = close(
                engine, config, own_stream, arguments.site, period, who,
                reason=arguments.reason, after=arguments.again,
            )  # fmt: skip
        except CloseRefused as refused:
            raise Stopped(WRONG_INPUT, str(refused)) from None
    print(f"Đã chốt bản {made.version} / closed, version {made.version}")
    for key, sha256 in made.hashes.items():
        print(f"{sha256}  {key}")
    return DONE
