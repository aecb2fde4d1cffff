"""Correcting who sat at a counter and which number was none: two people, figures that follow, all of it to be seen."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from central.audit.counts import Counts
from central.audit.proof import prove
from central.closing.closing import Closer, close
from central.people.roles import Grant
from central.reports.making import make_report
from central.reports.period import Period
from central.store.engine import reading, writing
from central.store.tables import audit_log, correction_proposals, events, notes, tickets

SITE, URL = "mau", "/dinh-chinh"
WORDS = "Chị Lan quên rời quầy, anh Giang làm thay; tổ trưởng biết."
HOSTILE = ["<script>alert(1)</script> x", "'; DROP TABLE corrections; --", "{{ 7*7 }} abc"]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def seat(morning, first=60, last=180, **changes):
    """The form of a wrong sign-in: cb-02 sat at counter 1 from the first to the last minute."""
    at = [(morning + timedelta(minutes=one)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") for one in (first, last)]
    form = {"site": SITE, "kind": "seat", "counter": "1", "since": at[0], "until": at[1], "old": "cb-01"}
    return form | {"new": "cb-02", "reason": "forgot_sign_out", "words": WORDS} | changes


def void(morning, number="A001", **changes):
    """The form of a number that was none."""
    day = morning.astimezone(ZONE).date().isoformat()
    form = {"site": SITE, "kind": "ticket", "day": day, "number": number, "reason": "not_a_visit", "words": WORDS}
    return form | changes


def proposed(browser, form):
    """Propose; the address of the proposal."""
    answer = browser.send(URL, **form)
    assert answer.status_code == 303, answer.text
    return answer.location


def counted(services, morning):
    """Visits served, ratings and dissatisfied ones in the report, by officer."""
    day = morning.astimezone(ZONE).date()
    made = make_report(services.engine, services.config, "officer-ratings", SITE, Period(day, day))
    keys = [column.key for column in made.columns]
    wanted = [keys.index(key) for key in ("officer_code", "visits_served", "ratings", "dissatisfied")]
    rows = [[row.cells[place] for place in wanted] for row in made.rows if row.kind.endswith("officer")]
    return {code: numbers for code, *numbers in rows}


def faults(services):
    """What the audit finds wrong."""
    with reading(services.engine) as connection:
        return [one for one in prove(connection, services.config, Counts()) if one.is_wrong]


def table_of(text):
    """The rows of the table of changes, as words."""
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", text, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


def test_who_sat_there_gets_visits_and_ratings(services, morning, two):
    """Looked at, proposed by one, agreed to by another: figures move, the dissatisfied rating with its visit."""
    head, supervisor = two
    before = counted(services, morning)
    assert before == {"cb-01": [4, 4, 1]}
    page = head.send(f"{URL}/xem-truoc", **seat(morning))
    assert page.status_code == 200
    assert table_of(page.text) == [
        "Chưa có trong danh sách cán bộ (cb-01) 4 → 2 0 4 → 2 239 → 119",
        "Chưa có trong danh sách cán bộ (cb-02) 0 → 2 0 0 → 2 0 → 120",
    ]
    assert counted(services, morning) == before
    url = proposed(supervisor, seat(morning))
    assert counted(services, morning) == before
    assert supervisor.send(url, act="agree").status_code == 409
    assert head.send(url, act="agree").status_code == 303
    assert counted(services, morning) == {"cb-01": [2, 2, 0], "cb-02": [2, 2, 1]}
    done = head.get(url).text
    assert "Đã đính chính" in done and "239 → <strong>119</strong>" in done and WORDS in done
    assert faults(services) == []


def test_a_correction_is_taken_back_the_same_way(services, morning, two):
    """Two people again; figures are as before, both corrections stay in the list."""
    head, supervisor = two
    before = counted(services, morning)
    url = proposed(head, seat(morning))
    supervisor.send(url, act="agree")
    what = re.search(r'name="what" value="(undo/[^"]+)"', head.get(url).text)[1]
    form = {"site": SITE, "what": what, "reason": "corrected_wrongly", "words": WORDS}
    assert "2 → 4" in table_of(supervisor.send(f"{URL}/xem-truoc", **form).text)[0]
    again = proposed(supervisor, form)
    assert head.send(again, act="agree").status_code == 303
    assert counted(services, morning) == before
    listed = head.get(f"{URL}?site={SITE}").text
    assert listed.count("Đã đính chính") == 2
    assert 'name="what"' not in head.get(url).text
    assert faults(services) == []


def test_a_number_that_was_none_is_void(services, morning, two):
    """It is looked up by day and number, as people know it."""
    head, supervisor = two
    page = head.send(f"{URL}/xem-truoc", **void(morning, " a001 "))
    assert table_of(page.text) == ["Chưa có trong danh sách cán bộ (cb-01) 4 → 3 0 → 1 4 239"]
    supervisor.send(proposed(head, void(morning)), act="agree")
    with reading(services.engine) as connection:
        states = dict(connection.execute(select(tickets.c.number, tickets.c.state)).all())
    assert states == {"A001": "void", "A002": "served", "A003": "served", "A004": "served"}
    assert faults(services) == []


def test_closed_periods_are_named_and_stay(services, morning, two):
    """Its frozen report is as it was; the page names it before and after."""
    head, supervisor = two
    day = morning.astimezone(ZONE).date()
    period = Period(day, day)
    close(
        services.engine, services.config, services.own_stream, SITE, period, Closer("truong", "head"),
        now=morning + timedelta(days=9), reason="thử",
    )  # fmt: skip
    named = f"/chot-ky/ky?site={SITE}&amp;from={day}&amp;to={day}"
    assert named in head.send(f"{URL}/xem-truoc", **seat(morning)).text
    url = proposed(head, seat(morning))
    supervisor.send(url, act="agree")
    assert named in head.get(url).text
    assert counted(services, morning) == {"cb-01": [4, 4, 1]}
    assert faults(services) == []


@pytest.mark.parametrize(
    "changes,why",
    [
        ({"new": "cb-01"}, "giống nhau"),
        ({"new": ""}, "Xin ghi mã cán bộ"),
        ({"counter": "9"}, "Không có lượt"),
        ({"counter": ""}, "Xin ghi quầy"),
        ({"old": "cb-07"}, "Không có lượt"),
        ({"since": "hôm qua"}, "đủ ngày và giờ"),
        ({"until": "2020-01-01T08:00"}, "phải sau giờ bắt đầu"),
        ({"since": "2026-01-01T08:00"}, "nhiều nhất 31 ngày"),
        ({"since": "2099-01-01T08:00", "until": "2099-01-01T09:00"}, "chưa diễn ra"),
        ({"reason": "vì thế"}, "chọn lý do"),
        ({"words": "  x "}, "ghi rõ lý do"),
    ],
)
def test_what_cannot_be_corrected_is_said_and_changes_nothing(services, morning, two, changes, why):
    """Neither looked at nor proposed; what was typed stays in the form."""
    head, _ = two
    for path in (f"{URL}/xem-truoc", URL):
        answer = head.send(path, **seat(morning, **changes))
        assert answer.status_code == 409 and why in answer.text
    with reading(services.engine) as connection:
        assert connection.execute(select(func.count()).select_from(correction_proposals)).scalar_one() == 0


@pytest.mark.parametrize("number,why", [("B999", "Không có số này"), ("", "Không có số này")])
def test_an_unknown_number_is_said(morning, two, number, why):
    """Of that day."""
    answer = two[0].send(URL, **void(morning, number))
    assert answer.status_code == 409 and why in answer.text


def test_the_same_is_proposed_once_and_decided_once(morning, two):
    """A second proposal of it waits for the first; a decision is not made twice."""
    head, supervisor = two
    url = proposed(head, seat(morning))
    assert "Đã có đề nghị như vậy" in supervisor.send(URL, **seat(morning)).text
    assert supervisor.send(url, act="decline", said="Không đúng giờ ấy.").status_code == 303
    assert "Không đồng ý" in head.get(url).text
    assert supervisor.send(url, act="agree").status_code == 409
    assert supervisor.send(url, act="nonsense").status_code == 400


def test_who_proposed_may_take_it_back(services, morning, two):
    """Nothing changed; it stands in the list as taken back."""
    head, _ = two
    url = proposed(head, seat(morning))
    assert head.send(url, act="decline").status_code == 303
    assert "Đã rút" in head.get(URL).text
    assert counted(services, morning) == {"cb-01": [4, 4, 1]}


def test_the_officer_concerned_decides_nothing(morning, two, client_as):
    """A head who sits at the counter himself: neither as the old one nor as the new one."""
    head, _ = two
    url = proposed(head, seat(morning))
    for officer in ("cb-01", "cb-02"):
        own = client_as("head", site=SITE, code=officer)
        assert "không tham gia" in own.send(url, act="agree").text
        assert own.send(url, act="decline", said="Tôi không muốn.").status_code == 409


def test_who_supervises_sees_no_ratings(morning, two):
    """Visits and minutes; the column of ratings is the head's."""
    head, supervisor = two
    assert "Lượt đánh giá</th>" in head.send(f"{URL}/xem-truoc", **seat(morning)).text
    page = supervisor.send(f"{URL}/xem-truoc", **seat(morning)).text
    assert "Lượt đánh giá</th>" not in page
    assert table_of(page)[0] == "Chưa có trong danh sách cán bộ (cb-01) 4 → 2 0 239 → 119"


