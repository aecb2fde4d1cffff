"""What `quayso check` points out about the prefixes of a site, and that it takes the site all the same."""

from pathlib import Path

import pytest

import quayso

SITE = """site = "trung-tam"
name = "Trung tâm"
ratings = [{ scale = "4-level", mode = "per-ticket", valid_from = 2026-01-01 }]
counters = [{ id = "3" }]
"""
GATEWAY = 'gateway = "q-01"\nsite = "trung-tam"\nroles = ["hall"]\n'
SERIAL = """[[boards]]
name = "bang-3"
driver = "serial_led"
port = "/dev/ttyUSB0"
"""
NUMBERS = """[[boards]]
name = "bang-3"
driver = "modbus_led"
port = "/dev/ttyUSB0"
layout = "number"
"""
SOFTWARE = '[[boards]]\nname = "bang-3"\ndriver = "dummy"\n'


@pytest.fixture
def check(tmp_path: Path, capsys):
    """Runs `quayso check` over a gateway with these boards and services of these prefixes; gives what it printed."""

    def run(prefixes: str, boards: str | None = "", name: str = "gateway.toml") -> list[str]:
        services = "".join(f'[[services]]\ncode = "s{n}"\nname = "S"\nprefix = "{p}"\n' for n, p in enumerate(prefixes))
        (tmp_path / "site.toml").write_text(SITE + services, "utf-8")
        (tmp_path / "gateway.toml").write_text(f"{GATEWAY}{boards}", "utf-8")
        assert quayso.main(["check", str(tmp_path / name)]) == 0
        out, err = capsys.readouterr()
        assert not err and "sound" in out
        return [line for line in out.splitlines() if line.startswith("lưu ý · note: site.toml:")]

    return run


@pytest.mark.parametrize("name", ["gateway.toml", "site.toml"])
def test_prefixes_that_sound_alike_are_pointed_out(check, name):
    """A bê and a pê over a loudspeaker: named once with the line, in both languages, and the file is sound."""
    notes = check("ABPB", name=name)
    assert len(notes) == 1
    assert "site.toml:16: services[3].prefix" in notes[0]
    assert "dễ nhầm với “B”" in notes[0] and "sounds like “B”" in notes[0]


@pytest.mark.parametrize("boards", ["", SERIAL, SOFTWARE])
def test_easy_prefixes_are_passed_over_in_silence(check, boards):
    """Control: nothing is said about letters that are heard and drawn well."""
    assert check("ACHAEG", boards) == []


@pytest.mark.parametrize(("boards", "found"), [(SERIAL, 2), (SOFTWARE, 0), (NUMBERS, 0), ("", 0)])
def test_letters_that_seven_segments_cannot_draw(check, boards, found):
    """K and X matter where a serial board gets letters, and nowhere else."""
    notes = check("AKXK", boards)
    assert len(notes) == found
    assert all("không vẽ được" in note and "cannot draw" in note and "bang-3" in note for note in notes)
