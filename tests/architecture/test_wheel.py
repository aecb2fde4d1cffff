"""The wheel as a machine gets it: built, installed away from the repository, and run from there."""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SHIPPED_ELSEWHERE = {"systemd/": "firmware_configs/systemd/"}
PARTS = (
    "quayso.py",
    "contract/",
    "gateway/",
    "kiosk_ui/",
    "central/",
    "simulator/",
    "firmware_configs/",
    "systemd/",
)


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command with nothing of this process's Python settings; its output, after a status of 0."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=repository)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, and with the other packages of this one in reach."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--isolated")
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    (site_packages,) = folder.glob("lib/python3.*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def test_wheel_holds_every_file(wheel, files):
    """Every file of the parts is in the wheel: templates, migrations, styles and examples too."""
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = set()
    for file in files:
        if file.name.startswith(PARTS):
            name = file.name
            for folder, shipped_as in SHIPPED_ELSEWHERE.items():
                name = name.replace(folder, shipped_as, 1) if name.startswith(folder) else name
            expected.add(name)
    assert expected - names == set()
    assert {name for name in names if name.startswith(("tests/", "bench/", "systemd/"))} == set()


def test_installed_command(installed, tmp_path):
    """The installed command knows its version and its words, from a folder that is not the repository."""
    assert run(installed / "bin" / "quayso", "--version", cwd=tmp_path) == "quayso 0.1.0\n"
    assert "report" in run(installed / "bin" / "quayso", "--help", cwd=tmp_path)


def test_installed_modules(installed, modules, repository, tmp_path):
    """Every module is imported from the installed wheel, none from the repository."""
    names = [name for name in modules if not name.endswith("migrations.env")]
    script = "import importlib, sys\nfor name in sys.argv[1:]: print(importlib.import_module(name).__file__)"
    places = run(installed / "bin" / "python", "-c", script, *names, cwd=tmp_path).split()
    assert [place for place in places if not Path(place).is_relative_to(installed)] == []
    assert len(places) == len(names)


def test_installed_store(installed, tmp_path):
    """A new store is made from the migrations in the wheel, by every step there is."""
    script = (
        "from central.store.engine import migrate, open_engine\n"
        "engine = open_engine('sqlite:///store.db')\n"
        "migrate(engine)\n"
        "engine.dispose()\n"
    )
    run(installed / "bin" / "python", "-c", script, cwd=tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "store.db")) as store:
        (steps,) = store.execute("SELECT count(*) FROM alembic_version").fetchone()
    assert steps == 1


def test_installed_examples(installed, tmp_path):
    """Every example of a settings file in the wheel is one that its part takes."""
    (folder,) = installed.glob("lib/python3.*/site-packages/firmware_configs")
    examples = sorted((folder / "examples").rglob("*.toml"))
    assert {"central", "gateway", "site"} <= {word for example in examples for word in example.stem.split("-")}
    for example in examples:
        run(installed / "bin" / "quayso", "check", example, cwd=tmp_path)


def test_installed_demo(installed, tmp_path):
    """The whole office starts from the wheel, runs for two seconds and ends by itself."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ("--port", str(port), "--data", tmp_path / "office", "--seconds", "2")
    run(installed / "bin" / "quayso", "demo", *words, cwd=tmp_path)
    assert (tmp_path / "office").is_dir()
