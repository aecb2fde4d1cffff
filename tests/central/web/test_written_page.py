"""The pages of written texts and of the template: kept beside the figures, never lost to a second writer."""

import dataclasses
import io
import re
from collections.abc import Callable

import docx
import msgspec
import pytest

from central.documents.template_store import shipped
from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.letterhead import DocumentsConfig
from central.services import Services
from central.web.app import create_app

MARCH = {"site": "mau", "report": "dossiers", "from": "2021-03-01", "to": "2021-03-31"}
APRIL = {**MARCH, "from": "2021-04-01", "to": "2021-04-30"}
CAUSE = "nguyen-nhan-qua-han"
HEAD = "no,agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time,resolved_late"
HEAD += ",pending_total,pending_in_time,pending_late,returned,received_online"
DOSSIERS = (
    f"{HEAD}\n1,Sở Tư pháp,agency,9,0,9,5,4,0,1,4,2,2,0,9\n2,Sở Y tế,agency,3,0,3,3,3,0,0,0,0,0,0,3\n"
    ",Tổng cộng,total,12,0,12,8,7,0,1,4,2,2,0,12\n"
)


@pytest.fixture(scope="session")
def with_folder(app, shared_services: Services, tmp_path_factory):
    """The application over a folder of documents, and that folder."""
    folder = tmp_path_factory.mktemp("documents")
    config = msgspec.structs.replace(shared_services.config, documents=DocumentsConfig(str(folder)))
    made = create_app(dataclasses.replace(shared_services, config=config))
    made.test_client_class = app.test_client_class
    return made, folder


@pytest.fixture
def browse(with_folder, services, admit):
    """``browse(code="an", name="Lò Thị An")``: a browser of somebody who writes reports."""
    made, folder = with_folder
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return lambda **who: made.test_client().carry(admit("reporter", **who))


def versions(page: str) -> dict[str, str]:
    """The versions that a page was given."""
    return dict(re.findall(r'name="([^"]+\.version)" value="([^"]*)"', page))


def text_in(page: str, name: str) -> str:
    """What stands in a text area."""
    found = re.search(rf'<textarea[^>]*name="{re.escape(name)}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found, name
    return found[1]


def test_a_text_is_kept_and_printed(browse, engine):
    """What was written stands on the page again with its writer, and in the document."""
    import_file(engine, IMPORTS["dossiers"], "mau", SourceFile("2021-03-01_2021-03-31.csv", DOSSIERS.encode()))
    browser = browse(name="Lò Thị An")
    page = browser.get("/phan-viet-tay", query_string=MARCH).text
    assert "Trong kỳ: 01\N{NO-BREAK SPACE}hồ sơ đã giải quyết quá hạn; 02\N{NO-BREAK SPACE}hồ sơ đang" in page
    assert f"{CAUSE}:Sở Y tế" not in page
    done = browser.send(
        "/phan-viet-tay", **MARCH, **versions(page), **{"ton-tai": "Máy cũ.", f"{CAUSE}:Sở Tư pháp": "thiếu người"}
    )
    assert done.status_code == 303
    page = browser.get(done.location).text
    assert text_in(page, "ton-tai") == "Máy cũ."
    assert "Đã lưu." in page
    assert "Lò Thị An lưu lúc" in page
    data = browser.get("/reports/dossiers.docx", query_string=MARCH).data
    words = " ".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs).replace("\N{NO-BREAK SPACE}", " ")
    assert "Máy cũ." in words
    assert "Sở Tư pháp (01 hồ sơ đã giải quyết quá hạn; 02 hồ sơ đang giải quyết quá hạn): thiếu người" in words


def test_a_second_writer_loses_nothing(browse):
    """Who saves later is told; both texts are on the page, and saved again his takes the place of the other."""
    first, second = browse(code="an", name="Lò Thị An"), browse(code="binh", name="Vàng Văn Bình")
    pages = [one.get("/phan-viet-tay", query_string=MARCH).text for one in (first, second)]
    first.send("/phan-viet-tay", **MARCH, **versions(pages[0]), **{"ton-tai": "của An"})
    late = second.send("/phan-viet-tay", **MARCH, **versions(pages[1]), **{"ton-tai": "của Bình", "kien-nghi": "xe"})
    assert late.status_code == 409
    assert "Chưa lưu" in late.text
    assert "Lò Thị An lưu lúc" in late.text
    assert "của An" in late.text
    assert text_in(late.text, "ton-tai") == "của Bình"
    assert text_in(late.text, "kien-nghi") == "xe"
    assert text_in(first.get("/phan-viet-tay", query_string=MARCH).text, "kien-nghi") == ""
    done = second.send("/phan-viet-tay", **MARCH, **versions(late.text), **{"ton-tai": "cả hai", "kien-nghi": "xe"})
    assert done.status_code == 303
    assert text_in(first.get("/phan-viet-tay", query_string=MARCH).text, "ton-tai") == "cả hai"


