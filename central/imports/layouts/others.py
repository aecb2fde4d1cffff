"""The layouts of the smaller tables: postal, online by level, paper forms, ratings before this system, figures."""

from dataclasses import replace

from central.imports.layouts.dossiers import AGENCY, NUMBER, ROW_KIND
from central.imports.layouts.model import Field, Layout, Part, Percent, Sum
from contract.scales import SCALES

_NUMBER = replace(NUMBER, plain=False)

POSTAL = Layout(
    key="postal",
    title="số lượt bưu chính theo cơ quan",
    fields=(
        _NUMBER,
        AGENCY,
        ROW_KIND,
        Field(
            "postal_service_count",
            "Số lượt bưu chính",
            heads=(
                *("*|bưu chính", "*|lượt", "*|dịch vụ bưu chính", "*|bưu chính công ích", "*|lượt dịch vụ bưu chính"),
                *("*|qua dịch vụ bưu chính", "*|qua dịch vụ bưu chính công ích", "*|lượt bưu chính", "*|qua bưu chính"),
            ),
        ),
    ),
)

ONLINE_LEVELS = Layout(
    key="online-levels",
    title="hồ sơ trực tuyến theo mức độ",
    fields=(
        _NUMBER,
        Field("service_level", "Mức độ", "text", heads=("*|mức độ", "*|mức", "*|mức độ dịch vụ", "*|mức độ dvc")),
        AGENCY,
        ROW_KIND,
        Field(
            "received_online",
            "Tiếp nhận trực tuyến",
            heads=("*|trực tuyến", "*|tiếp nhận trực tuyến", "*|tiếp nhận", "*|đã tiếp nhận"),
        ),
    ),
    scope="service_level",
)

PAPER_FORMS = Layout(
    key="paper-forms",
    title="phiếu đánh giá giấy",
    fields=(
        Field("item_no", "STT", "number", required=False, heads=NUMBER.heads),
        Field(
            "item", "Nội dung đánh giá", "label", heads=("*|nội dung", "*|nội dung đánh giá", "*|câu hỏi", "*|tiêu chí")
        ),
        Field(
            "positive", "Số phiếu đánh giá tốt", heads=("*|đồng ý", "*|phiếu đồng ý", "*|phiếu đánh giá tốt", "*|có")
        ),
        Field("forms_total", "Tổng số phiếu", heads=("*|tổng phiếu", "*|phiếu", "*|tổng")),
    ),
    item="item",
    label_is_agency=False,
    total_row="none",
    parts=(Part("positive", "forms_total"),),
)

_LEVELS: dict[str, str] = {
    (level.code if level.code.isalpha() or "_" in level.code else f"level_{level.code}"): level.title
    for scale in SCALES.values()
    for level in scale.levels
}
"""Every level of every scale; a level that is a digit has a name for a column."""


def _rating_fields() -> tuple[Field, ...]:
    fields: list[Field] = []
    for code, title in _LEVELS.items():
        folded = title.casefold()
        fields.append(Field(code, title, required=False, heads=(f"*|{folded}", f"{folded}|lượt", f"{folded}|phiếu")))
        fields.append(
            Field(
                f"{code}_percent_printed",
                f"{title} (%)",
                "percent",
                required=False,
                heads=(f"{folded}|tỷ lệ", f"*|tỷ lệ {folded}", f"{folded}|%", f"*|{folded} tỷ lệ"),
            )
        )
    return tuple(fields)


RATINGS = Layout(
    key="ratings",
    title="tổng số đánh giá theo mức của kỳ trước khi có hệ thống này",
    fields=(
        _NUMBER,
        Field("channel", "Kênh đánh giá", "label", heads=("*|kênh", "*|kênh đánh giá", "*|hình thức", "*|nguồn")),
        Field("agency", "Cơ quan", "text", required=False, heads=AGENCY.heads),
        ROW_KIND,
        Field(
            "ratings_total",
            "Tổng số lượt đánh giá",
            heads=(
                "|tổng",
                "*|tổng đánh giá",
                "*|tổng lượt đánh giá",
                "*|lượt đánh giá",
                "*|tổng lượt",
                "*|tổng phiếu",
            ),
        ),
        *_rating_fields(),
    ),
    item="channel",
    label_is_agency=False,
    total_row="optional",
    sums=(Sum("ratings_total", tuple(_LEVELS)),),
    percents=tuple(
        Percent(code, ("ratings_total",), tuple(_LEVELS), printed=f"{code}_percent_printed") for code in _LEVELS
    ),
    one_of_each=False,
    groups={title.casefold(): (title.casefold(),) for title in _LEVELS.values()},
)

FIGURES = Layout(
    key="figures",
    title="số liệu chính đã công bố",
    fields=(
        Field("figure", "Chỉ tiêu", "label", heads=("*|chỉ tiêu", "*|số liệu", "*|tên chỉ tiêu")),
        Field("value", "Giá trị", "value", heads=("*|giá trị",)),
        Field("numerator", "Tử số", required=False, heads=("*|tử",)),
        Field("denominator", "Mẫu số", required=False, heads=("*|mẫu",)),
        Field("unit", "Đơn vị tính", "text", heads=("*|đơn vị tính", "*|đvt")),
        Field("source", "Nguồn", "text", required=False, heads=("*|nguồn", "*|văn bản")),
    ),
    item="figure",
    label_is_agency=False,
    total_row="none",
    percents=(Percent("numerator", ("denominator",), printed="value"),),
    one_of_each=True,
)

SCORES = Layout(
    key="scores",
    title="điểm chấm theo bộ chỉ tiêu",
    fields=(
        AGENCY,
        Field("indicator", "Chỉ tiêu số", "text", heads=("*|chỉ tiêu số", "*|chỉ tiêu", "*|số chỉ tiêu")),
        Field("self_points", "Điểm tự chấm", "percent", required=False, heads=("*|điểm tự chấm", "*|tự chấm")),
        Field(
            "appraised_points", "Điểm thẩm định", "percent", required=False, heads=("*|điểm thẩm định", "*|thẩm định")
        ),
    ),
    total_row="none",
    one_of_each=False,
)
