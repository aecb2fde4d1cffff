"""``/cach-tinh``: how each figure is made, what stands apart and what cannot be proved. Words alone, no figures."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from central.reports.officer_ratings import APART
from central.reports.registry import REPORTS
from central.reports.words import ROW_LABELS
from central.services import Services
from central.web.menu import METHOD, METHOD_URL, menu
from central.web.method_words import METHODS
from central.web.render import render
from contract.scales import SCALES

WHY_APART = {
    "unlinked": "Bấm khi không có lượt phục vụ nào đang mở tại quầy.",
    "duplicate": "Cùng một lượt phục vụ được bấm thêm, hoặc bấm lại trong 3 giây. Chỉ lượt hợp lệ đầu tiên được tính.",
    "late": "Bấm sau khi thời gian đánh giá của lượt phục vụ đã hết.",
    "doubtful": "Thiết bị thấy có điều cần người xem lại.",
    "no_ticket": "Trung tâm chưa nhận được dòng lấy số của lượt này. Dòng ấy đến thì lượt được tính.",
    "other_scale": "Dùng thang khác với thang của trung tâm. Hai thang không cộng chung.",
    "set_aside": "Có quyết định để riêng, ghi rõ lý do. Quyết định và việc lấy lại cũng là dòng sự kiện.",
    "undated": "Đồng hồ của thiết bị chưa từng đúng trong lần khởi động ấy. Ngày không được đoán.",
}
"""Why each kind of rating stands outside the total; every row apart has its reason here."""


def blueprint(services: Services) -> Blueprint:
    """The one address."""
    pages = Blueprint("method", __name__)

    @pages.get(METHOD_URL)
    def method() -> ResponseReturnValue:
        apart = [(ROW_LABELS[kind], WHY_APART[kind]) for kind in (*APART, "undated")]
        sites = [
            {
                "name": site.name,
                "scale": SCALES[site.scale].title,
                "satisfied": " và ".join(level.title for level in SCALES[site.scale].levels if level.satisfied),
                "is_free": site.ratings == "free",
            }
            for site in services.config.sites.values()
        ]
        reports = [
            {"key": key, "title": known.title, "paragraphs": METHODS[key]}
            for key, known in REPORTS.items()
            if key in METHODS
        ]
        return render("method.html", reports=reports, apart=apart, sites=sites, menu=menu(METHOD))

    return pages
