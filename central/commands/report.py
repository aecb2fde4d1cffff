"""``quayso report``: one report of one site and period, written to a file or to standard output."""

import argparse
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from central.commands.opening import DONE, PART_MISSING, WRONG_INPUT, Stopped, day, read_settings, saying_why, store_of
from central.documents.office import office_of
from central.exports.formats import FormatMissing, UnknownFormat
from central.exports.registry import FORMATS, format_of, write
from central.reports.making import UnknownName, make_report, site_of
from central.reports.period import PeriodWrong, asked_period
from central.reports.refusal import ReportRefused
from central.reports.registry import REPORTS
from central.web.render import standalone_page

TO_STANDARD_OUTPUT = "-"


def run(argv: list[str]) -> int:
    """Write one report; the exit status: 0 done, 2 wrong words, 3 a part of that format is missing."""
    arguments = _parser().parse_args(argv)
    with saying_why("report"):
        _save(_made(arguments), arguments.output)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso report", description="Xuất một báo cáo ra tệp / write one report to a file."
    )
    parser.add_argument("name", metavar="NAME", help=f"báo cáo / report: {', '.join(REPORTS)}")
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    parser.add_argument("--site", required=True, help="mã trung tâm / id of the site")
    parser.add_argument("--from", dest="first", required=True, type=day, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--to", dest="last", required=True, type=day, metavar="YYYY-MM-DD", help="kể cả ngày này / included"
    )
    parser.add_argument("--format", default="csv", metavar="|".join(FORMATS))
    parser.add_argument(
        "--output", default=TO_STANDARD_OUTPUT, metavar="FILE", help="tệp kết quả; không ghi thì in ra / else printed"
    )
    return parser


def _made(arguments: argparse.Namespace) -> bytes:
    try:
        export = format_of(arguments.format)
        period = asked_period(arguments.first, arguments.last)
        config = read_settings(arguments.config)
        if arguments.name not in REPORTS:
            raise UnknownName("báo cáo", "report", arguments.name, REPORTS)
        site_of(config, arguments.site)
    except (UnknownFormat, UnknownName, PeriodWrong) as error:
        raise Stopped(WRONG_INPUT, str(error)) from None
    with store_of(config, make=False) as engine:
        try:
            report = make_report(engine, config, arguments.name, arguments.site, period)
        except ReportRefused as error:
            raise Stopped(WRONG_INPUT, str(error)) from None
    try:
        return write(report, export.key, standalone_page, office_of(config, arguments.site))
    except FormatMissing as error:
        raise Stopped(PART_MISSING, str(error)) from None


def _save(data: bytes, output: str) -> None:
    """Put the whole report in the place of what was there, or nothing: never half of it."""
    if output == TO_STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    try:
        _replace(path, data)
    except OSError as error:
        message = f"không ghi được {path} / cannot write the file: {error.strerror or error}"
        raise Stopped(WRONG_INPUT, message) from None


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode_of(path))
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _mode_of(path: Path) -> int:
    """The rights of the file that is replaced; of a new one, what this process gives new files."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
