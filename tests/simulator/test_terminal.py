"""What the demo writes: bars that redraw on a terminal, few lines in a file."""

import io

import pytest

from simulator.main import default_folder, run
from simulator.terminal import Terminal, draw_bar


@pytest.mark.parametrize(
    ("done", "whole", "bar"),
    [(0, 10, "[························]   0 %"), (5, 10, "[████████████············]  50 %"),
     (10, 10, "[████████████████████████] 100 %"), (11, 10, "[████████████████████████] 100 %"),
     (0, 0, "[████████████████████████] 100 %"), (999, 1000, "[███████████████████████·]  99 %")],
)  # fmt: skip
def test_bar(done, whole, bar):
    """The bar is full only when all is done, whatever the numbers."""
    assert draw_bar(done, whole) == bar


def test_a_file_gets_a_line_each_tenth():
    """Where nothing can be redrawn, a thousand steps leave eleven lines."""
    stream = io.StringIO()
    terminal = Terminal(stream)
    for step in range(1001):
        terminal.bar(step, 1000, "lượt")
    assert len(stream.getvalue().splitlines()) == 11


def test_a_terminal_is_redrawn():
    """On a terminal one line is written over, and a sentence begins on a line of its own."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Screen()
    terminal = Terminal(stream)
    terminal.bar(1, 1, "xong")
    terminal.say("hết")
    assert stream.getvalue() == f"\r\x1b[K{draw_bar(1, 1)} xong\nhết\n"


@pytest.mark.parametrize(
    "words",
    [["--port", "70000"], ["--port", "x"], ["--visitors", "-1"], ["--speed", "0"], ["--seconds", "nan"], ["--nonsense"],
     ["--from", "hôm nay"]],
)  # fmt: skip
def test_wrong_words_are_refused(words, capsys):
    """A word that makes no sense ends with status 2 and a sentence, before anything starts."""
    assert run(words) == 2
    said = capsys.readouterr().err
    assert "quayso demo" in said
    assert words == ["--nonsense"] or ("không" in said and words[1] in said)


def test_help_is_no_fault(capsys):
    """--help says what there is and ends with 0."""
    assert run(["--help"]) == 0
    assert "--replay" in capsys.readouterr().out


def test_the_data_folder_follows_the_desktop_rules(monkeypatch, tmp_path):
    """Data lie under XDG_DATA_HOME, or under ~/.local/share when that says nothing usable."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "quayso" / "demo"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".local" / "share" / "quayso" / "demo"
