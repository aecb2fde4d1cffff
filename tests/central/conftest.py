"""A store of central for each test: the schema is made once, then only its file is copied, to one engine's place."""

import csv
import functools
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from central.config import CentralConfig, CentralSite, DatabaseConfig
from central.imports.file_import import Imported, SourceFile, import_file
from central.imports.registry import IMPORTS
from central.own_stream.marker import SUFFIX
from central.own_stream.own_stream import OwnStream
from central.people.accounts import add_person, grant
from central.people.moments import now_ms
from central.people.roles import Grant
from central.people.sessions import open_session
from central.people.tokens import digest
from central.services import Services
from central.store.engine import migrate, open_engine, writing
from central.store.tables import ratings_daily, sessions, streams

LEVELS = ("good", "fair", "average", "poor")
STAFF = ("admin", "it", "reporter", "head", "supervisor", "guide")
STAFF_COOKIE = "the-session-of-somebody-who-may-see-everything"


def let_in(engine: Engine, code: str, grants: Iterable[Grant], cookie: str, name: str = "Người Dùng Thử") -> str:
    """Make an account with a session that is open already, without the cost of a password; returns its cookie."""
    with writing(engine) as connection:
        person = add_person(connection, code, name, now_ms())
        for given in grants:
            grant(connection, person.id, given)
        token = open_session(connection, person.id, now_ms())
        connection.execute(update(sessions).where(sessions.c.id_hash == digest(token)).values(id_hash=digest(cookie)))
    return cookie


@pytest.fixture
def staff_cookie() -> str:
    """The session cookie of somebody with every role of the staff at every site; stands in every store."""
    return STAFF_COOKIE


@pytest.fixture
def admit(engine: Engine) -> Callable[..., str]:
    """Signs somebody in: ``admit("agency", site="mau", detail="Sở Y tế")`` gives the session cookie."""

    def admit(*roles: str, site: str = "*", detail: str = "", code: str = "", name: str = "Người Dùng Thử") -> str:
        code = code or "-".join(["p", *roles])
        grants = [Grant(site, role, detail if role in ("agency", "officer") else "") for role in roles]
        return let_in(engine, code, grants, f"session-of-{code}", name)

    return admit


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema, one signed-in person of every role of the staff, and nothing else."""
    path = tmp_path_factory.mktemp("store") / "central.db"
    engine = open_engine(f"sqlite:///{path}", checkpoints=True)
    migrate(engine)
    let_in(engine, "staff", [Grant("*", role) for role in STAFF], STAFF_COOKIE)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for the stores of all tests: the statements it compiled, most of a test's work, stay with it."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('own') / 'central.db'}")
    yield engine
    engine.dispose()


def put_store(store: Path, place: Path) -> None:
    """Put a copy of a store into a place where there may have been another one."""
    for suffix in ("", "-wal", "-shm", SUFFIX):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(store, place)


@pytest.fixture
def database_url(shared_engine: Engine, empty_store_file: Path) -> str:
    """The address of a store of the test's own."""
    url = str(shared_engine.url)
    put_store(empty_store_file, Path(url.removeprefix("sqlite:///")))
    return url


@pytest.fixture
def engine(shared_engine: Engine, database_url: str) -> Iterator[Engine]:
    """A store of the test's own, open."""
    assert str(shared_engine.url) == database_url
    yield shared_engine
    shared_engine.dispose()


@pytest.fixture(scope="session")
def config(shared_engine: Engine) -> CentralConfig:
    """Two sites: ``bac-kan`` counts freely, ``mau`` per ticket on another scale."""
    return CentralConfig(
        database=DatabaseConfig(str(shared_engine.url)),
        sites={
            "bac-kan": CentralSite(name="Trung tâm Phục vụ hành chính công tỉnh", ratings="free"),
            "mau": CentralSite(name="Trung tâm mẫu", scale="3-level"),
        },
    )


