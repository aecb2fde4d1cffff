"""The inbox: who reads what, what is done with a piece of feedback, and that nothing typed becomes a page."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from central.feedback.cases import Act
from central.feedback.reading import left_at, steps_of
from central.store.engine import reading
from central.store.tables import audit_log, feedback_cases
from central.workdays import workdays_of
from contract.events import FeedbackLeft
from contract.ids import new_id
from contract.notes import new_note

TEXT = "Ghế ngồi ở khu vực chờ bị gãy, xin sửa giúp."
HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE feedback_cases; --",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
]


@pytest.fixture
def leave(services):
    """Puts a piece of feedback into the store: ``leave("place", TEXT, site="mau")`` gives its address."""

    def put(topic: str = "place", text: str = TEXT, site: str = "mau") -> str:
        note = new_note(new_id(), text)
        services.own_stream.tell(site, [(FeedbackLeft(topic, note.note, note.seal), note)])
        return f"/gop-y/{note.note}"

    return put


def page_of(browser, url: str) -> str:
    """A page as text; 200 is expected."""
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def do(browser, url: str, act: str, said: str = "", version: str | None = None):
    """Do something with a piece as its page's form would."""
    if version is None:
        version = re.search(r'name="version" value="(\d+)"', page_of(browser, url))[1]
    return browser.send(url, act=act, said=said, version=version)


def test_a_piece_goes_from_new_to_answered(client, services, leave):
    """Its words on its own page alone, each act in the history with who did it, and in the log."""
    url = leave()
    inbox = page_of(client, "/gop-y?site=mau")
    assert "Chỗ ngồi, máy móc, vệ sinh" in inbox and url in inbox and TEXT not in inbox
    assert TEXT in page_of(client, url)
    for act, said in (("take", ""), ("hand", "Văn phòng"), ("due", "2030-01-02"), ("answer", "Đã sửa xong.")):
        if act == "due":
            said = f"{datetime.now().year + 1}-01-04"
        assert do(client, url, act, said).status_code == 303, act
    page = page_of(client, url)
    assert "Đã trả lời" in page and "Đã sửa xong." in page and "xong đúng hạn" in page and "Mở lại" in page
    with reading(services.engine) as connection:
        steps = steps_of(connection, UUID(url.rpartition("/")[2]))
        acts = [row.act for row in connection.execute(select(audit_log.c.act)) if row.act.startswith("feedback-")]
    assert [(step.act, step.person) for step in steps] == [
        ("take", "staff"), ("hand", "staff"), ("due", "staff"), ("answer", "staff"),
    ]  # fmt: skip
    assert acts == ["feedback-take", "feedback-hand", "feedback-due", "feedback-answer"]


@pytest.mark.slow
def test_figures_and_choices_of_the_list(client, leave):
    """Open ones by default, ended ones by choice, one topic by choice."""
    first, second = leave("place"), leave("waiting", "Chờ lâu quá.")
    do(client, first, "answer", "Đã sửa.")
    shown = page_of(client, "/gop-y?site=mau")
    assert second in shown and first not in shown
    assert first in page_of(client, "/gop-y?site=mau&show=ended")
    every = page_of(client, "/gop-y?site=mau&show=all")
    assert first in every and second in every
    assert second not in page_of(client, "/gop-y?site=mau&show=all&topic=place")
    assert "Không có góp ý nào ở mục này." in page_of(client, "/gop-y?site=mau&show=overdue")


def test_two_people_do_not_overwrite_each_other(client, leave):
    """Who was slower is told, and the page shows what happened; what was typed is still there."""
    url = leave()
    assert do(client, url, "hand", "Văn phòng").status_code == 303
    answer = do(client, url, "answer", "Câu trả lời đã gõ dở", version="0")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Có người vừa làm việc khác" in page and "Câu trả lời đã gõ dở" in page


