"""A central as its commands see it: settings, a store with lines of its own, texts and an authority's files."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from central.config import load_config
from central.own_stream.own_stream import OwnStream
from central.store.engine import open_engine
from contract.clock import Stamp
from contract.events import RatingGiven
from contract.ids import new_id
from quayso import main

SETTINGS = """[database]
url = "sqlite:///data/central.db"
[sites.bac-kan]
name = "Trung tâm"
ratings = "free"
"""


@pytest.fixture
def server(tmp_path: Path, empty_store_file: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """A server that is not running; ``press`` writes ratings by telephone, ``quayso`` runs a command."""
    (tmp_path / "data/documents").mkdir(parents=True)
    shutil.copy(empty_store_file, tmp_path / "data/central.db")
    (tmp_path / "central.toml").write_text(SETTINGS, "utf-8")
    config = load_config(tmp_path / "central.toml")
    engine = open_engine(config.database.url)
    ticks = itertools.count()

    def now(zone: Any) -> Stamp:
        return Stamp(datetime(2026, 11, 20, 1, tzinfo=UTC).astimezone(zone), "synced", "boot-c", next(ticks) * 1000)

    own = OwnStream(engine, config, now=now)

    def press(times: int = 1) -> None:
        for _ in range(times):
            given = RatingGiven(new_id(), None, "3", "cb-01", "4-level", "good", "qr", "accepted")
            own.tell("bac-kan", [(given, None)])

    def quayso(*words: object) -> SimpleNamespace:
        try:
            status = main([str(words[0]), "--config", str(tmp_path / "central.toml"), *map(str, words[1:])])
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        return SimpleNamespace(status=status, out=said.out, err=said.err)

    yield SimpleNamespace(
        folder=tmp_path, config=config, engine=engine, press=press, quayso=quayso,
        store=tmp_path / "data/central.db", backups=tmp_path / "backups",
    )  # fmt: skip
    engine.dispose()


@pytest.fixture
def backup(server: Any) -> Callable[..., Path]:
    """Makes a backup; its file."""

    def make(*words: object) -> Path:
        done = server.quayso("backup", "--to", server.backups, *words)
        assert done.status == 0, done.err
        return sorted(server.backups.glob("quayso-*.tar.gz"))[-1]

    return make