@pytest.fixture(scope="session")
def shared_services(shared_engine: Engine, config: CentralConfig) -> Services:
    """What pages are given, in all tests; every part is well."""
    health = {"store": True, "broker": True, "ingest": True, "writer": True}
    return Services(shared_engine, config, lambda: health, lambda: (), OwnStream(shared_engine, config))


@pytest.fixture
def services(shared_services: Services, engine: Engine) -> Services:
    """The same over the test's own store."""
    assert shared_services.engine is engine
    return shared_services


def rating_rows(
    officer: str,
    day: str,
    counts: dict[str, int],
    *,
    site: str = "bac-kan",
    scale: str = "4-level",
    kind: str = "counted",
) -> list[dict[str, str | int]]:
    """Sums of ratings as ingest would write them."""
    common = {"site": site, "scale": scale, "kind": kind, "counter": "1", "channel": "panel"}
    return [{**common, "officer": officer, "day": day, "level": level, "n": n} for level, n in counts.items() if n]


@pytest.fixture
def rate(engine: Engine) -> Callable[..., None]:
    """Puts sums of ratings into the store: ``rate(officer, day, {level: n}, kind=…)``."""

    def rate(*what: Any, **more: Any) -> None:
        if rows := rating_rows(*what, **more):
            with writing(engine) as connection:
                connection.execute(insert(ratings_daily), rows)

    return rate


def load_into(engine: Engine, kind: str, text: str, *, site: str = "bac-kan", dry_run: bool = False) -> Imported:
    """Import a text as if it were a file."""
    source = SourceFile(f"{kind}.csv", text.encode())
    return import_file(engine, IMPORTS[kind], site, source, dry_run=dry_run)


@pytest.fixture
def load(engine: Engine) -> Callable[..., Imported]:
    """Imports a text: ``load("officers", "code,name…")``."""
    return functools.partial(load_into, engine)


@pytest.fixture(scope="session")
def bac_kan(repository: Path) -> list[dict[str, str]]:
    """The published table, with invented names."""
    path = repository / "tests" / "data" / "bac_kan_20210101-20210614_ratings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def bac_kan_file(
    empty_store_file: Path, bac_kan: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A store with that table in it, spread over two days, and the head of one chain."""
    path = tmp_path_factory.mktemp("bac-kan") / "central.db"
    shutil.copyfile(empty_store_file, path)
    engine = open_engine(f"sqlite:///{path}", checkpoints=True)
    load_into(engine, "agencies", "\n".join(["name", *dict.fromkeys(row["agency"] for row in bac_kan)]))
    officers = [f"cb-{row['no']},{row['officer']},{row['agency']}" for row in bac_kan]
    load_into(engine, "officers", "\n".join(["code,name,agency", *officers]))
    rows = []
    for row in bac_kan:
        all_of = {level: int(row[level]) for level in LEVELS}
        half = {level: n // 2 for level, n in all_of.items()}
        rows += rating_rows(f"cb-{row['no']}", "2021-01-04", half)
        rows += rating_rows(f"cb-{row['no']}", "2021-06-14", {k: n - half[k] for k, n in all_of.items()})
    head = {"complete_seq": 1742, "complete_hash": hashlib.sha256(b"last").digest()[:16], "max_seq": 1742}
    names = {"gateway": "q-03", "stream": "6f0c2a91d4b87e35c1f0a2b3c4d5e6f7", "site": "bac-kan"}
    with writing(engine) as connection:
        connection.execute(insert(ratings_daily), rows)
        connection.execute(insert(streams).values(**names, **head, first_seen_ms=0, last_seen_ms=0))
    engine.dispose()
    return path


@pytest.fixture
def bac_kan_store(engine: Engine, bac_kan_file: Path) -> Engine:
    """The test's own store with the published table in it."""
    put_store(bac_kan_file, Path(str(engine.url).removeprefix("sqlite:///")))
    return engine
