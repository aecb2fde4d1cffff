"""``quayso purge``: drops what is past its limit in `[retention]`; hashes, records and figures stay."""

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path

from central.commands.opening import DONE, WRONG_INPUT, Stopped, read_settings, saying_why, store_of
from central.config import DEFAULT_TIMEZONE
from central.retention.lines import NEEDED, PurgeRefused
from central.retention.purging import Due, due, purge


def run(argv: list[str]) -> int:
    """Purge, or say what would go; the exit status: 0 done, 2 refused, 3 no store."""
    parser = argparse.ArgumentParser(
        prog="quayso purge",
        description="Xóa dữ liệu quá thời hạn của [retention] trong central.toml; mã băm, chỗ và số liệu còn. / "
        "Drop what is past the limits of [retention]; hashes, places and figures stay.",
    )
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    parser.add_argument("--dry-run", action="store_true", help="chỉ nêu, không xóa · say what would go, drop nothing")
    arguments = parser.parse_args(argv)
    with saying_why("purge"):
        config = read_settings(arguments.config)
        today = datetime.now(UTC).astimezone(config.zone(DEFAULT_TIMEZONE)).date()
        with store_of(config, make=False) as engine:
            if arguments.dry_run:
                for one in due(engine, config, today):
                    print(_line(one, "sẽ xóa"), flush=True)
                return DONE
            try:
                for one in purge(engine, config, today, getpass.getuser()):
                    print(_line(one, "đã xóa"), flush=True)
            except PurgeRefused as refused:
                raise Stopped(WRONG_INPUT, str(refused)) from None
    return DONE


def _line(one: Due, verb: str) -> str:
    where = f" ({one.site})" if one.site else ""
    if one.before is None:
        return f"{one.kind.key}{where}: {one.kind.title}: giữ mãi / kept"
    stays = "".join(f"; giữ {n}: {NEEDED[why]}" for why, n in one.stays.items())
    return f"{one.kind.key}{where}: {one.kind.title}: {verb} {one.n}, trước {one.before}{stays}"
