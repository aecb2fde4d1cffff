"""The page "Nạp số liệu": previews, questions, refusals, and that just what was shown is stored."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from central.imports.registry import IMPORTS
from central.store.engine import reading
from central.store.tables import audit_log, import_cells, imports
from central.web.imports.keeping import FOLDER

LAI_CHAU = Path(__file__).parents[2] / "imports" / "data" / "lai_chau_20190903-20200512_dossiers.csv"
HEAD = ["STT", "Cơ quan", "Số lượt"]


def postal(first, total):
    """The rows of a small table with a title."""
    return [["BẢNG 1"], [], HEAD, [1, "Sở A", first], [None, "Tổng cộng", total], [], [None, "NGƯỜI LẬP BIỂU"]]


def test_from_the_file_to_the_history(person, stored, known_agencies):
    """The published table: previewed with five rows that do not balance, stored on confirmation, kept with them."""
    text = person.choose("dossiers", LAI_CHAU.read_bytes(), LAI_CHAU.name)
    assert stored() == 0
    assert "03/09/2019–12/05/2020" in text
    assert "bằng đúng cột Tạm dừng" in text
    assert "Sở Kế hoạch và Đầu tư, cột Tổng số ghi" in text
    text = person.store()
    assert stored() == 1
    assert "Đã nạp" in text
    assert "Người Dùng Thử" in text
    assert "Sở Kế hoạch và Đầu tư, cột Tổng số ghi" in text
    text = person.see("/imports/history?site=bac-kan")
    assert "Đang dùng" in text
    assert LAI_CHAU.name in text


def test_it_is_logged(person, engine):
    """The log says who imported which file, in the transaction of the import."""
    person.choose("dossiers", LAI_CHAU.read_bytes(), LAI_CHAU.name)
    person.store()
    with reading(engine) as connection:
        (what,) = connection.scalars(select(audit_log.c.what).where(audit_log.c.act == "import"))
        sha256, who = connection.execute(select(imports.c.sha256, imports.c.imported_by)).one()
    assert sha256 in what
    assert who == "Người Dùng Thử (staff)"


def test_a_number_with_two_readings_is_asked(person, book, engine, stored):
    """1.25 that was "1.250" is asked about; the answer is stored as the number, the cell as it stood, and noted."""
    text = person.choose("postal", book({"A": postal(1.25, 1250)}), "a_20191001-20191031.xlsx")
    assert "Ô C4 ghi “1.25”. Bản gốc ghi 1.250 phải không?" in text
    assert 'name="shown"' not in person.page
    text = person.answer(**{"cell-C4": "1250"})
    assert "tệp ghi “1.25”" in text
    assert "Ô C4 ghi “1.25”; người nạp xác nhận là 1.250" in text
    person.store()
    assert stored() == 1
    with reading(engine) as connection:
        cells = connection.execute(
            select(import_cells.c.printed, import_cells.c.value).order_by(import_cells.c.position)
        )
        assert [tuple(cell) for cell in cells][0] == ("1.25", "1250")


def test_an_answer_that_was_not_offered(person, book):
    """A number that the cell cannot mean is no answer: the question stays."""
    person.choose("postal", book({"A": postal(1.25, 1250)}), "a_20191001-20191031.xlsx")
    assert "phải không?" in person.answer(**{"cell-C4": "125"})


def test_an_unknown_name_is_asked_once(person, book, known_agencies):
    """An unknown name is asked with the list to choose from; the next import of that name asks nothing."""
    known_agencies("Sở An", "Sở B")
    rows = postal(7, 7)
    text = person.choose("postal", book({"A": rows}), "a_20191001-20191031.xlsx")
    assert "“Sở A” là cơ quan nào?" in text
    field = person.page.split('name="name-')[1].split('"')[0]
    text = person.answer(**{f"name-{field}": "=Sở An"})
    assert "“Sở A” chính là “Sở An”" in text
    assert "Không có điểm nào cần xem" in text
    person.store()
    text = person.choose("postal", book({"A": rows}), "b_20191101-20191130.xlsx")
    assert "là cơ quan nào?" not in text
    known_agencies("Sở An", "Sở B", "Sở C")  # a list from an older file is completed with the answer
    assert "là cơ quan nào?" not in person.choose("postal", book({"A": rows}), "b_20191101-20191130.xlsx")


def test_a_new_agency(person, book, known_agencies):
    """ "Đơn vị mới" makes an agency of the name."""
    person.choose("postal", book({"A": postal(7, 7)}), "a_20191001-20191031.xlsx")
    field = person.page.split('name="name-')[1].split('"')[0]
    assert "“Sở A” là một cơ quan mới" in person.answer(**{f"name-{field}": "+"})
    person.store()
    text = person.see("/imports/history?site=bac-kan&kind=agencies")
    assert "ten-don-vi-da-tra-loi.csv" in text


def test_two_sheets_are_asked(person, book):
    """Two filled sheets: which one is asked by name."""
    text = person.choose(
        "postal", book({"Tháng 9": postal(7, 7), "Tháng 10": postal(8, 8)}), "a_20191001-20191031.xlsx"
    )
    assert "Nạp trang nào?" in text
    assert "Các dòng sẽ được lưu" in person.answer(sheet="Tháng 10")


def test_a_period_is_asked(person, book):
    """Without any period the title's month is offered, as calendar and as the reporting rules have it."""
    rows = [["SỐ LIỆU THÁNG 10 NĂM 2019"], *postal(7, 7)]
    text = person.choose("postal", book({"A": rows}), "a.xlsx")
    assert "Bảng này là của kỳ nào?" in text
    assert "01/10/2019–31/10/2019" in text
    assert "15/09/2019–14/10/2019" in text
    assert "Không có" in person.answer(period="2019-10-01..2019-10-31") or "Các dòng sẽ được lưu" in person.text


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"S\xf5\xd2;1\n" * 3, "a.csv", "bảng mã"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "lưu thành XLSX"),
        (b"PK\x03\x04 nothing", "a.xlsx", "không phải là tệp XLSX"),
        (b"%PDF-1.7 x", "a.pdf", "tệp PDF"),
        (b"", "a.csv", "không có dòng nào"),
        (b"agency,row_kind,postal_service_count\nA,agency,-4\n,total,4\n", "a.csv", "không được âm"),
        (b"agency,row_kind,postal_service_count\nA,agency,4\n", "a.csv", "thiếu dòng tổng"),
        (b"ten,so\nA,4\n", "a.csv", "còn thiếu cột"),
    ],
)
def test_what_cannot_be_understood(person, stored, data, name, said):
    """A file that cannot be read is refused in Vietnamese with what to do; nothing is stored, nor can it be."""
    text = person.choose("postal", data, name, **{"from": "2019-10-01", "to": "2019-10-31"})
    assert said.lower() in text.lower()
    assert "Chưa có gì được lưu" in text
    assert " / " not in text.split("Chưa nạp được tệp này")[1].split("Chưa có gì được lưu")[0]
    person.store("0" * 64)
    assert person.status == 409
    assert stored() == 0


