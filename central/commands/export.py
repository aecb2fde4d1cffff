"""``quayso export``: a package with which people outside prove a table, and the slip of a day to sign."""

import argparse
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from central.commands.opening import (
    DONE,
    PART_MISSING,
    WRONG_INPUT,
    Stopped,
    day,
    read_settings,
    saying_why,
    store_of,
)
from central.config import CentralConfig
from central.documents.faces import FaceMissing, face_of
from central.proofs.package import write_package
from central.proofs.sinks import new_sink
from central.proofs.slip import slip_of, slip_text
from central.proofs.slip_pdf import slip_pdf
from central.reports.making import UnknownName, site_of
from central.reports.period import PeriodWrong, asked_period
from central.store.engine import reading


def run(argv: list[str]) -> int:
    """Write one package; the exit status: 0 done, 2 wrong words, 3 there is no store."""
    arguments = _parser().parse_args(argv)
    with saying_why("export"):
        if arguments.kind == "slip":
            _slip(arguments)
            return DONE
        code = _write(arguments)
    print(f"{arguments.output}\nmã của gói, ghi vào biên bản giao nhận / code of the package, for the minutes: {code}")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso export", description="Xuất gói kiểm chứng / write a package that proves itself."
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="proof|slip")
    proof = kinds.add_parser(
        "proof",
        help="các dòng gốc, bảng đánh giá và chương trình kiểm chứng / lines, table and verifier",
        description="Các dòng gốc của một kỳ, bảng đánh giá cán bộ và verify.py, chạy được ở máy bất kỳ có Python. / "
        "The lines of a period, the table of officers, and verify.py, which runs wherever Python is.",
    )
    proof.add_argument("--config", required=True, type=Path, metavar="central.toml")
    proof.add_argument("--site", required=True, help="mã trung tâm / id of the site")
    proof.add_argument("--from", dest="first", required=True, type=day, metavar="YYYY-MM-DD")
    proof.add_argument(
        "--to", dest="last", required=True, type=day, metavar="YYYY-MM-DD", help="kể cả ngày này / included"
    )
    proof.add_argument(
        "--output", required=True, type=Path, metavar="DIR|FILE.zip", help="thư mục mới hoặc tệp .zip / a new one"
    )
    slip = kinds.add_parser(
        "slip",
        help="phiếu cuối ngày để in và ký / the evening slip, to print and sign",
        description="Số lượt và các đầu xích của một ngày, để in và ký. / Counts and chain heads of a day.",
    )
    slip.add_argument("--config", required=True, type=Path, metavar="central.toml")
    slip.add_argument("--site", required=True, help="mã trung tâm / id of the site")
    slip.add_argument("--day", required=True, type=day, metavar="YYYY-MM-DD")
    slip.add_argument("--format", choices=("txt", "pdf"), default="txt", help="mặc định / by default: txt")
    slip.add_argument("--output", type=Path, metavar="FILE", help="không ghi thì in ra / else printed")
    return parser


def _slip(arguments: argparse.Namespace) -> None:
    try:
        period = asked_period(arguments.day, arguments.day)
        config = read_settings(arguments.config)
        site = site_of(config, arguments.site)
    except (UnknownName, PeriodWrong) as error:
        raise Stopped(WRONG_INPUT, str(error)) from None
    with store_of(config, make=False) as engine, reading(engine) as connection:
        slip = slip_of(connection, site, period, datetime.now(UTC).astimezone(site.zone))
    try:
        data = slip_pdf(slip, face_of(_fonts(config))) if arguments.format == "pdf" else slip_text(slip).encode()
    except FaceMissing as error:
        raise Stopped(PART_MISSING, str(error)) from None
    if arguments.output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        arguments.output.write_bytes(data)
    except OSError as error:
        message = f"không ghi được {arguments.output} / cannot be written: {error.strerror or error}"
        raise Stopped(WRONG_INPUT, message) from None


def _fonts(config: CentralConfig) -> Path | None:
    return Path(config.documents.fonts) if config.documents.fonts else None


def _write(arguments: argparse.Namespace) -> str:
    output: Path = arguments.output
    try:
        period = asked_period(arguments.first, arguments.last)
        config = read_settings(arguments.config)
        site = site_of(config, arguments.site)
    except (UnknownName, PeriodWrong) as error:
        raise Stopped(WRONG_INPUT, str(error)) from None
    made_at = datetime.now(UTC).astimezone(site.zone)
    timezone = config.sites[site.id].timezone
    with store_of(config, make=False) as engine:
        try:
            with new_sink(output) as sink, reading(engine) as connection:
                return write_package(connection, site, timezone, period, _version(), made_at, sink)
        except FileExistsError:
            message = f"{output} đã có: hãy chọn tên khác / exists already: choose another name"
            raise Stopped(WRONG_INPUT, message) from None
        except OSError as error:
            message = f"không ghi được {output} / cannot be written: {error.strerror or error}"
            raise Stopped(WRONG_INPUT, message) from None


def _version() -> str:
    try:
        return version("quayso")
    except PackageNotFoundError:
        return ""
