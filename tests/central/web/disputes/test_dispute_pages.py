"""Setting ratings aside: a reason and two people, figures that follow, undone the same way; who may not is refused."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from central.audit.counts import Counts
from central.audit.proof import prove
from central.people.roles import Grant
from central.reports.making import make_report
from central.reports.period import Period
from central.store.engine import reading, writing
from central.store.tables import audit_log, events, notes, ratings

SITE = "bac-kan"
WORDS = "Máy được bấm thử khi lắp đặt, không có người dân."
HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE aside_proposals; --",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
]


def page_of(browser, url: str) -> str:
    """A page as text; 200 is expected."""
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


def propose(browser, ids, act="set_aside", reason="test", words=WORDS):
    """Propose as the form of the page would."""
    return browser.send("/can-kiem-tra/de-nghi", site=SITE, act=act, rating=ids, reason=reason, words=words)


def figures(services) -> dict[str, list[object]]:
    """The rows of the officers' report of these weeks that matter here: levels and sum."""
    today = datetime.now().date()
    made = make_report(services.engine, services.config, "officer-ratings", SITE, Period(today - timedelta(20), today))
    keys = [column.key for column in made.columns]
    first, last = keys.index("good"), keys.index("ratings")
    return {row.kind: list(row.cells[first : last + 1]) for row in made.rows}


def kinds(services) -> list[str]:
    """What every rating is."""
    with reading(services.engine) as connection:
        return sorted(connection.execute(select(ratings.c.kind)).scalars())


def faults(services) -> list[str]:
    """What the audit finds wrong."""
    with reading(services.engine) as connection:
        found = prove(connection, services.config, Counts(), lambda _n: None)
        return [str(one) for one in found if one.is_wrong]


def test_two_people_set_a_rating_aside_and_take_it_back(chiefs, services, pressed):
    """The report prints it by level, the words are a note, the audit proves it, and back again it is as before."""
    proposes, decides = chiefs
    ids = pressed(4) + pressed(2, level="poor")
    before = figures(services)
    url = propose(proposes, ids[3:5]).headers["Location"]
    assert kinds(services) == ["counted"] * 6
    assert "Rút đề nghị" in page_of(proposes, url) and "Đồng ý" in page_of(decides, url)
    assert proposes.send(url, act="agree").status_code == 409
    assert kinds(services) == ["counted"] * 6
    assert decides.send(url, act="agree").status_code == 303
    after = figures(services)
    assert after["set_aside"] == [1, 0, 0, 1, 2] and after["total"] == [3, 0, 0, 1, 4]
    assert decides.send(url, act="agree").status_code == 409
    with reading(services.engine) as connection:
        told = connection.execute(select(events.c.line).where(events.c.type == "rating.set_aside")).scalars().all()
        assert connection.execute(select(notes.c.text)).scalars().all() == [WORDS]
        acts = connection.execute(select(audit_log.c.act).where(audit_log.c.act != "look")).scalars().all()
    assert len(told) == 2 and all(WORDS.encode() not in line and b'"decided_by":"head"' in line for line in told)
    assert acts == ["set_aside-proposed", "set-aside"]
    assert faults(services) == []
    back = propose(decides, ids[3:5], "restore", "reviewed").headers["Location"]
    assert proposes.send(back, act="agree").status_code == 303
    assert figures(services) == before and faults(services) == []


def test_the_control_without_a_decision_nothing_is_apart(chiefs, services, pressed):
    """A proposal that is declined or withdrawn changes no figure."""
    proposes, decides = chiefs
    ids = pressed(3)
    before = figures(services)
    declined = propose(proposes, ids[:1]).headers["Location"]
    assert decides.send(declined, act="decline", said="").status_code == 409
    assert decides.send(declined, act="decline", said="Chưa đủ căn cứ.").status_code == 303
    withdrawn = propose(proposes, ids[:1]).headers["Location"]
    assert proposes.send(withdrawn, act="decline").status_code == 303
    assert figures(services) == before and "Không đồng ý" in page_of(proposes, "/can-kiem-tra?site=bac-kan")


def test_the_officer_concerned_takes_no_part(client_as, admit, app, services, pressed):
    """Neither as the first nor as the second person, whatever else he may do."""
    from central.people.accounts import grant, person_by_code

    ids = pressed(1, officer="cb-07")
    other = client_as("head", site=SITE, code="truong")
    concerned = client_as("head", site=SITE, code="kiem-nhiem")
    with writing(services.engine) as connection:
        grant(connection, person_by_code(connection, "kiem-nhiem").id, Grant(SITE, "officer", "cb-07"))
    assert propose(concerned, ids).status_code == 409
    url = propose(other, ids).headers["Location"]
    assert concerned.send(url, act="agree").status_code == 409
    assert concerned.send(url, act="decline", said="Không đúng đâu.").status_code == 409
    assert kinds(services) == ["counted"]