def test_too_large_a_file(person, stored):
    """A file over 10 MB is refused with what to do, however it was sent."""
    text = person.choose("postal", b"x" * (12 * 1024 * 1024), "a.csv")
    assert person.status == 413
    assert "10 MB" in text
    text = person.choose("postal", b"x" * (10 * 1024 * 1024 + 1), "a.csv")
    assert "Tệp lớn hơn 10 MB" in text
    assert stored() == 0


def test_other_pages_keep_their_limit(client):
    """Only this page takes large requests."""
    assert client.post("/imports/history", data=b"x" * 70_000).status_code in (405, 413)


@pytest.mark.parametrize(
    "name", ["../../etc/x_20191001-20191031.csv", "..\\..\\x_20191001-20191031.csv", "/a/b\0c.csv"]
)
def test_names_are_no_paths(person, services, name, tmp_path):
    """The name of an upload is shown without its folders, and is no path anywhere."""
    data = b"agency,row_kind,postal_service_count\nA,agency,4\n,total,4\n"
    person.choose("postal", data, name)
    assert person.status == 200
    assert ".." not in person.text.split("Xem trước:")[1][:200]
    folder = Path(services.engine.url.database).with_name(FOLDER)
    assert all(len(place.stem) == 32 for place in folder.iterdir())


@pytest.mark.parametrize("draft", ["..%2f..%2fcentral", "x", "A" * 32])
def test_addresses_are_no_paths(person, draft):
    """An address that is no preview is answered with how to go on."""
    text = person.see(f"/imports/preview/{draft}")
    assert person.status == 404
    assert "không" in text.lower()


def test_somebody_elses_preview(person, client_as):
    """A preview belongs to who made it."""
    person.choose("dossiers", LAI_CHAU.read_bytes(), LAI_CHAU.name)
    assert client_as("reporter", code="other").get(person.where).status_code == 404


def test_who_may_not(client_as):
    """Who has no role for it sees neither the page nor a history."""
    guide = client_as("guide")
    assert guide.get("/imports").status_code == 403
    assert guide.get("/imports/history").status_code == 403


