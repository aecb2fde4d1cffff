"""Tables as people have them: titles, merged heads, footnote marks, percents, signatures, both Unicode forms."""

import csv
import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.imports.identities import check_table
from central.imports.remarks import ImportRefused

LC = """UBND TỈNH,,,,,,,,,,,,,,,
BIỂU TỔNG HỢP KẾT QUẢ GIẢI QUYẾT,,,,,,,,,,,,,,,
(Từ ngày 01/10/2019 đến ngày 31/10/2019),,,,,,,,,,,,,,,
,,,,,,,,,,,,,,,
STT,Tên cơ quan,Số hồ sơ nhận giải quyết,,,,Kết quả giải quyết,,,,,,,,,"Phí, lệ phí (đồng)"
,,Kỳ trước chuyển qua,Nhận trực tiếp,Nhận trực tuyến,Tổng số,Số hồ sơ đã giải quyết,,,,Số hồ sơ đang giải quyết,,Tạm dừng,Hủy,Trả lại,
,,,,,,Quá hạn,Đúng hạn,Trước hạn,Tổng số,Quá hạn,Trong hạn,,,,
1,Sở A,0,1.139,1²,1140,0,40,1 <sup>2</sup>,41,0,1.099,-,0,0,16.700.000 đ
2,"Sở B, C và D",2,3,0,5,0,0,5,5,0,0,0,0,0,
,Tổng cộng,2,1142,1,1.145,0,40,6,46,0,1099,0,0,0,16.700.000
,,,,,,,,,,,,,,,
"Ghi chú: ² nộp ngày 31/10",,,,,,,,,,,,,,,
,NGƯỜI LẬP BIỂU,,,,,,,,,,"Ngày 01 tháng 11 năm 2019",,,,
"""  # noqa: E501
II_06A = """Biểu số II.06a/VPCP/KSTT,,,,,,,,,,,,
STT,"Lĩnh vực, công việc giải quyết theo cấp",Số lượng hồ sơ tiếp nhận,,,,Số lượng hồ sơ đã giải quyết,,,,Số lượng hồ sơ đang giải quyết,,
,,Tổng số,Trong kỳ,,Từ kỳ trước,Tổng số,Trước hạn,Đúng hạn,Quá hạn,Tổng số,Trong hạn,Quá hạn
,,,Trực tuyến,"Trực tiếp, dịch vụ bưu chính",,,,,,,,
(1),(2),(3)=(4)+(5)+(6),(4),(5),(6),(7)=(8)+(9)+(10),(8),(9),(10),(11)=(12)+(13),(12),(13)
I,Cấp tỉnh,30,10,15,5,20,10,5,5,10,9,1
1,Sở A,10,5,5,0,10,5,5,0,0,0,0
2,Sở B,20,5,10,5,10,5,0,5,10,9,1
,TỔNG CỘNG,30,10,15,5,20,10,5,5,10,9,1
"""  # noqa: E501
ST = """TT,Đơn vị,Tổng số hồ sơ,Trong đó,,Đã giải quyết,,,,Chưa giải quyết,,,Hồ sơ trả lại,Hồ sơ trực tuyến,Ghi chú
,,,Kỳ trước chuyển sang,Mới tiếp nhận,Tổng số,Trước hạn,Đúng hạn,Trễ hạn,Tổng số,Trong hạn,Quá hạn,,,
1,Sở A,1.250,50,1200,1.178,1000,170,8,72,70,2,1,100,xem phụ lục
,Tổng số,1250,50,1200,1178,1000,170,8,72,70,2,1,100,
,Tỷ lệ %,,"4,00","96,00","94,24","84,89","14,43","0,68","5,76","97,22","2,78","0,08","8,00 %",
,TM. TRUNG TÂM,,,,,,,,,,,,,
"""
TABLES = [("LC", LC, 2, 8), ("II.06a", II_06A, 2, 7), ("ST", ST, 1, 3)]


WRITTEN = list(itertools.product(["NFC", "NFD"], [",", ";", "\t"], ["utf-8", "utf-8-sig", "utf-16"]))
FEW = [("NFC", ",", "utf-8"), ("NFD", ";", "utf-16"), ("NFC", "\t", "utf-8-sig")]
"""Each form, delimiter and encoding once; the slow suite has all of them together."""


@pytest.mark.parametrize(
    ("form", "sign", "code"),
    [one if one in FEW else pytest.param(*one, marks=pytest.mark.slow) for one in WRITTEN],
)
@pytest.mark.parametrize(("key", "text", "items", "first"), TABLES)
def test_tables_are_understood(read, key, text, items, first, form, sign, code):
    """Whatever the encoding, delimiter and Unicode form, the layout is recognised and a sound table has no finding."""
    if sign != ",":
        lines = [_split(line) for line in text.splitlines()]
        text = "\n".join(sign.join(line) for line in lines) + "\n"
    table = read(unicodedata.normalize(form, text).encode(code)).table
    assert table.layout.key == key
    assert (len(table.items), table.items[0].row) == (items, first)
    assert [one.text for one in check_table(table)] == []


