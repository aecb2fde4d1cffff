"""The published tables of Lai Châu (3/9/2019–12/5/2020): every printed total, and the rows that do not balance."""

import pytest
from sqlalchemy import select

from central.imports.layouts.dossiers import LC
from central.registry.tables import load_table, tables_in_force
from central.store.engine import reading
from central.store.tables import import_cells, imports

AGENCIES = """name,aliases
Sở Khoa học và Công nghệ,
Sở Xây dựng,
Sở Kế hoạch và Đầu tư,
Sở Tư pháp,
"Sở Lao động, Thương binh và Xã hội",
Sở Công Thương,
Sở Giao thông vận tải,
Sở Giáo dục và Đào tạo,
Sở Nông nghiệp và Phát triển nông thôn,Sở Nông nghiệp và PTNT
Sở Thông tin và Truyền thông,
Sở Nội vụ,
Sở Tài chính,
Sở Tài nguyên và Môi trường,
"Sở Văn hóa, Thể thao và Du lịch","Sở Văn hoá, Thể thao và Du lịch"
Sở Y tế,
Công ty Cổ phần Nước sạch,Công ty CP Nước sạch
Công ty Điện lực Lai Châu,
"""
TOTALS = {
    "carried_over": 0, "received_direct": 9586, "received_online": 943, "total": 10529, "resolved_late": 71,
    "resolved_on_time": 3621, "resolved_early": 6282, "resolved_total": 9974, "pending_late": 0,
    "pending_in_time": 526, "suspended": 57, "cancelled": 29, "returned": 250, "fees_vnd": 1414812973,
}  # fmt: skip


@pytest.fixture
def agencies(load):
    """The agencies of the province with the other names that its tables use."""
    assert load("agencies", AGENCIES).findings == ()


def stored(engine, kind, layout):
    """The one table of a kind, read back."""
    with reading(engine) as connection:
        (held,) = tables_in_force(connection, "bac-kan", kind)
        return load_table(connection, held, layout)


def test_five_rows_do_not_balance(lai_chau, agencies):
    """Five agency rows are named with their arithmetic and gap, three of them as equal to Tạm dừng; nothing else."""
    done = lai_chau("dossiers", "dossiers")
    assert (done.layout, str(done.period.first), str(done.period.last)) == ("LC", "2019-09-03", "2020-05-12")
    expected = [
        ("Sở Kế hoạch và Đầu tư, cột Tổng số ghi 498;", "được 495 (479 + 0 + 12 + 4); chênh lệch +3 ["),
        ("Sở Giao thông vận tải, cột Tổng số ghi 1.053;", "chênh lệch +1, bằng đúng cột Tạm dừng ["),
        ("Sở Thông Tin Và Truyền Thông, cột Tổng số ghi 71;", "chênh lệch +1, bằng đúng cột Tạm dừng ["),
        ("Sở Nội vụ, cột Tổng số ghi 232;", "chênh lệch +1, bằng đúng cột Tạm dừng ["),
        ("Sở Tài nguyên và Môi trường, cột Tổng số ghi 2.973;", "được 2.979 (2.869 + 0 + 86 + 24); chênh lệch −6 ["),
    ]
    assert len(done.findings) == len(expected)
    for finding, parts in zip(done.findings, expected, strict=True):
        assert all(part in finding for part in parts), finding


def test_printed_and_computed_totals(engine, lai_chau, agencies):
    """Every printed total is kept, and beside each stands the computed one, equal here."""
    lai_chau("dossiers", "dossiers")
    total = stored(engine, "dossiers", LC).table.total
    assert {key: int(total.count(key)) for key in TOTALS} == TOTALS
    with reading(engine) as connection:
        cells = connection.execute(select(import_cells).where(import_cells.c.computed != "")).all()
    assert {cell.key: int(cell.computed) for cell in cells} == TOTALS
    assert {cell.value == cell.computed for cell in cells} == {True}


@pytest.mark.parametrize(
    ("kind", "ending", "rows"),
    [
        ("postal", "postal_by_agency", 10),
        ("online-levels", "online_by_level", 15),
        ("paper-forms", "paper_form", 6),
        ("ratings", "ratings_device", 1),
    ],
)
def test_the_other_tables_are_sound(lai_chau, agencies, kind, ending, rows):
    """Postal 1.425, online by level 257 + 686 = 943, forms 82 of 82, ratings with 96,3 and 3,7: no finding at all."""
    done = lai_chau(kind, ending)
    assert (done.findings, done.row_count) == ((), rows)


@pytest.mark.parametrize(
    ("kind", "before", "after", "said"),
    [
        ("postal", ",total,1425", ",total,1452", "ghi 1.452; cộng các dòng được 1.425 (907 + 250 + 129 +"),
        ("online-levels", "3,,total,257", "3,,total,256", "Tổng cộng (mức độ 3), cột Tiếp nhận trực tuyến ghi 256"),
        ("online-levels", "4,,total,686", "4,,total,680", "được 686 (596 + 19 + 71); chênh lệch −6"),
        ("online-levels", '"3,4",,total,943', '"3,4",,total,944', "(mức độ 3,4), cột Tiếp nhận trực tuyến ghi 944"),
        ("paper-forms", 'thạo",82,82', 'thạo",83,82', "ghi 83, lớn hơn cột Tổng số phiếu ghi 82; chênh lệch +1"),
        ("ratings", "3483", "3484", "ghi 3.484; cộng các cột thành phần được 3.483 (3.355 + 128); chênh lệch +1"),
        (
            "ratings",
            "96.3",
            "96.4",
            "ghi 96,4 %; Rất hài lòng chia cho Tổng số lượt đánh giá được 96,3 % (3.355/3.483)",
        ),
    ],
)
def test_an_error_in_the_other_tables(put, agencies, repository, kind, before, after, said):
    """One changed number in any of them is found and named with its arithmetic."""
    endings = {"postal": "postal_by_agency", "online-levels": "online_by_level", "paper-forms": "paper_form"}
    folder = repository / "tests" / "central" / "imports" / "data"
    name = f"lai_chau_20190903-20200512_{endings.get(kind, 'ratings_device')}.csv"
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(before) == 1
    done = put(kind, text.replace(before, after), name)
    assert any(said in finding for finding in done.findings), done.findings


def test_unknown_names_are_asked_once(lai_chau, load):
    """A name that no list has is a finding with the alias to add; once added it is known for good."""
    load("agencies", AGENCIES.replace(",Sở Nông nghiệp và PTNT", ","))
    asked = [finding for finding in lai_chau("dossiers", "dossiers").findings if "agencies" in finding]
    assert len(asked) == 1
    assert "“Sở Nông nghiệp và PTNT”" in asked[0]
    load("agencies", AGENCIES)
    assert not [finding for finding in lai_chau("dossiers", "dossiers").findings if "agencies" in finding]


def test_reimport_keeps_the_history(engine, lai_chau, agencies):
    """The second import of a period takes the place of the first, which stays and names what replaced it."""
    first, second = lai_chau("dossiers", "dossiers"), lai_chau("dossiers", "dossiers")
    with reading(engine) as connection:
        rows = connection.execute(select(imports).where(imports.c.kind == "dossiers").order_by(imports.c.id)).all()
        kept = connection.execute(select(import_cells.c.import_id).distinct()).scalars().all()
    replaced = {row.id: row.replaced_by for row in rows}
    assert replaced == {first.import_id: second.import_id, second.import_id: None}
    assert sorted(kept) == [first.import_id, second.import_id]
