"""``quayso people``: accounts from the command line, and what the first start prints."""

import pytest

from central.commands.people import first_link_lines, run
from central.config import load_config
from central.people.accounts import person_by_code
from central.people.links import find_link
from central.people.moments import now_ms
from central.people.roles import Grant
from central.people.sessions import open_sessions
from central.store.engine import reading


@pytest.fixture
def words(tmp_path, engine):
    """Call it with words: what `quayso people` printed and its exit status."""
    file = tmp_path / "central.toml"
    file.write_text(
        f'[web]\npublic_url = "https://mot-cua.mau.vn/"\n[database]\nurl = "{engine.url}"\n[sites.mau]\nname = "Mẫu"\n',
        "utf-8",
    )

    def words(*said):
        return run([*said, "--config", str(file)])

    words.config = load_config(file)
    return words


def test_an_account_from_the_command_line(words, engine, capsys):
    """Somebody is added with a right and gets a link; a second right is added; the list names both."""
    assert words("add", "mai", "--name", "Lò Thị Mai", "--role", "head", "--of", "mau") == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://mot-cua.mau.vn/lien-ket/")
    with reading(engine) as connection:
        assert find_link(connection, link.rpartition("/")[2], now_ms()).purpose == "invite"
    assert words("add", "mai", "--role", "agency", "--of", "mau", "--detail", "Sở Y tế") == 0
    with reading(engine) as connection:
        held = person_by_code(connection, "mai").grants
    assert held == (Grant("mau", "agency", "Sở Y tế"), Grant("mau", "head"))
    capsys.readouterr()
    assert words("list") == 0
    assert "mai\tLò Thị Mai\tagency Sở Y tế @ mau; head @ mau\tno password" in capsys.readouterr().out


def test_a_link_and_the_end_of_sessions(words, engine, admit, capsys):
    """A link for somebody who forgot, and every session of somebody ended."""
    admit("guide", code="an")
    assert words("link", "an") == 0
    assert "/lien-ket/" in capsys.readouterr().out
    assert words("end-sessions", "an") == 0
    with reading(engine) as connection:
        assert [one.person for one in open_sessions(connection, now_ms()) if one.person == "an"] == []


@pytest.mark.parametrize(
    "said",
    [
        ("link", "nobody"),
        ("end-sessions", "nobody"),
        ("add", "mai", "--name", "Mai", "--role", "head", "--of", "lai-chau"),
        ("add", "mai", "--name", "Mai", "--role", "officer", "--of", "mau"),
        ("add", "mai", "--role", "head", "--of", "mau"),
    ],
)
def test_wrong_words(words, said, capsys):
    """What cannot be ends with 2 and a sentence."""
    with pytest.raises(SystemExit) as stopped:
        words(*said)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("quayso people: ")


def test_what_the_first_start_prints(words):
    """The address is the one people use, in two languages."""
    lines = first_link_lines(words.config, "/lien-ket/abc")
    assert lines[-1].strip() == "https://mot-cua.mau.vn/lien-ket/abc"
