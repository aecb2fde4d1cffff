"""``quayso report`` and ``quayso import`` as they are typed: files, exit statuses, and what is said."""

import csv
import json
import shutil
import sqlite3
import stat

import pytest

from central.commands import import_, report
from central.store.engine import open_engine
from quayso import COMMANDS

DAYS = ("--from", "2021-01-01", "--to", "2021-06-14")


@pytest.fixture
def engine(tmp_path, empty_store_file):
    """A store where the settings say, not where the other tests have theirs: the commands open it by themselves."""
    shutil.copyfile(empty_store_file, tmp_path / "central.db")
    return open_engine(f"sqlite:///{tmp_path / 'central.db'}")


@pytest.fixture
def settings(tmp_path, engine):
    """A central.toml beside the store of the test."""
    path = tmp_path / "central.toml"
    path.write_text(
        '[database]\nurl = "sqlite:///central.db"\n'
        '[sites.bac-kan]\nname = "Trung tâm tỉnh"\nratings = "free"\n[sites.mau]\nname = "Mẫu"\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def ask(settings, tmp_path):
    """``ask("csv")``: write the report of the half-year and return status and file."""

    def ask(ending, *more, name="officer-ratings", site="bac-kan", days=DAYS):
        output = tmp_path / f"out.{ending}"
        words = [name, "--config", str(settings), "--site", site, *days, "--format", ending, "--output", str(output)]
        return status_of(report.run, [*words, *more]), output

    return ask


@pytest.fixture
def put(settings, tmp_path):
    """``put("officers", text)``: import a text and return the status."""

    def put(kind, text, *more, site="bac-kan"):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return status_of(import_.run, [kind, str(path), "--config", str(settings), "--site", site, *more])

    return put


def status_of(run, words):
    """The exit status, however the command ends."""
    try:
        return run(words)
    except SystemExit as stopped:
        return stopped.code


def test_the_commands_are_in_the_table():
    """The words `report` and `import` lead to these functions."""
    targets = {command.word: command.target for command in COMMANDS}
    assert targets["report"] == "central.commands.report:run"
    assert targets["import"] == "central.commands.import_:run"


def test_report_csv(ask, bac_kan_store):
    """The CSV file holds the published table and its totals."""
    status, output = ask("csv")
    assert status == 0
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    (total,) = [row for row in rows if row["row_kind"] == "total"]
    assert [total[level] for level in ("good", "fair", "average", "poor", "ratings")] == ["1736", "4", "2", "0", "1742"]
    assert total["satisfied_share"] == "99.89"


def test_report_json(ask, bac_kan_store):
    """The JSON file has the shape of design §7."""
    status, output = ask("json")
    made = json.loads(output.read_text(encoding="utf-8"))
    assert status == 0
    assert (made["report"], made["site"], made["from"], made["to"]) == (
        "officer-ratings", "bac-kan", "2021-01-01", "2021-06-14",
    )  # fmt: skip
    assert made["figures"]["satisfied_share"] == {
        "value": "99.89", "numerator": 1740, "denominator": 1742, "unit": "percent", "source": "queue",
        "change": None, "change_year": None, "earlier": [],
    }  # fmt: skip


def test_output_is_replaced_whole(ask, tmp_path, bac_kan_store):
    """A file that is there is replaced with its rights kept, and nothing else is left in the folder."""
    (tmp_path / "out.csv").write_text("old")
    (tmp_path / "out.csv").chmod(0o640)
    before = set(tmp_path.iterdir())
    _, output = ask("csv")
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(output.stat().st_mode) == 0o640
    assert {path for path in tmp_path.iterdir() if "central.db" not in path.name} == {
        path for path in before if "central.db" not in path.name
    }


def test_printed_without_output(settings, capfdbinary, bac_kan_store):
    """Without --output the report is printed, for a pipe."""
    assert status_of(report.run, ["officer-ratings", "--config", str(settings), "--site", "mau", *DAYS]) == 0
    assert capfdbinary.readouterr().out.startswith(b"\xef\xbb\xbfrow_kind,")


def test_pdf_without_its_face(settings, ask, tmp_path, capsys):
    """PDF without the face of documents ends in 3 and says what to install; DOCX is written all the same."""
    with settings.open("a", encoding="utf-8") as file:
        file.write(f'[documents]\nfonts = "{tmp_path}"\n')
    status, path = ask(ending="pdf")
    assert (status, path.exists()) == (3, False)
    assert "fonts-liberation2" in capsys.readouterr().err
    status, path = ask(ending="docx")
    assert (status, path.read_bytes()[:2]) == (0, b"PK")


@pytest.mark.parametrize(
    ("how", "status", "said"),
    [
        ({"ending": "odt"}, 2, "xlsx, csv, json, html"),
        ({"ending": "csv", "name": "weather"}, 2, "officer-ratings"),
        ({"ending": "csv", "site": "lai-chau"}, 2, "bac-kan, mau"),
        ({"ending": "csv", "days": ("--from", "2021-02-30", "--to", "2021-03-01")}, 2, "2021-02-30"),
        ({"ending": "csv", "days": ("--from", "01/02/2021", "--to", "2021-03-01")}, 2, "YYYY-MM-DD"),
        ({"ending": "csv", "days": ("--from", "2021-03-02", "--to", "2021-03-01")}, 2, "đứng trước"),
        ({"ending": "csv", "days": ("--from", "1021-03-02", "--to", "2021-03-01")}, 2, "1990"),
        ({"ending": "csv", "days": ("--from", "2021-03-02")}, 2, "--to"),
    ],
)
def test_report_refuses(ask, capsys, how, status, said):
    """Wrong words end in 2, a part that is not there in 3; the message says what is allowed, no file is left."""
    got, output = ask(**how)
    error = capsys.readouterr().err
    assert got == status
    assert said in error
    assert "Traceback" not in error
    assert not output.exists()


def test_report_into_no_folder(ask, tmp_path, capsys, bac_kan_store):
    """An output that cannot be written ends in 2 with its path."""
    missing = tmp_path / "missing" / "a.csv"
    assert ask("csv", "--output", str(missing))[0] == 2
    assert str(missing) in capsys.readouterr().err


def test_report_without_a_store(ask, tmp_path, capsys):
    """Where no store is, nothing is made up: 3, and no empty store is left behind."""
    (tmp_path / "central.db").unlink()
    assert ask("csv")[0] == 3
    assert "quayso central" in capsys.readouterr().err
    assert not (tmp_path / "central.db").exists()


@pytest.mark.parametrize("content", [b"no database at all" * 100, None])
def test_a_store_that_cannot_be_used(ask, tmp_path, capsys, content):
    """A file that is no store, or one of a later version, ends in 3 with a sentence."""
    path = tmp_path / "central.db"
    if content is None:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    else:
        path.write_bytes(content)
    assert ask("csv")[0] == 3
    error = capsys.readouterr().err
    assert "kho dữ liệu" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("text", ["[sites.bac-kan]\nnam = 1\n", "nonsense", None])
def test_settings_that_cannot_be_read(ask, settings, capsys, text):
    """Wrong or missing settings end in 2 and name the file."""
    settings.unlink() if text is None else settings.write_text(text)
    assert ask("csv")[0] == 2
    assert str(settings) in capsys.readouterr().err


def test_import(put, ask, capsys):
    """An import says how many rows it stored, and the report shows them."""
    assert put("officers", "code,name\ncb-01,Hồ Thị Lan\n") == 0
    assert "1 dòng/rows" in capsys.readouterr().out
    assert "Hồ Thị Lan" in ask("csv")[1].read_text(encoding="utf-8-sig")


def test_import_with_findings(put, ask, capsys):
    """An unknown agency ends in 1: the sentence is printed, the row is kept."""
    assert put("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Lạ\n") == 1
    assert "list.csv, dòng/row 2, cột/column agency ghi/says “Sở Lạ”" in capsys.readouterr().out
    assert "Sở Lạ" in ask("csv")[1].read_text(encoding="utf-8-sig")


def test_import_dry_run(put, ask, capsys):
    """A dry run ends as the import would, and stores nothing."""
    assert put("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Lạ\n", "--dry-run") == 1
    assert "chưa lưu" in capsys.readouterr().out
    assert "Hồ Thị Lan" not in ask("csv")[1].read_text(encoding="utf-8-sig")


def test_import_makes_the_store(put, tmp_path):
    """Lists may be imported before central ever ran."""
    (tmp_path / "central.db").unlink()
    assert put("agencies", "name\nSở Tư pháp\n") == 0


@pytest.mark.parametrize(
    ("kind", "text", "more", "said"),
    [
        ("officers", "code,name\n1,A\n1,B\n", (), "dòng/row 3"),
        ("officers", "code,nam\n1,A\n", (), "“nam”"),
        ("people", "code,name\n1,A\n", (), "agencies, officers, services"),
        ("officers", "code,name\n1,A\n", ("--from", "2021-01-01"), "--from"),
        ("officers", "code,name\n1,A\n", ("--layout", "LC"), "LC"),
        ("officers", "code,name\n1,A\n", ("--from", "x"), "YYYY-MM-DD"),
    ],
)
def test_import_refuses(put, ask, capsys, kind, text, more, said):
    """A file that cannot be understood ends in 2, says where, and leaves the list as it was."""
    put("officers", "code,name\ncb-01,Hồ Thị Lan\n")
    assert put(kind, text, *more) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert "Hồ Thị Lan" in ask("csv")[1].read_text(encoding="utf-8-sig")


def test_import_for_an_unknown_site(put, capsys):
    """A site that is not configured ends in 2 with those that are."""
    assert put("officers", "code,name\n1,A\n", site="lai-chau") == 2
    assert "bac-kan, mau" in capsys.readouterr().err


def test_import_of_a_missing_file(settings, tmp_path, capsys):
    """A file that is not there, or is a folder, ends in 2 and is named."""
    for path in (tmp_path / "none.csv", tmp_path):
        words = ["officers", str(path), "--config", str(settings), "--site", "mau"]
        assert status_of(import_.run, words) == 2
        assert str(path) in capsys.readouterr().err


POSTAL = "agency,row_kind,postal_service_count\nSở A,agency,7\n,total,7\n"
PERIOD = ("--from", "2021-01-01", "--to", "2021-06-14")


def test_import_of_a_table(put, capsys, settings):
    """A table without findings is 0, with findings 1, one that cannot be understood 2; the summary has its period."""
    assert put("agencies", "name\nSở A\n") == 0
    assert put("postal", POSTAL, *PERIOD) == 0
    assert "(mẫu/layout postal), 01/01/2021–14/06/2021: 2 dòng/rows, 0 điểm" in capsys.readouterr().out
    assert put("postal", POSTAL.replace("total,7", "total,9"), *PERIOD, "--dry-run") == 1
    said = capsys.readouterr().out
    assert "ghi 9; cộng các dòng được 7; chênh lệch +2" in said
    assert "chạy thử" in said
    for text, more, why in (
        (POSTAL, (), "--from YYYY-MM-DD"),
        (POSTAL, ("--from", "2021-01-01", "--to", "2021-01-31"), "chồng lên"),
        (POSTAL.replace("A,agency,7", "A,agency,-7"), PERIOD, "không được âm"),
        (POSTAL.replace(",total,7\n", ""), PERIOD, "thiếu dòng tổng"),
        ("x" * 11_000_000, PERIOD, "10 MB"),
        (POSTAL, (*PERIOD, "--sheet", "A"), "--sheet"),
        (POSTAL, (*PERIOD, "--layout", "LC"), "không có mẫu"),
    ):
        assert put("postal", text, *more) == 2
        error = capsys.readouterr().err
        assert why in error
        assert "Traceback" not in error
    with sqlite3.connect(settings.with_name("central.db")) as store:
        assert store.execute("SELECT count(*) FROM imports WHERE kind = 'postal'").fetchone() == (1,)
    store.close()


def test_report_without_a_table(ask, capsys):
    """A period without an imported table ends in 2 and leaves no file."""
    status, output = ask("csv", name="dossiers")
    assert (status, output.exists()) == (2, False)
    assert "chưa nạp bảng hồ sơ" in capsys.readouterr().err
