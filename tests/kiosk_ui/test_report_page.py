"""The report page as text: what stands in it, in which words, and what may not."""

import dataclasses
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from central.web.render import render
from central.web.view import ColumnView, ReportView, RowView
from contract.scales import SCALES
from kiosk_ui.assets import asset_names, inline_css
from kiosk_ui.pages import label_key, rating_chart, second_text_key, split_rows

CASES = ("bac-kan", "apart", "five", "three", "zero", "empty")
VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """Collects the elements of a page and checks that they are nested properly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note an element that closes itself, as those of a drawing do."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Close the element that was opened last, and no other."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Note text."""
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def words(self) -> str:
        """All text with its white space evened out."""
        return re.sub(r"\s+", " ", " ".join(self.text))


@pytest.fixture(scope="module")
def page_of(preview):
    """Call it with a case of the preview, and more context if need be, to get its page."""
    cases = preview("reports").CASES

    made: dict[str, Page] = {}

    def make(case: str, **context) -> Page:
        if not context:
            return made[case] if case in made else made.setdefault(case, make_with(case))
        return make_with(case, **context)

    def make_with(case: str, **context) -> Page:
        report, levels = cases[case]
        given = {
            "report": report, "levels": levels, "menu": (), "presets": (), "action": "/reports/officer-ratings",
            "sites": [{"id": "bac-kan", "name": "Trung tâm"}, {"id": "xa", "name": "Điểm phục vụ xã"}], **context,
        }  # fmt: skip
        return Page(render("report.html", **given))

    return make


@pytest.mark.parametrize("case", CASES)
def test_page_is_sound(page_of, case):
    """Elements are nested, ids are unique, every reference to an id finds it, there is one main heading."""
    page = page_of(case)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for reference in ("for", "aria-labelledby", "aria-describedby", "popovertarget"):
            assert set((attributes.get(reference) or "").split()) <= set(ids)
    assert len(page.all("h1")) == 1 and page.all("html") == [{"lang": "vi"}]


@pytest.mark.parametrize("case", CASES)
def test_page_needs_no_permission(page_of, case):
    """No script, no inline style and no handler: a strict content security policy lets all of it through."""
    page = page_of(case)
    assert page.all("script") == page.all("style") == []
    for _, attributes in page.elements:
        assert "style" not in attributes and not [name for name in attributes if name.startswith("on")]
    for link in page.all("link"):
        assert str(link["href"]).removeprefix("/assets/").partition("?")[0] in asset_names()


@pytest.mark.parametrize("case", CASES)
def test_every_control_has_a_label(page_of, case):
    """Each field of the form is labelled, and hidden ones need none."""
    page = page_of(case)
    labelled = {attributes["for"] for attributes in page.all("label")}
    fields = [a for tag in ("input", "select", "textarea") for a in page.all(tag) if a.get("type") != "hidden"]
    assert {attributes["id"] for attributes in fields} == labelled


@pytest.mark.parametrize("case", ["bac-kan", "apart", "five", "three", "zero"])
def test_rows_are_as_wide_as_the_head(page_of, preview, case):
    """Every row of the table spans as many columns as the head has."""
    html = render("parts/table.html")  # the macros alone print nothing
    assert html.strip() == ""
    report, levels = preview("reports").CASES[case]
    page = render("report.html", report=report, levels=levels, sites=(), presets=())
    table = page.partition("<table")[2].partition("</table>")[0]
    for row in re.findall(r"<tr>(.*?)</tr>", table, flags=re.DOTALL):
        spans = [int(span or 1) for span in re.findall(r'<t[hd]\b(?:[^>]*?colspan="(\d+)")?[^>]*>', row)]
        assert sum(spans) == len(report.columns)


def test_bac_kan_figures(page_of):
    """The page of the Bắc Kạn table prints its totals, its period, its scale and the note of a free site."""
    words = page_of("bac-kan").words
    for said in ("1.736", "1.742", "1.076", "99,89", "01/01/2021 – 14/06/2021", "thang 4 mức",
                 "không gắn với lượt phục vụ", "Tổng cộng", "Dương Thị Mỹ"):  # fmt: skip
        assert said in words
    assert words.count("số lượt ít (dưới 10)") == 6 * 3  # the table and both widths of the chart
    assert words.count("không phát sinh ") >= 3
    assert "Bảng không xếp hạng" in words


def test_apart_rows(page_of):
    """What stands apart is listed below the total; kinds that hold nothing are one sentence."""
    words = page_of("apart").words
    below = words.partition("Tổng cộng")[2]
    for said in ("Ngoài tổng số", "bấm lặp", "ngoài thời gian", "cần kiểm tra", "không rõ ngày"):
        assert said in below
    assert "không phát sinh thêm: không gắn với lượt phục vụ · chưa khớp lượt phục vụ" in below
    assert "Chưa có trong danh sách cán bộ mã nv-0417" in words


