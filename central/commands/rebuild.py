"""``quayso rebuild``: makes all figures again from the stored lines."""

import argparse
from pathlib import Path

from central.commands.opening import DONE, read_settings, saying_why, store_of
from central.commands.ticker import Ticker
from central.rebuild import rebuild


def run(argv: list[str]) -> int:
    """Make all projections again; the exit status: 0 done, 2 settings refused, 3 the store cannot be used."""
    parser = argparse.ArgumentParser(
        prog="quayso rebuild",
        description="Tính lại mọi con số từ các dòng sự kiện đã lưu; nếu bị ngắt thì số liệu cũ giữ nguyên. / "
        "Make all figures again from the stored lines; when it is interrupted the old figures stay.",
    )
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    arguments = parser.parse_args(argv)
    with saying_why("rebuild"):
        config = read_settings(arguments.config)
        with store_of(config, make=False) as engine:
            done = rebuild(engine, config, Ticker())
    print(
        f"Đã tính lại {done.lines} dòng, {done.ratings} đánh giá trong {done.seconds:.1f} s / "
        f"made again from {done.lines} lines, {done.ratings} ratings"
    )
    return DONE
