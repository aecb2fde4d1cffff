"""The evening slip: counts and chain heads of a day, in words that people sign."""

import hashlib
from pathlib import Path
from typing import Any

from central.commands import export


def status_of(argv: list[str]) -> int:
    """The exit status of the command."""
    try:
        return export.run(argv)
    except SystemExit as error:
        return int(error.code or 0)


def words(office: Any, day: str, *more: str, site: str = "bac-kan") -> list[str]:
    """The words that ask for the slip of a day."""
    return ["slip", "--config", str(office.folder / "central.toml"), "--site", site, "--day", day, *more]


def test_the_slip_tells_counts_and_heads(office: Any, writers: dict[str, Any], capsys: Any) -> None:
    """Counts by level, what stands apart, and the head of each stream with one code for all."""
    assert status_of(words(office, "2026-11-20")) == 0
    said = capsys.readouterr().out
    assert "PHIẾU CUỐI NGÀY 20/11/2026" in said
    counts = {line.split(" .")[0].strip(): int(line.split()[-1]) for line in said.splitlines() if " ..." in line}
    assert counts["Đánh giá được tính"] == sum(counts[level] for level in ("Tốt", "Khá", "Trung bình", "Kém")) > 0
    assert counts["Để riêng: để riêng theo quyết định"] == 1
    plain = said.replace(" ", "").replace("\n", "")
    heads = [writers[name] for name in ("central", "plain", "reset")]
    lines = sorted(f"{one.gateway} {one.stream} {len(one.lines)} {one.head}\n" for one in heads)
    assert all(one.head in plain for one in heads)
    assert hashlib.sha256("".join(lines).encode()).hexdigest()[:32] in plain
    assert writers["dark"].head not in plain


def test_a_slip_goes_to_a_file(office: Any, tmp_path: Path, capsys: Any) -> None:
    """A day on which nothing happened has a slip too; an unknown site and a folder that is not there are refused."""
    assert status_of(words(office, "2026-11-22", "--output", str(tmp_path / "slip.txt"))) == 0
    text = (tmp_path / "slip.txt").read_text("utf-8")
    assert "22/11/2026" in text
    assert max(map(len, text.splitlines())) <= 80
    assert status_of(words(office, "2026-11-22", site="nowhere")) == 2
    assert status_of(words(office, "2026-11-22", "--output", str(tmp_path / "no" / "slip.txt"))) == 2
    assert "slip.txt" in capsys.readouterr().err
