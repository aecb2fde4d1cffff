"""``quayso close`` as it is typed: the list, closing, closing again, and what it refuses."""

import json
import shutil

import pytest
from sqlalchemy import select

from central.commands import close, report
from central.store.engine import open_engine, reading
from central.store.tables import events

DAYS = ("--from", "2021-01-01", "--to", "2021-01-31")


@pytest.fixture
def typed(tmp_path, bac_kan_file, capsys):
    """``typed("--dry-run")``: the exit status, and what was printed."""
    shutil.copyfile(bac_kan_file, tmp_path / "central.db")
    settings = tmp_path / "central.toml"
    settings.write_text(
        '[database]\nurl = "sqlite:///central.db"\n[sites.bac-kan]\nname = "Trung tâm tỉnh"\nratings = "free"\n',
        encoding="utf-8",
    )

    def run(*words, days=DAYS, site="bac-kan", command=close.run):
        try:
            status = command([*words, "--config", str(settings), "--site", site, *days])
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_looking_closing_and_closing_again(typed, tmp_path):
    """The list first, then version 1 with its hashes, then nothing to close again; the report is the closed one."""
    status, said = typed("--dry-run")
    assert status == 1
    assert "[!] Bảng số của kỳ: Không lập được" in said
    assert "[?] Dòng chưa gửi về" in said
    assert "Kỳ này chưa được chốt." in said
    status, said = typed("--reason", "chưa có bảng hồ sơ")
    assert status == 0
    code = next(line.split()[0] for line in said.splitlines() if line.endswith("  officer-ratings"))
    status, said = typed("--again", "1", "--reason", "x")
    assert status == 2
    assert "số liệu không thay đổi so với bản 1" in said
    output = tmp_path / "out.json"
    status, _ = typed("officer-ratings", "--format", "json", "--output", str(output), command=report.run)
    assert (status, json.loads(output.read_text("utf-8"))["closed"]["sha256"]) == (0, code)
    engine = open_engine(f"sqlite:///{tmp_path / 'central.db'}")
    with reading(engine) as connection:
        kinds = connection.execute(select(events.c.type)).scalars().all()
    engine.dispose()
    assert set(kinds) == {"report.frozen"}


def test_refusals(typed):
    """No reason, a site that is not there, a period that is none: a sentence and 2, nothing is closed."""
    assert typed()[0] == 2
    assert "cần ghi lý do" in typed()[1]
    assert typed("--dry-run", site="khong")[0] == 2
    assert typed("--dry-run", days=("--from", "2021-02-01", "--to", "2021-01-01"))[0] == 2
    assert typed("--again", "3", "--reason", "x")[0] == 2
    assert "Kỳ này chưa được chốt." in typed("--dry-run")[1]
