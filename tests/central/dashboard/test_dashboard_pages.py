"""The dashboard as its pages are asked: who sees what, what is never shown, markup in names, alerts that were seen."""

import pytest
from sqlalchemy import select

from central.store.engine import reading
from central.store.tables import alerts, audit_log

BOARD = "/bang-theo-doi"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def standing(province):
    """The rows of the log."""
    with reading(province.engine) as connection:
        return connection.execute(select(alerts).order_by(alerts.c.id)).all()


def test_today_of_a_centre(province, client_as):
    """The page says who waits, how long, which counters work, what was called and what is wrong with devices."""
    province.busy()
    page = client_as("supervisor", site="mau").get(f"{BOARD}?site=mau").text
    for words in ("Đang chờ", "34 phút", "8/12", "A111", "hết giấy", "không có tin", "đang mở cửa, cập nhật 09:15"):
        assert words in page, words


def test_what_is_old_is_never_called_fine(province, client_as):
    """A hall that fell silent shows no figures of now, and says when it was last heard; one never heard says so."""
    province.busy()
    province.clock.go(minutes=1)
    page = client_as("head").get(f"{BOARD}?site=mau").text
    assert "Khu vực chờ tạm ngừng gửi tin. Tin gần nhất lúc 09:15" in page
    assert page.count('tile-unknown">chưa rõ') == 3
    page = client_as("head", code="h-2").get(f"{BOARD}?site=bac-kan").text
    assert "Chưa nhận được tin từ khu vực chờ của trung tâm này" in page
    assert page.count('tile-unknown">chưa rõ') == 3


def test_a_retained_word_is_not_live(province, client_as):
    """What the broker kept from before may be a day old."""
    province.say({"1": ("free", None)}, {"ho-tich": 3}, retained=True)
    page = client_as("head").get(f"{BOARD}?site=mau").text
    assert "tạm ngừng gửi tin" in page
    assert "8/12" not in page


ROLES = {
    # role: months, ratings, comparison of officers, may say "seen"
    "head": (True, True, True, True),
    "reporter": (True, True, True, False),
    "supervisor": (True, False, False, True),
    "it": (False, False, False, True),
    "guide": (False, False, False, True),
}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_who_sees_what(province, client_as, role):
    """Everybody of the waiting area sees today; months, ratings and officers as in the reports."""
    months, ratings, officers, may_see = ROLES[role]
    province.year()
    province.busy()
    province.watcher.turn()
    province.clock.go(seconds=2)
    client = client_as(role, site="mau")
    page = client.get(BOARD).text
    assert ("Lượt lấy số theo tháng" in page) is months
    assert ("hài lòng" in page.partition("<main")[2].lower()) is ratings
    assert ("/bang-theo-doi/so-sanh" in page) is officers
    assert (client.get(f"{BOARD}/so-sanh?site=mau").status_code == 200) is officers
    assert ("Đã xem" in page) is may_see


@pytest.mark.parametrize("role", ["admin", "officer", "agency"])
def test_who_sees_nothing_of_today(province, client_as, role):
    """Officers, their agencies and who keeps accounts have no dashboard."""
    client = client_as(role, site="mau", detail="cb-01")
    for path in ("", "/dong", "/trang-thai", "/canh-bao"):
        assert client.get(BOARD + path).status_code == 403


def test_an_agency_compares_its_own_officers_in_closed_blocks(province, client_as, load):
    """The comparison of an agency holds what its report holds, and nobody else's officers."""
    load("agencies", "name\nSở Tư pháp\nSở Nội vụ\n", site="mau")
    load("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Tư pháp\ncb-02,Vũ Minh Giang,Sở Nội vụ\n", site="mau")
    province.year()
    page = client_as("agency", site="mau", detail="Sở Tư pháp").get(f"{BOARD}/so-sanh?site=mau&ky=12").text
    assert "Hồ Thị Lan" in page
    assert "Vũ Minh Giang" not in page
    assert "gộp thành khối" in page
    assert "Theo cơ quan" not in page


def test_agencies_stand_beside_each_other(province, client_as, load):
    """Each with its count; of fewer than ten no share is printed, and nothing is ranked."""
    load("agencies", "name\nSở Tư pháp\nSở Nội vụ\n", site="bac-kan")
    load("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Tư pháp\ncb-02,Vũ Minh Giang,Sở Nội vụ\n", site="bac-kan")
    province.rated_agencies({"cb-01": 40, "cb-02": 6})
    page = client_as("reporter", site="bac-kan").get(f"{BOARD}/so-sanh").text
    agencies = page.partition("Theo cơ quan")[2].partition("Theo cán bộ")[0]
    assert agencies.index("Sở Tư pháp") < agencies.index("Sở Nội vụ")
    assert "90\N{NO-BREAK SPACE}%" in agencies.replace("90,00", "90")
    assert "số lượt ít (dưới 10)" in agencies
    assert "không xếp hạng" in page


def test_other_sites_stay_closed(province, client_as):
    """Who has a role at one centre asks for another one in vain, on every page; one that is not there is not found."""
    client = client_as("head", site="bac-kan")
    for path in ("", "/dong", "/trang-thai", "/canh-bao", "/so-sanh"):
        assert client.get(f"{BOARD}{path}?site=mau").status_code == 403, path
        assert client.get(f"{BOARD}{path}?site=khong-co").status_code == 404, path
    assert client.send(f"{BOARD}/canh-bao?site=mau", alert="1").status_code == 403


