"""Feedback by telephone: kept outside the chain, sealed in it, answered on the ticket's page; what is not taken in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from central.feedback.cases import Act, after
from central.feedback.figures import counts_by_topic, total
from central.feedback.reading import find_left, left_at, text_of
from central.feedback.texts import MOST_TEXT
from central.feedback.writing import store_act
from central.store.engine import reading, writing
from central.store.tables import events, feedback, feedback_tickets, notes
from central.workdays import workdays_of
from contract.ids import new_id

TEXT = "Ghế ngồi ở khu vực chờ bị gãy, xin sửa giúp."
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; DROP TABLE feedback; --", "{{ 7*7 }}",
    "%3Cscript%3E", "\x00\x07nửa", "a\u202etxt.exe", "</textarea><script>", "line\r\nline", "🙂" * 50,
]  # fmt: skip


@pytest.fixture
def url(centre):
    """The page of a ticket that was served."""
    ticket = centre.ticket()
    centre.serve(ticket)
    return centre.url(ticket)


def all_left(centre):
    """All feedback of the site."""
    with reading(centre.engine) as connection:
        return left_at(connection, "mau", workdays_of(centre.config, "mau"), centre.clock.now().date())


def do(centre, note: UUID, *acts: Act) -> None:
    """Staff do something with a piece of feedback."""
    today = centre.clock.now().date()
    for act in acts:
        with writing(centre.engine) as connection:
            left = find_left(connection, note, workdays_of(centre.config, "mau"), today)
            store_act(connection, note, "mau", left.case, after(left.case, act, today), act, "gd", 1)


def test_words_stand_in_a_note_and_their_seal_in_the_chain(centre, phone, url):
    """No line of any chain holds them or their ticket; the inbox reads them."""
    answer = phone.write(url, "place", TEXT)
    assert (answer.status_code, answer.location) == (303, f"{url}#gop-y")
    (said,) = centre.stored("feedback.left")
    with reading(centre.engine) as connection:
        note = connection.execute(select(notes)).one()
        lines = [row.line for row in connection.execute(select(events.c.line, events.c.type))]
        assert text_of(connection, said.note) == TEXT
    assert (said.topic, said.seal, note.text) == ("place", note.seal.hex(), TEXT)
    assert not any("Ghế".encode() in line for line in lines)
    (left,) = all_left(centre)
    assert (left.topic_left, left.left_on, left.by_phone, left.case.state) == ("place", date(2026, 3, 6), True, "new")
    assert left.case.due == date(2026, 3, 23)


def test_sent_many_times_it_is_stored_once(centre, phone, phones, url):
    """One after the other and at once."""
    note = new_id()
    answers = [phone.write(url, "place", TEXT, note) for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        answers += list(pool.map(lambda _: phones().write(url, "place", TEXT, note), range(6)))
    assert {answer.status_code for answer in answers} == {303}
    assert len(centre.stored("feedback.left")) == 1 and len(all_left(centre)) == 1


@pytest.mark.parametrize("topic", ["regulation", "complaint", "denunciation"])
def test_what_has_its_own_way_is_pointed_there_and_never_taken_in(centre, phone, url, topic):
    """The page says where to go and that nothing was sent; no line, no note, no case."""
    answer = phone.write(url, topic, TEXT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Chưa có gì được gửi đi hay lưu lại." in page
    assert "Đường dây nóng: 0200 3 000 111" in page
    with reading(centre.engine) as connection:
        for table in (notes, feedback, feedback_tickets):
            assert connection.execute(select(table)).all() == []


def test_the_form_says_where_complaints_go_before_anything_is_written(phone, url):
    """Each of them beside its choice."""
    page = phone.get(f"{url}/gop-y").get_data(as_text=True)
    for words in ("Cổng Dịch vụ công quốc gia", "Khiếu nại có trình tự riêng", "Tố cáo có trình tự riêng"):
        assert words in page
    assert "Xin không ghi họ tên" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("topic", "text", "sentence"),
    [
        ("place", "", "Xin viết nội dung góp ý."), ("place", " \r\n\t\x00 ", "Xin viết nội dung góp ý."),
        ("", TEXT, "Xin chọn một việc muốn góp ý."), ("xx' OR 1=1", TEXT, "Xin chọn một việc muốn góp ý."),
        ("place", "x" * (MOST_TEXT + 1), "Nội dung dài quá 1000 chữ cái."),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words_and_nothing_lost(centre, phone, url, topic, text, sentence):
    """The form comes back with what was written."""
    answer = phone.write(url, topic, text)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in page and text.strip("\x00 \r\n\t") in page.replace("&#39;", "'")
    assert centre.stored("feedback.left") == []


@pytest.mark.slow
def test_what_is_no_form_at_all_is_refused(centre, phone, url):
    """Other ids, other kinds of bodies, a body that is too large, a foreign page."""
    path, form = f"{url}/gop-y", {"note": str(new_id()), "topic": "place", "text": TEXT}
    statuses = [
        phone.post(path, data=form | {"note": "x"}).status_code,
        phone.post(path, json=form).status_code,
        phone.post(path, data=form | {"text": "x" * 70_000}).status_code,
        phone.post(path, data=form, headers={"Origin": "http://boese.example"}).status_code,
        phone.delete(path).status_code,
    ]
    assert statuses == [400, 400, 413, 403, 405] and centre.stored("feedback.left") == []


@pytest.mark.parametrize("text", [HOSTILE[0], *(pytest.param(text, marks=pytest.mark.slow) for text in HOSTILE[1:])])
def test_hostile_words_are_words(centre, phone, url, text):
    """They come back as text alone: in the refused form, in the store, in an answer on the ticket's page."""
    page = phone.write(url, "", text).get_data(as_text=True)
    assert "<script>alert" not in page and "<img src=x" not in page and "</textarea><script>" not in page
    phone.write(url, "place", text)
    (left,) = all_left(centre)
    with reading(centre.engine) as connection:
        kept = text_of(connection, left.note)
    assert kept and "\x00" not in kept and "\u202e" not in kept
    answer = text.replace("\x00", "").replace("\x07", "").replace("\u202e", "").replace("\r", "")
    do(centre, left.note, Act("answer", answer))
    page = phone.get(url).get_data(as_text=True)
    assert "<script>alert" not in page and "<img src=x" not in page


