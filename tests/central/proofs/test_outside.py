"""The package for people outside: its verifier agrees on sound data and names the place of whatever was done to it."""

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from central.commands import export

PERIOD = ("--from", "2026-11-01", "--to", "2026-11-30")
OUTSIDE = Path(export.__file__).parents[1] / "proofs" / "outside" / "verify.py"
Packages = Callable[..., Path]


def status_of(argv: list[str]) -> int:
    """The exit status of the command."""
    try:
        return export.run(argv)
    except SystemExit as error:
        return int(error.code or 0)


def words(office: Any, output: Path, site: str = "bac-kan") -> list[str]:
    """The words that write a package of November."""
    settings = str(office.folder / "central.toml")
    return ["proof", "--config", settings, "--site", site, *PERIOD, "--output", str(output)]


def verify(package: Path, *more: str) -> tuple[int, str]:
    """Run the package's own verifier with a bare Python; its status and what it said."""
    command = [sys.executable, "-I", "-S", str(package / "verify.py"), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=package)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def package(office: Any, tmp_path: Path) -> Packages:
    """``package("mau")``: a package of a sound office."""

    def package(site: str = "bac-kan") -> Path:
        output = tmp_path / f"package-{site}"
        assert status_of(words(office, output, site)) == 0
        return output

    return package


def lines_of(package: Path, gateway: str, number: int) -> Path:
    """The lines of a stream in a package."""
    return package / "lines" / gateway / f"{number:032x}.jsonl"


@pytest.mark.slow
@pytest.mark.parametrize("site", ["bac-kan", "mau"])
def test_a_sound_package_is_proved(package: Packages, site: str) -> None:
    """Boots without a clock, changes, decisions, repeats, unknown types: a bare Python finds all of it right."""
    status, said = verify(package(site))
    assert status == 0, said
    assert "everything holds" in said


@pytest.mark.slow
def test_lines_are_handed_out_byte_for_byte(package: Packages, writers: dict[str, Any]) -> None:
    """The file of a stream holds the lines as their gateway wrote them."""
    plain = writers["plain"]
    assert lines_of(package(), "q-01", 1).read_bytes() == b"".join(raw + b"\n" for raw in plain.lines)


def changed(lines: list[bytes]) -> list[bytes]:
    """The third line tells another level."""
    return [*lines[:2], lines[2].replace(b'"poor"', b'"good"'), *lines[3:]]


def added(lines: list[bytes]) -> list[bytes]:
    """A fourth line that was never written."""
    return [*lines[:3], lines[2].replace(b'"seq":3', b'"seq":3,"x":1'), *lines[3:]]


def swapped(lines: list[bytes]) -> list[bytes]:
    """The third line stands behind the fourth."""
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