def test_other_parts_may_be_written_at_once(browse):
    """Two people in two parts do not meet."""
    first, second = browse(code="an"), browse(code="binh")
    pages = [one.get("/phan-viet-tay", query_string=MARCH).text for one in (first, second)]
    both = [dict.fromkeys(("ton-tai", "kien-nghi"), "") for _ in pages]
    both[0]["ton-tai"], both[1]["kien-nghi"] = "của A", "của B"
    for browser, page, texts in zip((first, second), pages, both, strict=True):
        assert browser.send("/phan-viet-tay", **MARCH, **versions(page), **texts).status_code == 303
    page = first.get("/phan-viet-tay", query_string=MARCH).text
    assert [text_in(page, name) for name in both[0]] == ["của A", "của B"]


def test_the_text_of_the_period_before_is_a_start(browse):
    """It is offered for an empty part, shown unsaved, and stored only when somebody saves it."""
    browser = browse()
    page = browser.get("/phan-viet-tay", query_string=MARCH).text
    browser.send("/phan-viet-tay", **MARCH, **versions(page), **{"phuong-huong": "Mua máy."})
    page = browser.get("/phan-viet-tay", query_string=APRIL).text
    assert text_in(page, "phuong-huong") == ""
    assert "Lấy phần của kỳ trước" in page
    draft = browser.get("/phan-viet-tay", query_string={**APRIL, "nhap": "phuong-huong"}).text
    assert text_in(draft, "phuong-huong") == "Mua máy."
    assert "chưa lưu" in draft
    assert text_in(browser.get("/phan-viet-tay", query_string=APRIL).text, "phuong-huong") == ""


def test_markup_stays_words(browse):
    """What looks like markup is shown as it was typed."""
    browser = browse()
    page = browser.get("/phan-viet-tay", query_string=MARCH).text
    browser.send("/phan-viet-tay", **MARCH, **versions(page), **{"ton-tai": "</textarea><b>x</b> {{ head }}"})
    shown = browser.get("/phan-viet-tay", query_string=MARCH).text
    assert text_in(shown, "ton-tai") == "&lt;/textarea&gt;&lt;b&gt;x&lt;/b&gt; {{ head }}"


def test_too_long_is_said(browse):
    """A part that is too long is refused with what to do, and stays in its area."""
    browser = browse()
    page = browser.get("/phan-viet-tay", query_string=MARCH).text
    answer = browser.send("/phan-viet-tay", **MARCH, **versions(page), **{"ton-tai": "x" * 30_000})
    assert answer.status_code == 400
    assert "viết gọn lại" in answer.text


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"report": "../etc"}, 404), ({"site": "bac-kan"}, 403), ({"from": "2021-13-01"}, 400)],
)
def test_what_cannot_be_asked(browse, asked, status):
    """An unknown report, another's site and a day that is none are refused."""
    browser = browse(site="mau")
    assert browser.get("/phan-viet-tay", query_string={**MARCH, **asked}).status_code == status
    assert browser.send("/phan-viet-tay", **{**MARCH, **asked}, **{"ton-tai": "x"}).status_code == status


def sent(browser, change: Callable | None):
    """Bring a template that somebody changed."""
    word = docx.Document(io.BytesIO(shipped()))
    if change:
        change(word)
    data = io.BytesIO()
    word.save(data)
    data.seek(0)
    return browser.send("/mau-van-ban", file=(data, "mau.docx"))


def test_a_template_is_brought_back(browse, with_folder):
    """A sound one is used from now on; the shipped one comes back when asked."""
    browser = browse()
    assert sent(browser, lambda word: word.add_paragraph("Trung tâm")).status_code == 303
    assert "mẫu do Trung tâm sửa" in browser.get("/mau-van-ban").text
    taken = browser.get("/mau-van-ban/tai").data
    assert docx.Document(io.BytesIO(taken)).paragraphs[-1].text == "Trung tâm"
    assert browser.get("/mau-van-ban/tai?goc=1").data == shipped()
    browser.send("/mau-van-ban/goc")
    assert "mẫu gốc của chương trình" in browser.get("/mau-van-ban").text


def test_a_wrong_template_is_refused(browse, with_folder):
    """The field that is not known is named in Vietnamese, and the template in use stays."""
    answer = sent(browser := browse(), lambda word: word.add_paragraph("{{ tong_so }}"))
    assert answer.status_code == 400
    assert "Không có trường “tong_so”." in answer.text
    assert "unknown" not in answer.text
    assert not (with_folder[1] / "templates").exists()
    assert browser.send("/mau-van-ban").status_code == 400


def test_only_who_makes_reports_may_write(client_as):
    """Supervisors see visits; texts and templates are not theirs."""
    reader = client_as("supervisor")
    for path in ("/phan-viet-tay", "/mau-van-ban", "/mau-van-ban/tai"):
        assert reader.get(path).status_code == 403
    assert reader.send("/phan-viet-tay", **MARCH).status_code == 403
    assert reader.send("/mau-van-ban/goc").status_code == 403
