"""What the words of `quayso provision` share."""

import argparse
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from central.commands.opening import PART_MISSING, WRONG_INPUT, Stopped, read_settings, store_of
from central.config import CentralConfig
from central.provisioning.desk import Desk
from central.provisioning.keyring import NoAuthority
from central.provisioning.orders import OrderWrong

Acts = Any
"""argparse's own type of a set of words is private."""


def add_act(acts: Acts, word: str, say: str, act: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    """One word with its function and `--config`."""
    parser: argparse.ArgumentParser = acts.add_parser(word, help=say, description=say)
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    parser.set_defaults(act=act)
    return parser


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[tuple[CentralConfig, Engine, Desk]]:
    """Settings, store and desk. Raises Stopped with what is wrong."""
    config = read_settings(arguments.config)
    with store_of(config, make=True) as engine:
        try:
            yield config, engine, Desk(engine, config)
        except NoAuthority as error:
            raise Stopped(PART_MISSING, str(error)) from None
        except OrderWrong as error:
            raise Stopped(WRONG_INPUT, f"{error.field}: {error}") from None
        except OSError as error:
            raise Stopped(PART_MISSING, f"{error.filename}: {error.strerror}") from None


def by_whom() -> str:
    """Who types the command."""
    try:
        return getpass.getuser()[:64]
    except (KeyError, OSError):
        return "?"