def test_findings_are_shown(page_of):
    """Each finding is a sentence on the page; without any there is no notice."""
    assert "14 dòng từ #1201 đến #1214" in page_of("apart").words
    assert "Điểm cần xem" not in page_of("bac-kan").words


def test_nothing_to_show(page_of):
    """A site without officers and ratings gets a sentence and what to do, not an empty table."""
    page = page_of("empty")
    assert "Chưa có số liệu trong kỳ này" in page.words and "nhập danh sách cán bộ" in page.words
    assert page.all("table") == []


def test_no_chart_without_ratings(page_of):
    """Where nobody rated there is no chart and no talk of intervals; officers are listed all the same."""
    page = page_of("zero")
    assert "Biểu đồ" not in page.words and "Wilson" not in page.words and "Bùi Đức Huy" not in page.words
    assert "Nguyễn Văn An" in page.words


def test_one_site_needs_no_choice(page_of):
    """With a single site its id travels hidden and nothing is asked."""
    page = page_of("bac-kan", sites=[{"id": "bac-kan", "name": "Trung tâm"}])
    assert page.all("select") == []
    assert {"type": "hidden", "name": "site", "value": "bac-kan"} in page.all("input")


def test_wrong_dates_are_said_at_the_field(page_of):
    """A date that cannot be used is marked for eyes and for screen readers, with what to do."""
    page = page_of("bac-kan", wrong={"to": "Ngày cuối phải sau ngày đầu."})
    field = next(a for a in page.all("input") if a.get("name") == "to")
    assert field["aria-invalid"] == "true" and field["aria-describedby"] == "f-to-help"
    assert "Ngày cuối phải sau ngày đầu." in page.words


def test_page_in_one_file(page_of):
    """A page that is written to a file carries styles and typeface and refers to nothing outside it."""
    page = page_of("bac-kan", standalone_css=inline_css("central.css"))
    assert page.all("form") == page.all("nav") == [] and len(page.all("style")) == 1
    assert [link["href"] for link in page.all("link")] == ["data:,"]


def test_names_are_escaped(page_of, preview):
    """Whatever a name holds, it is printed as text."""
    report, levels = preview("reports").report_of(
        [("<b onclick=x>An</b>", '"><script>', 10, 0, 0, 0)], SCALES["4-level"].levels
    )
    html = render("report.html", report=report, levels=levels, sites=(), presets=())
    assert "<b onclick" not in html and "<script" not in html and "&lt;b onclick=x&gt;An" in html


def test_report_without_shares_or_levels():
    """A report of counts alone, with one column of words, is rendered by the same template."""
    columns = [ColumnView("agency", "Cơ quan", "text"), ColumnView("issued", "Đã phát", "count")]
    rows = [RowView("agency", {"agency": "Sở Tư pháp", "issued": 1250}, None)]
    report = make_plain(columns, rows)
    page = Page(render("report.html", report=report, levels=(), sites=(), presets=()))
    assert "1.250" in page.words and "Wilson" not in page.words


def make_plain(columns, rows) -> ReportView:
    """Build a page of nothing but a table."""
    day = date(2026, 3, 2)
    return ReportView(
        "throughput", "Lượt phục vụ", "xx", "Trung tâm", day, day, "", "", datetime(2026, 3, 2, tzinfo=UTC),
        columns, rows, (), (), (), (),
    )  # fmt: skip


def test_where_rows_stand(preview):
    """Rows are told apart by their kind, order is kept, and the name column is the first of words."""
    report, levels = preview("reports").CASES["apart"]
    parts = split_rows(report)
    assert [row.kind for row in parts.main] == ["officer"] * 6 + ["unknown_officer"] * 2
    assert [row.kind for row in parts.apart] == ["duplicate", "late", "doubtful", "undated"]
    assert len(parts.total) == 1 and len(parts.none_of) == 4
    assert (label_key(report), second_text_key(report)) == ("officer", "agency")
    chart = rating_chart(report, levels)
    assert chart is not None and "mã nv-0417" in " ".join(chart.wide).replace("</text>", " ")
    assert rating_chart(dataclasses.replace(report, rows=()), levels) is None


@pytest.mark.parametrize("name", ["error.html", "index.html"])
def test_other_pages_are_sound(name):
    """Error and first page hold together with little and with much context."""
    little = Page(render(name, what="Không có trang này", next="Xin chọn lại."))
    entry = {"title": "Đánh giá theo cán bộ", "url": "/reports/x", "summary": "Mỗi cán bộ một dòng."}
    much = Page(
        render(
            name, code=404, what="Không có trang này", why="Gõ sai.", next="Xin chọn lại.", action="/",
            reference="7f3a", reports=[entry], waiting=True, site_name="Trung tâm", version="0.1.0",
        )
    )  # fmt: skip
    assert len(little.all("h1")) == len(much.all("h1")) or name == "index.html"
    assert "Quầy Số" in little.words
