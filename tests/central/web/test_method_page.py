"""The page that says how figures are made."""

from central.reports.officer_ratings import APART
from central.reports.registry import REPORTS
from central.reports.words import ROW_LABELS
from central.web.method_page import WHY_APART
from central.web.method_words import METHODS


def test_the_page_explains_every_row_outside_the_total(client):
    """Each kind that stands apart in a table is there with its reason, and so is each site with its scale."""
    answer = client.get("/cach-tinh")
    assert answer.status_code == 200
    assert set(WHY_APART) == {*APART, "undated"}
    for kind, why in WHY_APART.items():
        assert ROW_LABELS[kind] in answer.text
        assert why in answer.text
    assert "Trung tâm mẫu: thang 3 mức; hài lòng gồm Rất hài lòng và Hài lòng." in answer.text
    assert "Đánh giá không gắn với lượt phục vụ" in answer.text
    assert "Điều không chứng minh được" in answer.text


def test_every_page_leads_to_it(client):
    """The menu has it, and marks it on its own page."""
    assert 'href="/cach-tinh"' in client.get("/").text
    assert 'href="/cach-tinh" aria-current="page"' in client.get("/cach-tinh").text


def test_the_page_explains_every_report(client):
    """Each report that there is has its part, and its place in the list of parts."""
    text = client.get("/cach-tinh").text
    assert REPORTS.keys() <= METHODS.keys()
    for key, known in REPORTS.items():
        assert f'<h2 id="{key}">{known.title}</h2>' in text
        assert f'href="#{key}"' in text
