"""What the commands over the store share: the settings, the store, and how to say what is wrong."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from central.config import CentralConfig, load_config
from central.store.copying import DamagedStore
from central.store.engine import migrate, open_engine
from central.store.in_use import using
from contract.toml import ConfigRefused

DONE, FINDINGS, WRONG_INPUT, PART_MISSING = 0, 1, 2, 3


class Stopped(Exception):
    """The command cannot go on; the message is for the person who typed it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@contextmanager
def saying_why(command: str) -> Iterator[None]:
    """Turn `Stopped` into its message on standard error and its exit status."""
    try:
        yield
    except Stopped as error:
        for line in str(error).splitlines():
            print(f"quayso {command}: {line}", file=sys.stderr)
        raise SystemExit(error.status) from None


def read_settings(path: Path) -> CentralConfig:
    """The settings. Raises Stopped with every problem in the file."""
    try:
        return load_config(path)
    except ConfigRefused as error:
        raise Stopped(WRONG_INPUT, str(error)) from None
    except OSError as error:
        raise Stopped(WRONG_INPUT, unreadable(path, error)) from None


@contextmanager
def store_of(config: CentralConfig, *, make: bool) -> Iterator[Engine]:
    """The store with its schema up to date, closed again at the end. Raises Stopped.

    make: whether a store that is not there is made; who only reads is told instead, for an empty store
        beside the real one would answer with nothing but zeros.
    """
    url = make_url(config.database.url)
    path = url.database if url.get_backend_name() == "sqlite" else None
    if path and not make and not Path(path).is_file():
        raise Stopped(
            PART_MISSING,
            f"chưa có kho dữ liệu {path}: hãy chạy quayso central / there is no store yet: run quayso central",
        )
    engine = open_engine(config.database.url)
    where = path or url.render_as_string()
    with ExitStack() as undo:
        undo.callback(engine.dispose)
        try:
            if path:
                undo.enter_context(using(Path(path)))
            _bring_up_to_date(engine, where)
        except (OSError, DamagedStore) as error:
            raise Stopped(PART_MISSING, f"không dùng được kho dữ liệu {where} / cannot be used: {error}") from None
        try:
            yield engine
        except OperationalError as error:
            raise Stopped(PART_MISSING, _unusable(where, error)) from None


def _bring_up_to_date(engine: Engine, where: str) -> None:
    try:
        migrate(engine)
    except DatabaseError as error:
        raise Stopped(PART_MISSING, _unusable(where, error)) from None
    except CommandError as error:
        raise Stopped(
            PART_MISSING,
            f"kho dữ liệu {where} do bản quayso mới hơn lập: hãy nâng cấp / made by a newer quayso: upgrade ({error})",
        ) from None


def _unusable(where: str, error: DatabaseError) -> str:
    return f"không dùng được kho dữ liệu {where} / the store cannot be used: {error.orig}"


def unreadable(path: Path, error: OSError) -> str:
    """A sentence about a file that cannot be read."""
    return f"không đọc được tệp {path} / cannot read the file: {error.strerror or error}"


def day(text: str) -> date:
    """A day on the command line, for argparse: YYYY-MM-DD and nothing else."""
    try:
        if len(text) == len("2026-08-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"“{text}” không phải là ngày / is not a day: YYYY-MM-DD (2026-08-31)")
