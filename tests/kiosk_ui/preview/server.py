"""A small page server for looking at the templates and the mock of the virtual office; never shipped."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask, Response, request

from central.reports.period import PRESETS
from central.web import assets, headers
from central.web.render import render
from kiosk_ui.assets import inline_css

HERE = Path(__file__).parent

CUT = (
    ('<span class="state" data-state="ok">đang nối', '<span class="state" data-state="cut">đang đứt'),
    ('data-step="line" data-state="ok"', 'data-step="line" data-state="cut"'),
    ('data-step="journal" data-state="ok"', 'data-step="journal" data-state="waiting"'),
    ("chờ 2", "chờ <b>48</b>"),
    ("Cắt đường truyền", "Nối lại đường truyền"),
    ('id="counter-3" data-state="ready"', 'id="counter-3" data-state="fault"'),
    (
        "<span>q-03 · nhật ký <b>297</b> dòng · chờ gửi <b>0</b></span>",
        '<span class="counter-fault">Nút Tốt bị giữ quá 10 giây, chờ sửa</span>',
    ),
)
"""What the mock says while the line is cut: what stands in it -> what stands there then."""


def load(name: str) -> ModuleType:
    """Import a file of this folder, which is no package."""
    known = sys.modules.get(f"preview_{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"preview_{name}", HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def make_app() -> Flask:
    """Build the preview application with the real templates, assets and a strict content security policy."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(assets.blueprint())

    @app.after_request
    def loosen(response: Response) -> Response:
        """A file of its own carries its styles inside and is not served in real life."""
        if request.path.startswith("/standalone"):
            del response.headers["Content-Security-Policy"]
        return response

    headers.install(app)  # after what loosens them: Flask calls the last one first
    cases = load("reports").CASES

    def context(case: str) -> dict[str, Any]:
        report, levels = cases[case]
        links = [{"label": "Đánh giá theo cán bộ", "url": "#", "current": True}]
        return {
            "report": report, "levels": levels, "version": "0.1.0", "action": "/reports/officer-ratings",
            "menu": [{"title": "Báo cáo", "links": links}],
            "presets": [{"label": kind.title, "url": "#", "current": kind.key == "year"} for kind in PRESETS.values()],
            "sites": [{"id": "bac-kan", "name": report.site_name}, {"id": "xx", "name": "Điểm phục vụ xã"}],
        }  # fmt: skip

    @app.get("/report/<case>")
    def report(case: str) -> str:
        return render("report.html", **context(case))

    @app.get("/standalone/<case>")
    def standalone(case: str) -> str:
        return render("report.html", **context(case), standalone_css=inline_css("central.css"))

    @app.get("/error")
    def error() -> str:
        return render(
            "error.html", code=404, what="Không có trang này", why="Địa chỉ có thể đã đổi hoặc gõ chưa đúng.",
            next="Xin chọn lại từ trang đầu.", action="/", reference="7f3a-0915", menu=context("bac-kan")["menu"],
        )  # fmt: skip

    @app.get("/index")
    def index() -> str:
        entry = {
            "title": "Đánh giá theo cán bộ",
            "url": "#",
            "summary": "Mỗi cán bộ một dòng: số lượt theo mức, tỷ lệ và khoảng tin cậy.",
        }
        return render(
            "index.html", site_name="Trung tâm Phục vụ hành chính công tỉnh", reports=[entry],
            menu=context("bac-kan")["menu"], waiting=True,
        )  # fmt: skip

    @app.get("/office")
    def office() -> str:
        return (HERE / "office.html").read_text("utf-8")

    @app.get("/office-cut")
    def office_cut() -> str:
        page = (HERE / "office.html").read_text("utf-8")
        for before, after in CUT:
            assert before in page, before
            page = page.replace(before, after)
        return page

    return app