CRIMES = [
    pytest.param(changed, "dòng đã bị sửa", id="changed"),
    pytest.param(lambda lines: lines[:2] + lines[3:], "dòng đã bị bỏ đi", id="removed"),
    pytest.param(added, "dòng đã được thêm vào", id="added"),
    pytest.param(swapped, "không đúng thứ tự", id="swapped"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("crime", "said"), CRIMES)
def test_a_line_that_was_touched_is_named(
    package: Packages, crime: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    """A line changed, removed, added or moved: gateway, stream and seq of it, and status 1."""
    made = package()
    path = lines_of(made, "q-01", 1)
    path.write_bytes(b"".join(raw + b"\n" for raw in crime(path.read_bytes().splitlines())))
    status, out = verify(made)
    named = [line for line in out.splitlines() if f"q-01 {1:032x} 3:" in line and said in line]
    assert status == 1
    assert len(named) == 1, out


@pytest.mark.slow
def test_a_line_changed_with_its_place_and_file_hash_breaks_the_chain(package: Packages) -> None:
    """Who also writes the new hash into the places is found out by the line behind."""
    made = package()
    path, places = lines_of(made, "q-01", 1), made / "places" / "q-01" / f"{1:032x}.csv"
    before = path.read_bytes().splitlines()
    after = changed(before)
    path.write_bytes(b"".join(raw + b"\n" for raw in after))
    hashes = [_hash(before[2]), _hash(after[2])]
    places.write_text(places.read_text().replace(*hashes))
    status, out = verify(made)
    assert status == 1
    assert f"q-01 {1:032x} 4: không chỉ đúng dòng 3" in out


def _hash(raw: bytes) -> str:
    """The hash of a line."""
    return hashlib.sha256(raw).hexdigest()[:32]


@pytest.mark.slow
def test_an_end_cut_off_with_its_places_is_named(package: Packages) -> None:
    """The stated head is then the hash of no line."""
    made = package()
    for path in (lines_of(made, "q-01", 2), made / "places" / "q-01" / f"{2:032x}.csv"):
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    status, out = verify(made)
    assert status == 1
    assert f"q-01 {2:032x} 4: không phải đầu xích đã ghi" in out


@pytest.mark.slow
@pytest.mark.parametrize("column", ["good", "ratings", "satisfied_ratings", "satisfied_share"])
def test_every_figure_of_the_table_is_recomputed(package: Packages, column: str) -> None:
    """A cell that was changed is named with its row and column, in every row."""
    made = package()
    path = made / "officer-ratings.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        was, row[column] = row[column], "77"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(row), lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
        row[column] = was
        status, out = verify(made)
        kind = f"item {row['officer_code']}" if row["row_kind"].endswith("officer") else row["row_kind"]
        assert status == 1
        assert f"officer-ratings.csv [{kind}] {column}: bảng ghi “77”" in out


@pytest.mark.slow
def test_redacted_lines_are_named_and_the_rest_is_proved(office: Any, tmp_path: Path) -> None:
    """Lines whose bytes were purged: named with their places, counted by central's word, the chain goes on."""
    number = office.change("UPDATE events SET line = NULL WHERE stream_id IN (SELECT id FROM streams) AND seq < 3")
    assert number == 10
    made = tmp_path / "package"
    assert status_of(words(office, made)) == 0
    status, out = verify(made)
    assert status == 0, out
    assert f"#  q-01 {1:032x} 1-2: đã xóa nội dung theo quy định / redacted" in out
    assert (made / "places" / "q-01" / f"{1:032x}.csv").read_text().splitlines()[1].startswith("1,2,redacted,")


@pytest.mark.slow
def test_a_rating_that_central_keeps_out_of_its_figures_is_named(office: Any, tmp_path: Path) -> None:
    """A sound rating that the store calls unreadable counts in no table, and the verifier says so."""
    office.change("UPDATE events SET state = 'unreadable' WHERE seq = 1 AND hash = :hash", hash=_first_hash(office))
    made = tmp_path / "package"
    assert status_of(words(office, made)) == 0
    status, out = verify(made)
    assert status == 1
    assert f"q-01 {1:032x} 1: đánh giá này không được tính như nó đáng" in out


def _first_hash(office: Any) -> bytes:
    """The hash of the first line of the first stream."""
    return next(row[3] for row in office.dump()["events"] if row[4] and b'"stream":"' + b"0" * 31 + b"1" in row[4])


@pytest.mark.slow
def test_a_head_on_paper_is_looked_up(package: Packages, writers: dict[str, Any]) -> None:
    """The hash of a line is found with its place; one that no line has is a finding."""
    made = package()
    status, out = verify(made, "--head", writers["plain"].head)
    assert status == 0
    assert f"'q-01 {1:032x} {len(writers['plain'].lines)}'" in out
    assert verify(made, "--head", "00" * 16)[0] == 1


@pytest.mark.slow
def test_a_zip_holds_the_same_files(office: Any, package: Packages, tmp_path: Path) -> None:
    """The ZIP file of the package is unpacked and proved like the folder."""
    folder, packed = package(), tmp_path / "package.zip"
    assert status_of(words(office, packed)) == 0
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path / "unpacked")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {
        str(p.relative_to(tmp_path / "unpacked")) for p in (tmp_path / "unpacked").rglob("*") if p.is_file()
    } == names
    assert verify(tmp_path / "unpacked")[0] == 0


def test_nothing_is_written_over(office: Any, tmp_path: Path, capsys: Any) -> None:
    """A folder that is there stays as it is: status 2, and a sentence."""
    (tmp_path / "kept").mkdir()
    assert status_of(words(office, tmp_path / "kept")) == 2
    assert "đã có" in capsys.readouterr().err
    assert status_of(words(office, tmp_path / "no" / "such" / "folder")) == 2
    assert status_of(words(office, tmp_path / "new", "nowhere")) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_the_verifier_needs_nothing_but_python() -> None:
    """It imports the standard library alone and has at most 300 lines."""
    text = OUTSIDE.read_text("utf-8")
    named = [line.partition(" ")[2] for line in text.splitlines() if line.startswith(("import ", "from "))]
    imported = {word.split()[0].split(".")[0] for line in named for word in line.split(" import ")[0].split(",")}
    assert imported <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 300


@pytest.mark.slow
def test_a_folder_without_a_package_is_told(tmp_path: Path) -> None:
    """Status 2 and a sentence, no traceback."""
    shutil.copy(OUTSIDE, tmp_path / "verify.py")
    assert verify(tmp_path)[0] == 2
    (tmp_path / "proof.json").write_text(json.dumps({"streams": 1}))
    assert verify(tmp_path)[0] == 2
