"""The `quayso` command: which part a word loads, and what its exit status says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import quayso


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch):
    """Puts a function in the place of every part; its calls are kept."""
    loaded: list[tuple[str, list[str]]] = []

    def put(run=lambda argv: 0):
        def load(target: str):
            def called(argv: list[str]) -> int:
                loaded.append((target, argv))
                return run(argv)

            return called

        monkeypatch.setattr(quayso, "_load", load)
        return loaded

    return put


@pytest.mark.parametrize(
    ("line", "target", "rest"),
    [
        ("demo --port 9000", "simulator.main:run", ["--port", "9000"]),
        ("gateway --config g.toml", "gateway.main:run", ["--config", "g.toml"]),
        ("gateway ctl sign-in 3", "gateway.control.ctl:run", ["sign-in", "3"]),
        ("report officer-ratings --help", "central.commands.report:run", ["officer-ratings", "--help"]),
        ("import officers f.csv", "central.commands.import_:run", ["officers", "f.csv"]),
    ],
)
def test_a_word_loads_its_part(part, line, target, rest):
    """Each word hands the rest of the line, options too, to the function of its part."""
    loaded = part()
    assert quayso.main(line.split()) == 0
    assert loaded == [(target, rest)]


def test_the_parts_status_is_the_commands(part):
    """A part's findings are the exit status of the command."""
    part(lambda argv: 1)
    assert quayso.main(["audit"]) == 1


@pytest.mark.parametrize("command", quayso.COMMANDS, ids=lambda command: command.word)
def test_every_word_has_a_function(command):
    """Every word of the table names a function that is there, takes the line and explains itself."""
    run = quayso._load(command.target)
    try:
        status = run(["--help"])
    except SystemExit as ended:
        status = ended.code
    assert status == 0


def test_unknown_word(capsys):
    """A word that is no command ends with status 2 and the words that are."""
    with pytest.raises(SystemExit) as ended:
        quayso.main(["frobnicate"])
    assert ended.value.code == 2
    assert "report" in capsys.readouterr().err


def test_missing_package_names_the_extra(part, capsys):
    """Where a package is not installed the command ends with 3 and says what to install."""

    def needs(argv):
        raise ModuleNotFoundError("No module named 'flask'", name="flask")

    part(needs)
    assert quayso.main(["central"]) == 3
    assert 'pip install "quayso[central]"' in capsys.readouterr().err


def test_missing_own_module_is_a_fault(part):
    """A module of our own that is missing is a fault of the program, not of the installation."""

    def broken(argv):
        raise ModuleNotFoundError("No module named 'central.nothing'", name="central.nothing")

    part(broken)
    with pytest.raises(ModuleNotFoundError):
        quayso.main(["central"])


def test_interrupt_is_quiet(part, capsys):
    """Ctrl-C ends with 130 and without a traceback."""

    def interrupted(argv):
        raise KeyboardInterrupt

    part(interrupted)
    assert quayso.main(["demo"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("central.toml", "[web]\nprot = 8080\n", "central.toml:2: web.prot: "),
        ("x.toml", "[broker]\nport = 'many'\n", "x.toml:2: broker.port: "),
        ("gateway.toml", "gateway = 3\n", "gateway.toml:1: gateway: "),
        ("site.toml", "counters = 3\n", "site.toml:1: counters: "),
        ("other.toml", "nothing = 1\n", "other.toml: of no known kind"),
        ("other.toml", "nothing", "other.toml:1: "),
        ("central.toml", None, "cannot be read"),
    ],
)
def test_check_says_what_is_wrong(tmp_path: Path, capsys, name, text, said):
    """`quayso check` ends with 2 and names file, line and key of what is wrong."""
    file = tmp_path / name
    if text is not None:
        file.write_text(text)
    assert quayso.main(["check", str(file)]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


def test_check_of_a_sound_file(tmp_path: Path, capsys):
    """`quayso check` ends with 0 for a file that its part would take."""
    file = tmp_path / "central.toml"
    file.write_text("[web]\nport = 8080\n")
    assert quayso.main(["check", str(file)]) == 0
    assert "sound (central)" in capsys.readouterr().out


@pytest.mark.slow
def test_loads_only_what_is_asked_for():
    """Asking for the version loads neither the parts nor their packages."""
    script = (
        "import sys, quayso\n"
        "try: quayso.main(['--version'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.partition('.')[0] in "
        "('gateway', 'central', 'simulator', 'flask', 'sqlalchemy', 'gpiozero', 'paho')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_reader_that_goes_away(tmp_path: Path):
    """A reader that closes the pipe early (`quayso … | head`) sees no traceback."""
    script = (
        "import quayso, sys\n"
        "def load(target):\n"
        "    return lambda argv: [print('x' * 1000) for _ in range(10_000)] and 0\n"
        "quayso._load = load\n"
        "sys.exit(quayso.main(['audit']))"
    )
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", script], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