def test_the_answer_is_shown_on_the_page_of_its_ticket(centre, phone, phones, url):
    """Until then how far it is and until when; never the words themselves, and nothing on other pages."""
    other = centre.url(centre.ticket("A106"))
    phone.write(url, "place", TEXT)
    (left,) = all_left(centre)
    page = phone.get(url).get_data(as_text=True)
    assert "Đang xem xét; trả lời ở trang này, muộn nhất ngày 23/03/2026." in page and TEXT not in page
    centre.clock.go(days=20)
    assert "Xin lỗi ông/bà vì trả lời chậm." in phone.get(url).get_data(as_text=True)
    do(centre, left.note, Act("hand", "Văn phòng"), Act("answer", "Đã sửa xong ngày 25/03.\nXin cảm ơn."))
    page = phones().get(url).get_data(as_text=True)
    assert "Trả lời của Trung tâm" in page and "Đã sửa xong ngày 25/03." in page and "Văn phòng" not in page
    assert "Đã sửa xong" not in phone.get(other).get_data(as_text=True)


def test_who_is_sent_elsewhere_reads_where(centre, phone, url):
    """When staff see that it is a complaint after all."""
    phone.write(url, "conduct", TEXT)
    (left,) = all_left(centre)
    do(centre, left.note, Act("redirect", "complaint"))
    assert "Khiếu nại có trình tự riêng theo luật" in phone.get(url).get_data(as_text=True)


@pytest.mark.slow
def test_three_of_one_ticket_are_enough(centre, phone, url):
    """The fourth is refused in words."""
    answers = [phone.write(url, "place", f"{TEXT} {n}") for n in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 409]
    assert "Số này đã gửi 3 góp ý." in answers[3].get_data(as_text=True)
    assert len(all_left(centre)) == 3


@pytest.mark.slow
def test_after_five_working_days_no_more_is_taken(centre, phone, url):
    """The page still shows answers; the form says whom to ask."""
    centre.clock.go(days=11)
    assert phone.write(url, "place", TEXT).status_code == 409
    assert "Đã hết thời gian góp ý bằng số này." in phone.get(f"{url}/gop-y").get_data(as_text=True)
    assert phone.get(url).status_code == 200
    assert centre.stored("feedback.left") == []


@pytest.mark.slow
def test_figures_of_a_period(centre, phone, url):
    """By the day on which it was left, as it stands today."""
    for text in ("một", "hai", "ba"):
        phone.write(url, "place", text)
    first, second, _ = (left.note for left in all_left(centre))
    do(centre, first, Act("hand", "Văn phòng"), Act("answer", "Đã sửa."))
    centre.clock.go(days=18)
    do(centre, second, Act("sort", "waiting"), Act("answer", "Xin lỗi đã trả lời chậm."))
    with reading(centre.engine) as connection:
        ask = (connection, "mau", date(2026, 3, 1), date(2026, 3, 31), workdays_of(centre.config, "mau"))
        counts = counts_by_topic(*ask, centre.clock.now().date())
        none = counts_by_topic(*ask[:2], date(2026, 4, 1), date(2026, 4, 30), ask[4], centre.clock.now().date())
    place, waiting = counts["place"], counts["waiting"]
    assert (place.received, place.handed, place.on_time, place.overdue, place.due) == (2, 1, 1, 1, 2)
    assert (waiting.received, waiting.late) == (1, 1)
    assert total(counts).received == 3 and total(none).received == 0


def test_feedback_of_a_kiosk_or_a_guide_is_taken_from_its_gateway(centre, phone):
    """Its line and its note come over the broker; without its note it has no words."""
    from contract.events import FeedbackLeft

    centre.tell(FeedbackLeft("idea", new_id(), "0" * 32), FeedbackLeft("of_later", new_id(), "1" * 32))
    left = all_left(centre)
    assert [(one.topic_left, one.by_phone) for one in left] == [("idea", False), ("of_later", False)]
    with reading(centre.engine) as connection:
        assert text_of(connection, left[0].note) is None