def _split(line: str) -> list[str]:
    """The cells of a line."""
    return next(csv.reader([line]))


def test_printed_numbers_are_kept(read):
    """Beside the number that was read stands what is printed, with its footnote mark."""
    table = read(LC).table
    cells = table.items[0].cells
    assert [(cells[key].printed, str(cells[key].value)) for key in ("received_direct", "received_online", "total")] == [
        ("1.139", "1139"), ("1²", "1"), ("1140", "1140"),
    ]  # fmt: skip
    assert (cells["resolved_early"].printed, cells["resolved_early"].value) == ("1 <sup>2</sup>", 1)
    assert (cells["suspended"].printed, cells["suspended"].value) == ("-", None)
    assert cells["fees_vnd"].value == 16_700_000
    assert table.items[1].label == "Sở B, C và D"


def refusal(read, text, **wanted) -> str:
    """What is said about a table that is refused."""
    with pytest.raises(ImportRefused) as refused:
        read(text, **wanted)
    return str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("1.139,1²", "1.13,1²", ["row 8", "cột/column D (Tiếp nhận trực tiếp)", "“1.13”", "1.130", "1,13", "ghi 1130"]),
        ("1.139,1²", "1.25,1²", ["1.250 (bảng tính đã bỏ số 0 ở cuối) hoặc 1,25"]),
        ("1.139,1²", '"1,139",1²', ["có thể là 1.139", "hoặc 1,139"]),
        ("1.139,1²", "-1139,1²", ["“-1139”", "không được âm", "never negative"]),
        ("1.139,1²", "nhiều,1²", ["“nhiều”", "không phải là số đếm"]),
        ("1.139,1²", "1139.25648,1²", ["không phải là số đếm"]),
        ("1.139,1²", "9" * 20 + ",1²", ["quá lớn"]),
        (",Tổng cộng,2", ",Sở E,2", ["thiếu dòng tổng", "Tổng cộng"]),
        ("2,\"Sở B, C và D\"", "2,", ["dòng/row 9", "không có tên"]),
        ("2,\"Sở B, C và D\"", ",Tổng số", ["2 dòng tổng (dòng 9, 10)"]),
        (",5,5,0,0,0,0,0,\n", ",5,5,0,0,0,0,0,,7\n", ["dòng/row 9, cột/column Q", "“7”", "ngoặc kép"]),
        ("Tạm dừng,Hủy", "Tạm dừng,Hoãn", ["“Kết quả giải quyết | Hoãn”", "không có cột nào tên như vậy"]),
        ("Hủy,Trả lại", "Hủy,Đã hủy", ["“Hủy” xuất hiện hai lần"]),
        ("Nhận trực tiếp", "", ["received_direct (“Tiếp nhận trực tiếp”)", "còn thiếu cột"]),
    ],
)  # fmt: skip
def test_what_is_said_about_a_table_that_cannot_be_read(read, before, after, said):
    """Each refusal names row, column, what was found and what is allowed; an ambiguous number gives both readings."""
    assert LC.count(before) == 1
    message = refusal(read, LC.replace(before, after))
    assert all(part in message for part in said), message
    assert message.startswith("bang.csv")


def test_the_wrong_layout(read):
    """A layout that the file is not in is refused, with the one that fits."""
    assert "--layout LC" in refusal(read, LC, layout="II.06a")


def test_a_list_is_no_table(read):
    """A file of something else is refused with the columns that a layout has."""
    assert "còn thiếu cột" in refusal(read, "code,name\n1,A\n")


def test_a_code_page_without_a_mark(read):
    """A Vietnamese code page cannot be told from others; the message says what to save it as."""
    message = refusal(read, "Số,Tên\n1,Sở\n".encode("cp1258", "replace").replace(b"?", b"\xe1"))
    assert "CSV UTF-8" in message
    assert "dòng/row 1" in message


def test_figures_of_earlier_reports(read):
    """Published figures are counts and percents; a percent that is not that of its counts is named."""
    text = "figure,value,numerator,denominator,unit,source\ntotal,10.529,,,count,BC 1\n"
    table = read(f'{text}on_time_share,"99,3",9903,9974,percent,BC 1\n', "figures").table
    assert [str(row.value("value")) for row in table.items] == ["10529", "99.3"]
    assert check_table(table) == []
    (found,) = check_table(read(f"{text}on_time_share,99.4,9903,9974,%,BC 1\n", "figures").table)
    assert "ghi 99,4 %" in found.text
    assert "99,3 % (9.903/9.974)" in found.text


damaged = st.text('SởA,;1.²\n\t"-% Tổngcộng', max_size=200) | st.sampled_from([LC, II_06A, ST])


@given(damaged, st.integers(0, 3000), st.text(max_size=3))
def test_any_text_is_read_or_refused(read, text, place, put_in):
    """However a table is damaged, it is read or refused with a sentence; nothing else happens."""
    try:
        read(text[:place] + put_in + text[place:])
    except ImportRefused as refused:
        assert refused.remarks  # noqa: PT017
