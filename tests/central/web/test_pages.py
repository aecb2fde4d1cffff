"""Central's pages as a browser asks for them: what they show, what they refuse, what they never run."""

import csv
import dataclasses
import io
import json
import re
from datetime import date

import pytest
from sqlalchemy import insert, text

from central.config import CentralConfig, DatabaseConfig
from central.documents import faces
from central.own_stream.own_stream import OwnStream
from central.services import Services
from central.store.engine import reading, writing
from central.store.tables import ratings_daily
from central.web import report_pages
from central.web.app import create_app
from central.web.headers import HEADERS
from central.web.session import SESSION_COOKIE

HALF_YEAR = "site=bac-kan&from=2021-01-01&to=2021-06-14"
REPORT = f"/reports/officer-ratings?{HALF_YEAR}"


def download(ending, query=HALF_YEAR):
    """The address of a download."""
    return f"/reports/officer-ratings.{ending}?{query}"


def test_index(client, bac_kan_store):
    """The first page names every site with its latest data and leads to its reports."""
    page = client.get("/").text
    assert "Trung tâm Phục vụ hành chính công tỉnh" in page
    assert "Số liệu đến ngày 14/06/2021" in page
    assert "site=bac-kan&amp;from=2021-06-01&amp;to=2021-06-30" in page
    assert "Chưa có số liệu" in page


def test_index_before_the_first_event(client):
    """Before anything arrived the first page says what is being waited for."""
    assert "Chưa nhận được sự kiện nào" in client.get("/").text


def test_index_without_sites(engine, database_url, staff_cookie):
    """Without a site in central.toml the first page says what is missing, and a report says so too."""
    config = CentralConfig(database=DatabaseConfig(database_url))
    services = Services(engine, config, dict, tuple, OwnStream(engine, config))
    client = create_app(services).test_client()
    client.set_cookie(SESSION_COOKIE, staff_cookie)
    assert "Chưa khai báo trung tâm nào" in client.get("/").text
    assert client.get("/reports/officer-ratings").status_code == 400


def test_report_page(client, bac_kan_store):
    """The page shows table, chart, headlines, period, scale and where the figures come from."""
    answer = client.get(REPORT)
    assert answer.status_code == 200
    for words in ("1.742", "99,89", "Hồ Thị Lan", "01/01/2021", "thang 4 mức", "không gắn với lượt phục vụ", "q-03"):
        assert words in answer.text
    assert "<svg" in answer.text
    assert "Kỳ trước" in answer.text


def test_report_page_of_an_empty_period(client, bac_kan_store):
    """A period without ratings is shown with its officers and zeros."""
    answer = client.get("/reports/officer-ratings?site=bac-kan&from=2020-01-01&to=2020-01-31")
    assert answer.status_code == 200
    assert "Hồ Thị Lan" in answer.text


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("html", "text/html; charset=utf-8"),
    ],
)
def test_downloads(client, bac_kan_store, ending, kind):
    """Every format has its type and, but for the one that programs read, a file name that says what it is."""
    answer = client.get(download(ending))
    assert (answer.status_code, answer.content_type) == (200, kind)
    named = answer.headers.get("Content-Disposition", "")
    assert named == (
        "" if ending == "json" else f'attachment; filename="officer-ratings_bac-kan_2021-01-01_2021-06-14.{ending}"'
    )


def test_downloads_say_the_same(client, bac_kan_store):
    """Page, CSV, JSON and XLSX show one total."""
    import openpyxl  # only here: it takes as long to import as thirty tests run

    table = list(csv.DictReader(io.StringIO(client.get(download("csv")).data.decode("utf-8-sig"))))
    made = json.loads(client.get(download("json")).data)
    book = openpyxl.load_workbook(io.BytesIO(client.get(download("xlsx")).data))
    assert [row["ratings"] for row in table if row["row_kind"] == "total"] == ["1742"]
    assert made["figures"]["ratings"]["value"] == 1742
    totals = [row[8].value for row in book.worksheets[0].iter_rows() if row[2].value == "Tổng cộng"]
    assert totals == [1742]
    assert "1.742" in client.get(REPORT).text


