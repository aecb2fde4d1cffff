"""A store of central for each test: the schema is made once, then only its file is copied."""

import csv
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from central.config import CentralConfig, CentralSite, DatabaseConfig
from central.imports.file_import import Imported, SourceFile, import_file
from central.imports.registry import IMPORTS
from central.services import Services
from central.store.engine import migrate, open_engine, writing
from central.store.tables import ratings_daily, streams

LEVELS = ("good", "fair", "average", "poor")


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("store") / "central.db"
    engine = open_engine(f"sqlite:///{path}", checkpoints=True)
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def database_url(empty_store_file: Path, tmp_path: Path) -> str:
    """The address of a store of the test's own."""
    path = tmp_path / "central.db"
    shutil.copyfile(empty_store_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A store of the test's own, open."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def config(database_url: str) -> CentralConfig:
    """Two sites: ``bac-kan`` counts freely, ``mau`` per ticket on another scale."""
    return CentralConfig(
        database=DatabaseConfig(database_url),
        sites={
            "bac-kan": CentralSite(name="Trung tâm Phục vụ hành chính công tỉnh", ratings="free"),
            "mau": CentralSite(name="Trung tâm mẫu", scale="3-level"),
        },
    )


@pytest.fixture
def services(engine: Engine, config: CentralConfig) -> Services:
    """What pages are given; every part is well."""
    health = {"store": True, "broker": True, "ingest": True, "writer": True}
    return Services(engine, config, lambda: health, lambda: ())


@pytest.fixture
def rate(engine: Engine) -> Callable[..., None]:
    """Puts sums of ratings into the store as ingest would: ``rate(officer, day, {level: n}, kind=…)``."""

    def rate(
        officer: str,
        day: str,
        counts: dict[str, int],
        *,
        site: str = "bac-kan",
        scale: str = "4-level",
        kind: str = "counted",
    ) -> None:
        common = {"site": site, "scale": scale, "kind": kind, "counter": "1", "channel": "panel"}
        rows = [{**common, "officer": officer, "day": day, "level": level, "n": n} for level, n in counts.items() if n]
        if rows:
            with writing(engine) as connection:
                connection.execute(insert(ratings_daily), rows)

    return rate


@pytest.fixture
def load(engine: Engine) -> Callable[..., Imported]:
    """Imports a text: ``load("officers", "code,name…")``."""

    def load(kind: str, text: str, *, site: str = "bac-kan", dry_run: bool = False) -> Imported:
        source = SourceFile(f"{kind}.csv", text.encode())
        return import_file(engine, IMPORTS[kind], site, source, dry_run=dry_run)

    return load


def lists_from(table: Iterable[dict[str, str]]) -> tuple[str, str]:
    """The agencies' and officers' lists that a published table implies."""
    rows = list(table)
    agencies = "\n".join(["name", *dict.fromkeys(row["agency"] for row in rows)])
    officers = [f"cb-{row['no']},{row['officer']},{row['agency']}" for row in rows]
    return agencies, "\n".join(["code,name,agency", *officers])


@pytest.fixture
def bac_kan(repository: Path) -> list[dict[str, str]]:
    """The published table, with invented names."""
    path = repository / "tests" / "data" / "bac_kan_20210101-20210614_ratings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def bac_kan_store(
    engine: Engine,
    bac_kan: list[dict[str, str]],
    rate: Callable[..., None],
    load: Callable[..., Imported],
) -> Engine:
    """The store with that table in it, spread over three days, and the head of one chain."""
    agencies, officers = lists_from(bac_kan)
    load("agencies", agencies)
    load("officers", officers)
    for row in bac_kan:
        counts = {level: int(row[level]) for level in LEVELS}
        half = {level: n // 2 for level, n in counts.items()}
        rate(f"cb-{row['no']}", "2021-01-04", half)
        rate(f"cb-{row['no']}", "2021-06-14", {level: n - half[level] for level, n in counts.items()})
    with writing(engine) as connection:
        connection.execute(
            insert(streams).values(
                gateway="q-03",
                stream="6f0c2a91d4b87e35c1f0a2b3c4d5e6f7",
                site="bac-kan",
                complete_seq=1742,
                complete_hash=hashlib.sha256(b"last").digest()[:16],
                max_seq=1742,
                first_seen_ms=0,
                last_seen_ms=0,
            )
        )
    return engine