def test_words_about_persons_are_for_the_head_alone(client_as, services, leave):
    """A guide sees that there is such a piece, no more; the head's look is in the log."""
    url = leave("conduct", "Cán bộ nói to.")
    guide, head = client_as("guide", site="mau"), client_as("head", site="mau")
    inbox = page_of(guide, "/gop-y")
    assert "Chỉ lãnh đạo Trung tâm đọc nội dung" in inbox and url not in inbox
    assert guide.get(url).status_code == 403
    assert guide.send(url, act="close", said="x", version="0").status_code == 403
    assert "Cán bộ nói to." in page_of(head, url)
    assert do(head, url, "sort", "place").status_code == 303
    assert guide.get(url).status_code == 403
    with reading(services.engine) as connection:
        looks = select(audit_log).where(audit_log.c.act == "look", audit_log.c.person == "p-head")
        assert connection.execute(looks).first() is not None


@pytest.mark.parametrize(
    "role",
    [
        "supervisor",
        *(pytest.param(role, marks=pytest.mark.slow) for role in ("admin", "it", "reporter", "agency", "officer")),
    ],
)
def test_who_must_not_read_it_gets_nothing(client_as, leave, role):
    """Neither list nor words nor acts."""
    url, browser = leave(), client_as(role, site="mau", detail="Sở Tư pháp")
    statuses = [
        browser.get("/gop-y").status_code, browser.get(url).status_code, browser.send(url, act="take").status_code,
    ]  # fmt: skip
    assert statuses == [403, 403, 403]


def test_another_site_is_another_inbox(client_as, leave, stranger):
    """Who reads at one centre sees nothing of another; nobody who is not signed in sees anything."""
    url, browser = leave(site="mau"), client_as("head", site="bac-kan")
    assert (browser.get(url).status_code, browser.get("/gop-y?site=mau").status_code) == (404, 403)
    assert url not in page_of(browser, "/gop-y")
    assert stranger.get("/gop-y").status_code == 303 and stranger.get(url).status_code == 303
    assert stranger.post(url, data={"act": "take"}).status_code == 401


@pytest.mark.parametrize("text", [HOSTILE[0], *(pytest.param(text, marks=pytest.mark.slow) for text in HOSTILE[1:])])
def test_hostile_words_are_words(client, leave, text):
    """In the text, in a name, in an answer, in what was refused."""
    url = leave("place", text)
    do(client, url, "hand", text)
    do(client, url, "due", text)
    for page in (page_of(client, url), page_of(client, "/gop-y?site=mau"), page_of(client, "/gop-y?topic=" + text)):
        assert "<script>alert" not in page and "<img src=x" not in page and ">49<" not in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("", ""), ("drop", "x"), ("answer", ""), ("answer", "x" * 2001), ("due", "2020-01-01"), ("due", "31/12"),
        ("sort", "complaint"), ("redirect", "place"), ("hand", "x" * 201), ("reopen", "x"), ("hand", "a\x00b"),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing(client, services, leave, act, said):
    """A sentence, and no case."""
    answer = do(client, leave(), act, said)
    assert answer.status_code == 409 and "Chưa làm được" in answer.get_data(as_text=True)
    with reading(services.engine) as connection:
        assert connection.execute(select(feedback_cases)).all() == []


@pytest.mark.slow
def test_what_is_no_form_of_ours_changes_nothing(client, services, leave):
    """Without its word, with a version that is no number, of a piece that does not exist, too large."""
    url = leave()
    statuses = [
        client.post(url, data={"act": "take", "version": "0"}).status_code,
        do(client, url, "take", version="x").status_code,
        client.get("/gop-y/00000000-0000-0000-0000-000000000000").status_code,
        client.get("/gop-y/' OR 1=1").status_code,
        client.get("/gop-y?site=' OR 1=1").status_code,
        client.send(url, act="answer", said="x" * 70_000, version="0").status_code,
    ]
    assert statuses == [403, 409, 404, 404, 403, 413]
    with reading(services.engine) as connection:
        assert connection.execute(select(feedback_cases)).all() == []
        today = datetime.now().date()
        assert left_at(connection, "mau", workdays_of(services.config, "mau"), today)[0].case.state == "new"


def test_acts_have_words():
    """Every act and state of a case can be shown."""
    from central.feedback.cases import ACTS, STATES

    assert all(ACTS.values()) and all(STATES.values()) and Act("take").said == ""
