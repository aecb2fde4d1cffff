"""The pages "Chốt kỳ": who may look, who may close, what is refused, and what they say."""

import hashlib
import re
from datetime import date

import pytest
from sqlalchemy import select

from central.store.engine import reading
from central.store.tables import audit_log, closings

PERIOD = {"site": "bac-kan", "from": "2021-01-01", "to": "2021-01-31"}
PAGE = "/chot-ky/ky?site=bac-kan&from=2021-01-01&to=2021-01-31"
REPORT = "/reports/officer-ratings?site=bac-kan&from=2021-01-01&to=2021-01-31"


def closed_by(browser, **more):
    """Press the button."""
    return browser.send("/chot-ky/ky", **(PERIOD | {"after": "0", "reason": "chưa có bảng hồ sơ"} | more))


def test_the_list_says_how_each_period_stands(client, bac_kan_store):
    """From the running period back to the first day with data; those that may be closed say so."""
    page = client.get("/chot-ky?site=bac-kan&preset=half-year").text
    assert "Chốt kỳ" in page
    assert "Đang diễn ra" in page
    assert "Tạm tính, chờ chốt" in page
    assert 'href="/chot-ky?site=bac-kan" aria-current="page"' in page


def test_a_period_is_looked_at_closed_and_shown_closed(client, engine, bac_kan_store):
    """The list of what to look at, the button, the answer; then the report page bears the code, and the log the act."""
    page = client.get(PAGE).text
    for words in ("Cần xem", "Không lập được", "Đạt", "Lý do chốt khi còn điểm cần xem", "số liệu tạm tính"):
        assert words in page
    answer = closed_by(client)
    assert answer.status_code == 303
    after = client.get(answer.location).text
    assert "Đã chốt bản 1" in after
    assert "không cần chốt lại" in after
    shown = client.get(REPORT).text
    assert re.search(r"Số liệu đã chốt lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}, bản 1, mã [0-9a-f]{4} ", shown)
    assert "Có thay đổi sau khi chốt" not in shown
    with reading(engine) as connection:
        acts = connection.execute(select(audit_log.c.act)).scalars().all()
    assert "close" in acts


def test_changes_after_closing_are_shown_row_by_row(client, bac_kan_store, rate):
    """The report says so and leads there; both values and the step stand beside each other; version 2 keeps them."""
    closed_by(client)
    rate("cb-1", "2021-01-05", {"poor": 3})
    assert "dòng của bảng này nay khác với bản đã chốt" in client.get(REPORT).text
    page = client.get(PAGE).text
    for words in ("Có thay đổi sau khi chốt", "tăng 3", "Lý do chốt lại", "Chốt lại, bản 2"):
        assert words in page
    assert closed_by(client, after="1", reason="dòng đến muộn").status_code == 303
    page = client.get(PAGE).text
    for words in ("Khác với bản trước", "dòng đến muộn", "<strong>Bản 1</strong>", "<strong>Bản 2</strong>"):
        assert words in page


def test_the_frozen_bytes_can_be_taken_away(client, engine, bac_kan_store):
    """Whoever has them and the code needs nobody to compare the two."""
    closed_by(client)
    beside = r'<code>([0-9a-f ]{19})</code></td><td><a href="(/chot-ky/ban/\d+/[a-z-]+\.json)"'
    found = re.search(beside, client.get(PAGE).text)
    assert found
    answer = client.get(found[2])
    assert hashlib.sha256(answer.data).hexdigest().startswith(found[1].replace(" ", ""))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get("/chot-ky/ban/99/officer-ratings.json").status_code == 404


def test_who_may(client_as, stranger, bac_kan_store):
    """A reporter looks and has no button; the head closes; nobody else sees the page, and not another site's head."""
    reporter = client_as("reporter", site="bac-kan")
    assert "Lãnh đạo Trung tâm là người chốt kỳ" in reporter.get(PAGE).text
    assert closed_by(reporter).status_code == 403
    elsewhere = client_as("head", site="mau", code="elsewhere")
    assert (elsewhere.get(PAGE).status_code, closed_by(elsewhere).status_code) == (403, 403)
    for role in ("supervisor", "it", "guide", "admin"):
        assert client_as(role, site="bac-kan").get(PAGE).status_code == 403
    assert stranger.get(PAGE).status_code in (302, 303, 401)
    assert closed_by(client_as("head", site="bac-kan")).status_code == 303


def test_single_changes_are_for_the_head(client, client_as, bac_kan_store, rate):
    """A row that changed after the closing may be one rating: a reporter sees that and where, not which."""
    closed_by(client)
    rate("cb-1", "2021-01-05", {"poor": 1})
    reporter = client_as("reporter", site="bac-kan")
    page = reporter.get(PAGE).text
    assert "Có thay đổi sau khi chốt" in page
    assert "Từng dòng do Lãnh đạo Trung tâm xem" in page
    assert "tăng 1" not in page
    assert "tăng 1" in client.get(PAGE).text
    assert reporter.get("/chot-ky/ban/1/officer-ratings.json").status_code == 403


def test_a_form_of_another_page_closes_nothing(client, engine, bac_kan_store):
    """Without the word of our own form the request is refused."""
    assert client.post("/chot-ky/ky", data=PERIOD | {"reason": "x"}).status_code == 403
    with reading(engine) as connection:
        assert connection.execute(select(closings.c.id)).all() == []


def test_a_refusal_keeps_what_was_written(client, bac_kan_store):
    """No reason, or somebody was faster: the page says why, with the words still in the field."""
    answer = closed_by(client, reason="")
    assert answer.status_code == 409
    assert "Cần ghi lý do" in answer.text
    answer = closed_by(client, after="7", reason="lý do dài")
    assert answer.status_code == 409
    assert "lý do dài" in answer.text


def test_a_running_period_cannot_be_closed(client, bac_kan_store):
    """There is no button, and a request is refused with the day from which it may be."""
    today = date.today()
    days = f"site=bac-kan&from={today.year}-01-01&to={today.year}-12-31"
    page = client.get(f"/chot-ky/ky?{days}").text
    assert "Chốt được từ ngày" in page
    assert 'type="submit">Chốt kỳ' not in page
    answer = client.send("/chot-ky/ky", site="bac-kan", after="0", reason="x",
                         **{"from": f"{today.year}-01-01", "to": f"{today.year}-12-31"})  # fmt: skip
    assert answer.status_code == 409


@pytest.mark.parametrize("query", ["site=khong", "site=bac-kan&preset=x", "site=bac-kan&from=2021-02-30&to=2021-03-01"])
def test_nonsense_in_the_address(client, bac_kan_store, query):
    """A sentence and 400, never a trace."""
    page = "/chot-ky" if "preset" in query else "/chot-ky/ky"
    assert client.get(f"{page}?{query}").status_code == 400
