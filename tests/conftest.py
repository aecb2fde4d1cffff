"""What every test of the repository shares: mock pins, hypothesis settings and waiting with a deadline."""

import gc
import itertools
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No deadline: a shared machine is slow at times. In CI the same examples every run.
# `make unit` takes few examples to stay quick, `make test` many; a test that needs more or less than others says
# so as a share of `settings.default.max_examples`.
settings.register_profile(
    "quayso",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=int(os.environ.get("QUAYSO_EXAMPLES", "10")),
)
settings.load_profile("quayso")


def pytest_configure(config: pytest.Config) -> None:
    """Mock pins instead of hardware, and a folder for the FIFO that lgpio leaves where it is imported."""
    os.environ.setdefault("GPIOZERO_PIN_FACTORY", "mock")
    cache = getattr(config, "cache", None)
    if cache is not None:
        os.environ.setdefault("LG_WD", str(cache.mkdir("lgpio")))


_ALL_SLOW = re.compile(r"^pytestmark = (\[\s*)?pytest\.mark\.slow\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files with slow tests alone are not even imported for the fast ones: browsers, brokers and what drives them."""
    if not config.option.markexpr.startswith("not slow") or collection_path.suffix != ".py":
        return None
    return _ALL_SLOW.search(collection_path.read_text("utf-8")) is not None or None


_FOLDER_FIXTURES = frozenset({"tmp_path", "tmp_path_factory", "repository"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a folder works on real files, stores or lines: a part, and not a unit."""
    for item in items:
        if not _FOLDER_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("part")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the garbage collector from what is imported: going through it again and again is a tenth of the time.

    Afterwards it looks seldom at what is old, which is what tests share.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(5_000, 20, 20)
        gc.enable()


_FOLDERS = itertools.count(1)


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder of the test's own. pytest's looks through all earlier ones to find a number, for each test."""
    path = tmp_path_factory.getbasetemp() / f"{next(_FOLDERS)}-{re.sub(r'[^a-z_]+', '-', request.node.name)[:24]}"
    path.mkdir(0o700)
    return path


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the working tree."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., None]:
    """Call it with a condition: it returns as soon as that holds and fails the test after `timeout_s`."""

    def wait(condition: Callable[[], object], timeout_s: float = 10.0, what: str = "the condition") -> None:
        deadline = time.monotonic() + timeout_s
        pause = threading.Event()
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"{what} did not hold within {timeout_s} s")
            pause.wait(0.005)

    return wait


CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = (
    "--lang=vi-VN", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by playwright, one for all tests; `make test` installs it."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is not installed (Debian package chromium); tools/setup.sh test installs it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