def test_nobody_corrects_at_other_centres(morning, two, client_as):
    """A head of another centre neither sees nor proposes nor decides."""
    url = proposed(two[0], seat(morning))
    other = client_as("head", site="bac-kan", code="khac")
    assert other.get(f"{URL}?site={SITE}").status_code == 403
    assert other.send(URL, **seat(morning)).status_code == 403
    assert other.get(url).status_code == 404
    assert other.send(url, act="agree").status_code == 404


def test_words_are_a_note_and_everything_is_in_the_log(services, morning, two):
    """The line names what, old, new, reason and two roles, and no person; the words stand outside the chain."""
    head, supervisor = two
    supervisor.send(proposed(head, seat(morning)), act="agree")
    with reading(services.engine) as connection:
        raw = connection.execute(select(events.c.line).where(events.c.type == "correction.made")).scalar_one().decode()
        assert connection.execute(select(notes.c.text)).scalars().all() == [WORDS]
        acts = connection.execute(select(audit_log.c.act)).scalars().all()
    for said in ('"old":"cb-01"', '"new":"cb-02"', '"reason":"forgot_sign_out"', '"author":"head"'):
        assert said in raw
    assert '"decided_by":"supervisor"' in raw and "truong" not in raw and "Lan" not in raw
    assert {"correction-proposed", "corrected"} <= set(acts)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_words(morning, two, words):
    """In what is typed, and in counters and codes."""
    head, _ = two
    page = head.get(proposed(head, seat(morning, words=words))).text
    assert "<script>alert" not in page and "49 abc" not in page
    refused = head.send(URL, **seat(morning, counter=words[:60], new=words[:60])).text
    assert "<script>alert" not in refused