def test_ratings_of_today_are_nowhere(province, client_as):
    """Whatever is pressed today changes nothing that anybody sees here, the head included: pages hang on walls."""
    province.year()
    province.busy()
    client = client_as("head", site="mau")
    before = client.get(BOARD).text, client.get(f"{BOARD}/so-sanh").text
    province.rate(province.clock.at.date(), "cb-01", {"dissatisfied": 7})
    province.clock.go(seconds=2)
    province.busy_again()
    assert (client.get(BOARD).text, client.get(f"{BOARD}/so-sanh").text) == before


def test_the_province_has_a_row_for_each_centre_that_one_may_see(province, client_as):
    """Two centres make a table, one makes its own page."""
    province.busy()
    both = client_as("head").get(BOARD).text
    assert both.count('data-region="row-') == 2
    assert "chưa nhận được tin" in both
    one = client_as("head", site="mau", code="h-2").get(BOARD).text
    assert 'data-region="row-' not in one
    assert "Mọi trung tâm" not in one


def test_ratings_of_a_centre_of_which_one_sees_none(province, client_as, admit, app):
    """Somebody who is head here and supervises there reads the satisfaction of here alone."""
    province.year("mau")
    province.year("bac-kan")
    client = client_as("supervisor", code="both")
    page = client.get(BOARD).text
    assert "12 tháng" in page
    assert "Hài lòng" not in page.partition("<main")[2]


def test_markup_in_names_stays_text(province, client_as, load):
    """Names of services, devices, numbers, notices and people are shown as they were typed; nothing of them runs."""
    load("services", f'code,name,agency\nho-tich,"{HOSTILE.replace(chr(34), chr(34) * 2)}",\n', site="mau")
    province.busy()
    province.say({HOSTILE[:30]: ("serving", HOSTILE[:40])}, {"ho-tich": 3}, notice=HOSTILE)
    province.box("q-9", ("counter",), (HOSTILE, HOSTILE, "fault", HOSTILE))
    province.clock.go(minutes=3)
    province.say({HOSTILE[:30]: ("serving", HOSTILE[:40])}, {"ho-tich": 3}, notice=HOSTILE)
    province.watcher.turn()
    client = client_as("head", site="mau", name=HOSTILE)
    for path in ("", "/trang-thai?site=mau", "/canh-bao"):
        text = client.get(BOARD + path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
    assert "&lt;script&gt;alert(1)" in client.get(BOARD).text


def test_an_alert_is_seen_once(province, client_as):
    """Who says that it was seen stands beside it and in the log; saying so again changes nothing."""
    province.busy()
    province.watcher.turn()
    province.clock.go(seconds=2)
    first = standing(province)[0]
    supervisor = client_as("supervisor", site="mau", name="Lê Hoàng Chi")
    assert supervisor.send(f"{BOARD}/canh-bao?site=mau", alert=str(first.id)).status_code == 303
    assert "Lê Hoàng Chi đã xem lúc" in supervisor.get(BOARD).text
    client_as("head", site="mau").send(f"{BOARD}/canh-bao?site=mau", alert=str(first.id))
    assert standing(province)[0].seen_by == "p-supervisor"
    with reading(province.engine) as connection:
        acts = connection.execute(select(audit_log.c.person).where(audit_log.c.act == "alert-seen")).all()
    assert [row.person for row in acts] == ["p-supervisor"]


@pytest.mark.parametrize("alert", ["0", "999", "x", "", "1; DROP TABLE alerts"])
def test_what_is_no_alert_changes_nothing(province, client_as, alert):
    """A number that nobody was shown leads back to the page."""
    province.busy()
    province.watcher.turn()
    before = standing(province)
    assert client_as("head", site="mau").send(f"{BOARD}/canh-bao?site=mau", alert=alert).status_code == 303
    assert standing(province) == before


def test_doubtful_presses_are_the_heads_alone(province, client_as):
    """Nobody else is told that something was pressed today, neither on the page nor in the log."""
    province.busy()
    province.rate(province.clock.at.date(), "cb-01", {"satisfied": 12}, kind="doubtful")
    province.watcher.turn()
    province.clock.go(seconds=2)
    assert "doubtful" in [row.kind for row in standing(province)]
    for role, sees in (("head", True), ("supervisor", False), ("reporter", False)):
        client = client_as(role, site="mau")
        for path in (f"{BOARD}?site=mau", f"{BOARD}/trang-thai?site=mau", f"{BOARD}/canh-bao?site=mau"):
            assert ("cần kiểm tra" in client.get(path).text) is sees, (role, path)


def test_the_log_tells_when_it_began_and_ended(province, client_as):
    """A line is written once and ended when what called for it has gone for a minute."""
    province.busy()
    province.watcher.turn()
    for _ in range(40):
        province.clock.go(seconds=5)
        province.busy_again()
        province.box("tv-mau", ("display",))
        province.watcher.turn()
    away = next(row for row in standing(province) if row.kind == "gateway_away")
    assert away.ended_ms is not None
    page = client_as("head", site="mau").get(f"{BOARD}/canh-bao").text
    assert "Mất liên lạc với thiết bị tv-mau" in page
    assert "06/03/2026 09:15" in page


def test_sign_in_leads_to_the_dashboard(province, client_as):
    """The first page offers the dashboard before all reports to who may see it, and to nobody else."""
    assert f'href="{BOARD}"' in client_as("head").get("/").text.partition("<main")[2]
    assert f'href="{BOARD}"' not in client_as("admin").get("/").text


@pytest.mark.parametrize("choice", ["99", "thang'", "-1"])
def test_other_stretches_are_not_compared(province, client_as, choice):
    """Only the stretches that the page offers are there."""
    assert client_as("head").get(f"{BOARD}/so-sanh?site=mau&ky={choice}").status_code == 404