def test_polling(client, bac_kan_store, rate):
    """Who asks again is told that nothing has changed, until something has; a change is shown at once."""
    first = client.get(download("json"))
    again = client.get(download("json"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    rate("cb-1", "2021-03-01", {"poor": 1})
    changed = client.get(download("json"), headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.json["figures"]["ratings"]["value"]) == (200, 1743)


def test_defaults(client, bac_kan_store, monkeypatch):
    """Without words the first site and this month are meant; a preset means its period round today."""
    monkeypatch.setattr(report_pages, "_today", lambda services: date(2021, 6, 20))
    month = client.get("/reports/officer-ratings.json").json
    assert (month["site"], month["from"], month["to"]) == ("bac-kan", "2021-06-01", "2021-06-30")
    half = client.get("/reports/officer-ratings.json?preset=half-year&from=&to=").json
    assert (half["from"], half["to"]) == ("2021-06-15", "2021-12-14")


@pytest.mark.parametrize(
    "query",
    [
        "site=lai-chau",
        "site=' OR 1=1 --",
        "site=bac-kan&from=2021-02-30&to=2021-03-01",
        "site=bac-kan&from=2021-03-02&to=2021-03-01",
        "site=bac-kan&from=2021-03-02",
        "site=bac-kan&from=0001-01-01&to=9999-12-31",
        "site=bac-kan&from=20210301&to=2021-03-01",
        "site=bac-kan&from=2021-03-01'; DROP TABLE events;--&to=2021-03-01",
        "preset=month-99",
        "site=" + "x" * 5000,
        "site=%00",
        "site=%ff%fe",
        "from=<script>alert(1)</script>&to=2021-01-01",
    ],
)
def test_wrong_words_are_refused(client, bac_kan_store, query):
    """What is no site, day or period gives 400 and a page that says what to do; nothing of it acts."""
    assert client.get(f"/reports/officer-ratings.json?{query}").status_code == 400
    answer = client.get(f"/reports/officer-ratings?{query}")
    assert answer.status_code == 400
    assert "Chưa hiểu yêu cầu" in answer.text
    assert "<script>" not in answer.text
    assert "Traceback" not in answer.text
    with reading(bac_kan_store) as connection:
        assert connection.scalar(text("SELECT sum(n) FROM ratings_daily")) == 1742


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/reports/weather",
        "/reports/officer-ratings.odt",
        "/reports/weather.csv",
        "/reports/",
        "/assets/none.css",
        "/assets/../app.py",
        "/assets/..%2f..%2fapp.py",
        "/assets/%2e%2e/config.py",
    ],
)
def test_unknown_addresses(client, path):
    """An address that is not there gives 404 and a page in Vietnamese."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


@pytest.mark.slow
def test_a_document_is_downloaded(client, bac_kan_store):
    """DOCX comes as a file of Word, named after report, centre and period."""
    answer = client.get(download("docx"))
    assert answer.status_code == 200
    assert answer.content_type.endswith("wordprocessingml.document")
    assert answer.headers["Content-Disposition"].endswith('.docx"')
    assert answer.data[:2] == b"PK"


def test_a_format_without_its_face(client, config, bac_kan_store, tmp_path, monkeypatch):
    """PDF without the face of documents is refused with what is missing and what to take instead."""
    monkeypatch.setattr("central.documents.faces.FOLDERS", (tmp_path,))
    faces.face_of.cache_clear()
    answer = client.get(download("pdf"))
    faces.face_of.cache_clear()
    assert answer.status_code == 501
    assert "fonts-liberation2" in answer.text
    assert "DOCX" in answer.text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_change_nothing(client, method):
    """No page takes anything but a request to read."""
    for path in ("/", "/reports/officer-ratings", "/healthz"):
        assert getattr(client, method)(path).status_code == 405


def test_hostile_names_are_text(client, load, rate):
    """Names and codes that look like markup are shown, never run; so are they in the address of a download."""
    load("officers", 'code,name,agency\ncb-01,<script>alert(1)</script>,"""><img src=x onerror=alert(2)>"\n')
    rate("cb-01", "2021-03-01", {"good": 12})
    rate("<b>x</b>'\"--", "2021-03-01", {"poor": 12})
    answer = client.get(REPORT)
    for markup in ("<script>alert", "<img src=x", "<b>x"):
        assert markup not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in client.get(download("html")).text