def test_a_store_that_changed_is_shown_again(person, put, stored):
    """Another import in between: nothing is stored, the preview is shown anew and then stores."""
    data = b"agency,row_kind,postal_service_count\nA,agency,4\n,total,4\n"
    person.choose("postal", data, "a_20191001-20191031.csv")
    put("postal", data.replace(b"4", b"5"), "b_20191001-20191031.csv")
    text = person.store()
    assert person.status == 409
    assert "thay đổi từ lúc xem trước" in text
    assert stored() == 1
    assert "Thay bản đang dùng: b_20191001-20191031.csv" in text
    text = person.store()
    assert stored() == 2
    assert "cột Số lượt bưu chính: 5 → 4" in text


def test_answers_after_the_look(person, book, stored):
    """What is confirmed must be what was shown: answers given in another window since then are shown first."""
    person.choose("postal", book({"A": postal(7, 7)}), "a_20191001-20191031.xlsx")
    shown = person.page.split('name="shown" value="')[1].split('"')[0]
    person.answer(**{"from": "2019-10-01", "to": "2019-10-30"})
    person.answer(**{"from": "2019-10-01", "to": "2019-11-30"})
    person.store(shown)
    assert person.status == 409
    assert stored() == 0


def test_overlapping_periods(person, put, stored):
    """A period that shares days with a stored one is refused with the list of those stored."""
    data = b"agency,row_kind,postal_service_count\nA,agency,4\n,total,4\n"
    put("postal", data, "b_20191001-20191031.csv")
    text = person.choose("postal", data, "a_20191015-20191114.csv")
    assert "chồng lên kỳ đã nạp 01/10/2019–31/10/2019" in text
    assert 'name="shown"' not in person.page
    assert stored() == 1


def test_lists_from_a_workbook(person, book, stored):
    """A list as people keep it: title, Vietnamese heads, a date as a date, a signature below."""
    rows = [
        ["DANH SÁCH CÁN BỘ"], [], ["STT", "Mã cán bộ", "Họ và tên", "Đơn vị", "Từ ngày"],
        [1, "cb-01", "Hồ Thị Lan", "Sở A", date(2026, 3, 1)], [2, 17, "Lý Văn Bền", "Sở A", None],
        [], [None, None, None, "NGƯỜI LẬP"],
    ]  # fmt: skip
    text = person.choose("officers", book({"A": rows}), "ds.xlsx")
    assert "2026-03-01" in text
    assert "NGƯỜI LẬP" in text
    person.store()
    assert stored() == 1
    assert "Hồ Thị Lan" in person.text


def test_thrown_away(person, stored):
    """A preview that is not wanted is forgotten."""
    person.choose("dossiers", LAI_CHAU.read_bytes(), LAI_CHAU.name)
    where = person.where
    person.send(f"{where}/discard", {})
    person.see(where)
    assert person.status == 404
    assert stored() == 0


PLAIN = {
    "agencies": "name,aliases\nSở A,A\n",
    "officers": "code,name,agency\ncb-1,Hồ Thị Lan,Sở A\n",
    "services": "code,name,prefix,agency\ndv-1,Hộ tịch,A,Sở A\n",
    "counters": "code,name,services\n1,Quầy 1,dv-1\n",
    "dossiers": LAI_CHAU.read_text("utf-8"),
    "paper-forms": (LAI_CHAU.parent / "lai_chau_20190903-20200512_paper_form.csv").read_text("utf-8"),
    "ratings": (LAI_CHAU.parent / "lai_chau_20190903-20200512_ratings_device.csv").read_text("utf-8"),
    "figures": "figure,value,unit\ntotal,10.529,count\n",
    "scores": "agency,indicator,self_points,appraised_points\nSở A,1,2,1.5\nSở A,2,2,2\n",
    "postal": (LAI_CHAU.parent / "lai_chau_20190903-20200512_postal_by_agency.csv").read_text("utf-8"),
    "online-levels": (LAI_CHAU.parent / "lai_chau_20190903-20200512_online_by_level.csv").read_text("utf-8"),
}


def test_no_kind_is_forgotten():
    """Every kind of import is tried on the page."""
    assert set(PLAIN) == set(IMPORTS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", PLAIN)
def test_every_kind(person, stored, kind):
    """Each kind is previewed, stored, shown with its rows, and replaced by the same file without a difference."""
    data = PLAIN[kind].encode()
    for times in (1, 2):
        person.choose(kind, data, "x_20190903-20200512.csv")
        assert "Các dòng sẽ được lưu" in person.text
        text = person.store()
        assert "Đã nạp" in text
        assert stored() == times
    assert "Không có gì khác" in text
