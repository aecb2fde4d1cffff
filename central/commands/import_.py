"""``quayso import``: puts a list from a file in the place of the one before; says what it found."""

import argparse
import getpass
from pathlib import Path

from central.commands.opening import (
    DONE,
    FINDINGS,
    WRONG_INPUT,
    Stopped,
    day,
    read_settings,
    saying_why,
    store_of,
    unreadable,
)
from central.imports.file_import import Imported, SourceFile, import_file
from central.imports.kinds import ImportKind, TableKind, Wanted
from central.imports.reading.limits import MAX_BYTES
from central.imports.registry import IMPORTS
from central.imports.remarks import ImportRefused
from central.reports.making import UnknownName, site_of
from kiosk_ui.words import count_text, date_text


def run(argv: list[str]) -> int:
    """Import one file; the exit status: 0 done, 1 done with findings, 2 the file cannot be understood."""
    arguments = _parser().parse_args(argv)
    with saying_why("import"):
        done = _imported(arguments)
    for line in (*done.notes, *done.findings):
        print(line)
    print(_summary(arguments, done))
    return FINDINGS if done.findings else DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso import",
        description="Nạp danh sách và bảng số liệu từ CSV, XLSX / load lists and figure tables from CSV or XLSX.",
        epilog="\n".join(
            f"  {kind.key:<14}{kind.title}{f' ({layout})' if len(kind.heads) > 1 else ''}: {head}"
            for kind in IMPORTS.values()
            for layout, head in kind.heads
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", metavar="KIND", help=f"loại / kind: {', '.join(IMPORTS)}")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    parser.add_argument("--site", required=True, help="mã trung tâm / id of the site")
    parser.add_argument("--layout", help="mẫu bảng / layout of a table")
    parser.add_argument("--from", dest="first", type=day, metavar="YYYY-MM-DD", help="kỳ của bảng / period of a table")
    parser.add_argument("--to", dest="last", type=day, metavar="YYYY-MM-DD")
    parser.add_argument("--sheet", help="trang tính của tệp XLSX / sheet of an XLSX file")
    parser.add_argument(
        "--cell",
        action="append",
        default=[],
        metavar="C4=1250",
        help="số của một ô đọc được hai cách / an unclear number",
    )
    parser.add_argument(
        "--agency", action="append", default=[], metavar="TÊN=CƠ QUAN",
        help="tên lạ là của cơ quan nào; để trống sau dấu = nếu là cơ quan mới / whose an unknown name is, empty: new",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không lưu / check only, store nothing")
    return parser


def _imported(arguments: argparse.Namespace) -> Imported:
    kind = _kind(arguments)
    config = read_settings(arguments.config)
    try:
        site_of(config, arguments.site)
        source = _source(arguments.file)
        with store_of(config, make=True) as engine:
            return import_file(
                engine, kind, arguments.site, source, wanted=_wanted(arguments), dry_run=arguments.dry_run,
                names=_pairs(arguments.agency, "--agency"), who=_who(),
            )  # fmt: skip
    except (UnknownName, ImportRefused) as error:
        raise Stopped(WRONG_INPUT, str(error)) from None


def _wanted(arguments: argparse.Namespace) -> Wanted:
    cells = {cell.upper(): number for cell, number in _pairs(arguments.cell, "--cell").items()}
    return Wanted(arguments.layout, arguments.first, arguments.last, arguments.sheet, cells)


def _pairs(said: list[str], option: str) -> dict[str, str]:
    pairs = [one.partition("=") for one in said]
    if wrong := [one for one, pair in zip(said, pairs, strict=True) if not pair[0].strip() or not pair[1]]:
        raise Stopped(WRONG_INPUT, f"{option} “{wrong[0]}”: thiếu dấu = / there is no = in it")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _who() -> str:
    try:
        return f"dòng lệnh ({getpass.getuser()})"
    except (KeyError, OSError):
        return "dòng lệnh"


def _kind(arguments: argparse.Namespace) -> ImportKind | TableKind:
    kind = IMPORTS.get(arguments.kind)
    if kind is None:
        raise Stopped(WRONG_INPUT, str(UnknownName("loại", "kind", arguments.kind, IMPORTS)))
    if (arguments.first or arguments.last) and not kind.has_period:
        raise Stopped(WRONG_INPUT, f"{kind.key} không có kỳ: bỏ --from, --to / has no period: leave them out")
    if arguments.layout is not None and arguments.layout not in kind.layouts:
        layouts = ", ".join(kind.layouts) or "–"
        raise Stopped(
            WRONG_INPUT,
            f"{kind.key} không có mẫu “{arguments.layout}” / no such layout. Có/known: {layouts}",
        )
    return kind


def _source(path: Path) -> SourceFile:
    try:
        with path.open("rb") as file:
            # One byte more than is allowed shows that there is more; the rest of a huge file is not read.
            return SourceFile(path.name, file.read(MAX_BYTES + 1))
    except OSError as error:
        raise Stopped(WRONG_INPUT, unreadable(path, error)) from None


def _summary(arguments: argparse.Namespace, done: Imported) -> str:
    title = IMPORTS[arguments.kind].title
    if done.period is not None:
        title += f" (mẫu/layout {done.layout}), {date_text(done.period.first)}–{date_text(done.period.last)}"
    rows, found = count_text(done.row_count), count_text(len(done.findings))
    stored = "chưa lưu (chạy thử) / not stored (dry run)" if done.import_id is None else "đã lưu / stored"
    return f"{arguments.site}: {title}: {rows} dòng/rows, {found} điểm cần xem/findings; {stored}"