def test_what_cannot_be_proposed(chiefs, services, pressed):
    """No reason, no words, no rating, one of nobody's, one twice, one that does not count."""
    proposes, _ = chiefs
    ids, doubtful = pressed(2), pressed(1, verdict="doubtful", doubts=("at_once",))
    wrong = [
        propose(proposes, ids, reason="vi-sao"),
        propose(proposes, ids, words=" "),
        propose(proposes, ids, words="x" * 1_001),
        propose(proposes, ids, words="có ký tự \x07 lạ"),
        propose(proposes, []),
        propose(proposes, doubtful),
        propose(proposes, ids, act="restore"),
        propose(proposes, ["00000000-0000-4000-8000-000000000000"]),
    ]
    assert [answer.status_code for answer in wrong] == [409] * 8
    assert all("Chưa làm được" in answer.get_data(as_text=True) for answer in wrong)
    assert propose(proposes, ["không phải mã"]).status_code == 400
    assert propose(proposes, ids[:1]).status_code == 303
    assert "đề nghị khác" in propose(proposes, ids).get_data(as_text=True)


def test_a_purged_rating_is_refused_in_clear_words(chiefs, services, pressed):
    """Whose line is gone cannot be judged again: neither proposed nor agreed to."""
    proposes, decides = chiefs
    ids = pressed(2)
    url = propose(proposes, ids[:1]).headers["Location"]
    with writing(services.engine) as connection:
        connection.execute(events.update().values(line=None))
    for answer in (propose(proposes, ids[1:]), decides.send(url, act="agree")):
        assert answer.status_code == 409 and "thời hạn lưu giữ" in answer.get_data(as_text=True)
    assert kinds(services) == ["counted"] * 2


def test_who_makes_the_reports_sees_no_single_moment(client_as, pressed):
    """Neither time nor level of a rating, nothing of today; he may propose and not decide."""
    pressed(12, level="poor")
    pressed(12, days_ago=0, step_s=1.0, officer="cb-02")
    today = datetime.now().date()
    browser, head = client_as("reporter", site=SITE), client_as("head", site=SITE)
    days = f"site={SITE}&from={today - timedelta(9)}&to={today}"
    listed = page_of(browser, f"/can-kiem-tra?{days}")
    assert "Các lượt cách nhau đều đặn" in listed and "cb-02" not in listed
    assert "cb-02" in page_of(head, f"/can-kiem-tra?{days}")
    url = listed.split('href="/can-kiem-tra/viec')[1].split('"')[0].replace("&amp;", "&")
    own, whole = page_of(browser, "/can-kiem-tra/viec" + url), page_of(head, "/can-kiem-tra/viec" + url)
    assert "Kém" in whole and ":04:00" in whole
    assert "Kém" not in own and ":04:00" not in own and 'name="rating"' in own
    ids = [part.split('"')[0] for part in own.split('name="rating" value="')[1:]]
    made = propose(browser, ids)
    assert made.status_code == 303
    assert browser.send(made.headers["Location"], act="agree").status_code == 403
    assert "Kém" not in page_of(browser, made.headers["Location"])


@pytest.mark.parametrize("text", [HOSTILE[0], *(pytest.param(text, marks=pytest.mark.slow) for text in HOSTILE[1:])])
def test_hostile_words_are_words(chiefs, pressed, text):
    """In the reason, in the answer, in every part of an address."""
    proposes, decides = chiefs
    ids = pressed(9)
    url = propose(proposes, ids, words=text).headers["Location"]
    decides.send(url, act="decline", said=text)
    pages = [page_of(proposes, url), page_of(proposes, f"/can-kiem-tra?site={SITE}")]
    pages += [propose(proposes, ids, reason=text, words=text).get_data(as_text=True)]
    for field in ("kind", "officer", "counter", "day"):
        answer = proposes.get("/can-kiem-tra/viec", query_string={"site": SITE, field: text})
        assert answer.status_code == 404
        pages.append(answer.get_data(as_text=True))
    for page in pages:
        assert "<script>alert" not in page and "<img src=x" not in page and ">49<" not in page


@pytest.mark.slow
def test_another_site_sees_nothing(client_as, chiefs, pressed):
    """A head of another centre finds neither list nor proposal, and proposes nothing here."""
    url = propose(chiefs[0], pressed(1)).headers["Location"]
    other = client_as("head", site="mau", code="noi-khac")
    statuses = [
        other.get(url).status_code, other.send(url, act="agree").status_code,
        other.get(f"/can-kiem-tra?site={SITE}").status_code, propose(other, []).status_code,
        other.get("/can-kiem-tra/de-nghi/99999999999999999999999").status_code,
    ]  # fmt: skip
    assert statuses == [404, 404, 403, 403, 404]
