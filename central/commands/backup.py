"""``quayso backup``: a checked copy of everything that central cannot make again, while it runs."""

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec
from sqlalchemy import make_url

from central.audit.counts import Counts
from central.audit.proof import prove
from central.backup.archive import STORE, BackupRefused, unpack
from central.backup.making import AnotherRuns, Made, alone_in, make_backup, store_file
from central.backup.rotation import remove_old
from central.backup.secrets import read_passphrase
from central.commands.opening import DONE, FINDINGS, PART_MISSING, WRONG_INPUT, Stopped, read_settings, saying_why
from central.config import CentralConfig, DatabaseConfig
from central.store.copying import DamagedStore
from central.store.engine import migrate, open_engine, reading


def run(argv: list[str]) -> int:
    """Make one; the exit status: 0 done, 1 its audit found something, 2 wrong words, 3 it could not be made."""
    arguments = _parser().parse_args(argv)
    with saying_why("backup"):
        config = read_settings(arguments.config)
        if not store_file(config).is_file():
            raise Stopped(PART_MISSING, f"chưa có kho dữ liệu {store_file(config)} / there is no store yet")
        try:
            passphrase = read_passphrase(arguments.passphrase_file) if arguments.passphrase_file else None
            with alone_in(arguments.to):
                made = make_backup(config, arguments.config, arguments.to, passphrase)
                gone = remove_old(arguments.to, arguments.keep, arguments.keep_days)
            wrong = _audit(made, config, arguments.to) if arguments.audit else 0
        except AnotherRuns as other:
            raise Stopped(PART_MISSING, f"đang có một lần sao lưu khác vào {other} / another one is running") from None
        except BackupRefused as refused:
            raise Stopped(WRONG_INPUT, str(refused)) from None
        except DamagedStore as error:
            raise Stopped(PART_MISSING, f"kho dữ liệu bị hỏng / the store is damaged: {error}") from None
        except OSError as error:
            where = error.filename or arguments.to
            why = error.strerror or error
            raise Stopped(PART_MISSING, f"không sao lưu được {where} / cannot be backed up: {why}") from None
    _say(made, gone)
    return FINDINGS if wrong else DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso backup", description="Sao lưu trung tâm khi đang chạy · back central up while it runs."
    )
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="nên ở đĩa khác · on another disk")
    parser.add_argument("--keep", type=int, default=24, metavar="N", help="giữ N bản mới nhất · the newest (24)")
    parser.add_argument(
        "--keep-days", type=int, default=30, metavar="D", help="và bản cuối của D ngày · and the last of each day (30)"
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="cả khóa CA và central.toml, mã hóa · keys, encrypted",
    )
    parser.add_argument("--audit", action="store_true", help="chứng minh bản sao · prove the copy's figures too")
    return parser


def _say(made: Made, gone: list[str]) -> None:
    manifest, size = made.manifest, made.path.stat().st_size
    print(f"{made.path}: {manifest.lines} dòng · lines, {size / 1e6:.1f} MB; bỏ · removed: {len(gone)}")
    if not made.has_secrets:
        print(
            "Khóa CA và central.toml KHÔNG có trong bản sao (--passphrase-file) / the authority's keys are not in it",
            file=sys.stderr,
        )


def _audit(made: Made, config: CentralConfig, folder: Path) -> int:
    """How many things an audit of the copy itself finds wrong; each is printed."""
    with tempfile.TemporaryDirectory(prefix=".quayso-", dir=folder) as name:
        unpack(made.path, Path(name))
        url = make_url(config.database.url).set(database=str(Path(name) / STORE))
        copied = msgspec.structs.replace(config, database=DatabaseConfig(url.render_as_string(hide_password=False)))
        engine = open_engine(copied.database.url)
        try:
            migrate(engine)
            with reading(engine) as connection:
                found = [one for one in prove(connection, copied, Counts()) if one.is_wrong]
        finally:
            engine.dispose()
    print("\n".join(map(str, found)), end="\n" if found else "")
    return len(found)