@pytest.mark.parametrize("what", ["undo/x/1", "ticket/00000000-0000-4000-8000-000000000000", "seat/1/2/3", "report/x"])
def test_what_no_form_sends_is_refused(two, what):
    """Made up by hand: no correction of ours, no ticket of this centre."""
    answer = two[0].send(URL, site=SITE, what=what, old="", new="void", reason="other", words=WORDS)
    assert answer.status_code == 409


def test_purged_days_are_not_corrected(services, morning, two):
    """Nobody can look at them any more; figures stay."""
    head, _ = two
    with writing(services.engine) as connection:
        connection.execute(events.update().where(events.c.type == "rating.given").values(line=None))
    assert "thời hạn lưu giữ" in head.send(URL, **seat(morning)).text


def test_a_role_everywhere_is_a_role_here(morning, client_as):
    """A head of every centre opens the page of this one."""
    assert Grant("*", "head").holds_at(SITE)
    assert client_as("head", site="*", code="tinh").get(f"{URL}?site={SITE}").status_code == 200


def test_times_are_those_of_the_centre(morning, two):
    """08:00 typed is 08:00 there, whatever the zone of the server."""
    page = two[0].get(proposed(two[0], seat(morning))).text
    start = (morning + timedelta(minutes=60)).astimezone(ZONE)
    assert f"Quầy 1, {start:%H:%M} – {start + timedelta(hours=2):%H:%M} ngày {start:%d/%m/%Y}" in page
    assert isinstance(start, datetime)