@pytest.mark.parametrize("path", ["/", REPORT, download("csv"), "/healthz", "/nowhere", "/assets/central.css"])
def test_security_headers(client, bac_kan_store, path):
    """Every answer, errors included, forbids inline script, framing and guessing of types."""
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", REPORT, "/nowhere", "/reports/officer-ratings?site=x"])
def test_pages_need_no_inline_code(client, bac_kan_store, path):
    """No page holds an inline style, script or handler: the policy would not run them."""
    page = client.get(path).text
    for inline in (" style=", "<style", "<script>", " onclick=", " onload=", "javascript:"):
        assert inline not in page


def test_an_error_is_told_to_the_log_alone(services, caplog):
    """When something breaks, the reader gets a sentence and a number; the log has the number and the reason."""

    def broken():
        raise RuntimeError("secret detail")

    client = create_app(dataclasses.replace(services, health=broken)).test_client()
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    (record,) = [record for record in caplog.records if record.name == "central.web.errors"]
    assert record.getMessage().rsplit(" ", 1)[-1] in answer.text
    assert "secret detail" in caplog.text


def test_healthz(client):
    """With everything there: 200 and the parts."""
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["ok"] is True
    assert answer.json["parts"] == {"web": True, "store": True, "broker": True, "ingest": True, "writer": True}


@pytest.mark.parametrize("state", [False, None])
@pytest.mark.parametrize("part", ["store", "broker", "ingest", "writer"])
def test_healthz_of_a_broken_part(services, part, state):
    """A part that is gone, or of which nothing is known, makes it 503 and is named."""
    health = {**services.health(), part: state}
    client = create_app(dataclasses.replace(services, health=lambda: health)).test_client()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert (answer.json["ok"], answer.json["failing"]) == (False, [part])


def test_assets(client):
    """Styles and typeface are served; asked again with their tag, they are not sent a second time."""
    css = client.get("/assets/central.css")
    assert (css.status_code, css.content_type) == (200, "text/css; charset=utf-8")
    assert client.get("/assets/central.css", headers={"If-None-Match": css.headers["ETag"]}).status_code == 304
    assert client.get("/assets/fonts/regular.ttf").content_type == "font/ttf"


NEED_A_FOLDER = ("/phan-viet-tay", "/mau-van-ban")


@pytest.mark.slow
def test_links_of_the_pages_lead_somewhere(client, bac_kan_store):
    """Every address on the first page and the report page answers; written texts need a folder, which a store in memory
    has not."""
    found = {link for page in ("/", REPORT) for link in re.findall(r'href="([^"]+)"', client.get(page).text)}
    links = sorted(link.replace("&amp;", "&") for link in found if not link.startswith(("#", *NEED_A_FOLDER)))
    assert len(links) > 10
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.slow
def test_many_officers(client, engine, load):
    """A site of 400 officers with ratings on several days is one page."""
    load("officers", "code,name\n" + "".join(f"c{n},Cán bộ {n}\n" for n in range(400)))
    rows = [
        {
            "site": "bac-kan", "day": f"2021-03-{day:02d}", "officer": f"c{n}", "counter": "1", "scale": "4-level",
            "level": "good", "kind": "counted", "channel": "panel", "n": 1,
        }
        for n in range(400) for day in range(1, 4)
    ]  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(ratings_daily), rows)
    answer = client.get("/reports/officer-ratings?site=bac-kan&from=2021-03-01&to=2021-03-31")
    assert answer.status_code == 200
    assert "1.200" in answer.text
