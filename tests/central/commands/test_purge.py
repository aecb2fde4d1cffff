"""``quayso purge`` as it is typed: what would go, what went, what it refuses."""

import shutil

import pytest

from central.commands import purge


@pytest.fixture
def typed(tmp_path, empty_store_file, capsys):
    """``typed("--dry-run")``: the exit status, and what was printed."""
    shutil.copyfile(empty_store_file, tmp_path / "central.db")
    settings = tmp_path / "central.toml"
    settings.write_text(
        '[database]\nurl = "sqlite:///central.db"\n[retention]\nlines_days = 400\n[sites.bac-kan]\nname = "A"\n',
        encoding="utf-8",
    )

    def run(*words):
        try:
            status = purge.run([*words, "--config", str(settings)])
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_the_dry_run_and_the_refusal(typed):
    """Each kind has its line; a store whose figures were never made is refused, and says what to do."""
    status, said = typed("--dry-run")
    assert status == 0
    assert "lines (bac-kan): Nội dung dòng sự kiện: sẽ xóa 0, trước " in said
    assert "notes: Lời góp ý, mã hồ sơ, lý do để riêng: giữ mãi" in said
    status, said = typed()
    assert status == 2 and "quayso rebuild" in said
