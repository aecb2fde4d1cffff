"""An officer asks for a review of a block or a day, sees no single rating, and reads the head's answer."""

from datetime import datetime, timedelta

import pytest

from central.store.engine import reading, writing
from central.store.tables import events, review_requests

SITE = "bac-kan"
WORDS = "Hôm đó tôi được phân công ở quầy khác."


@pytest.fixture
def officer(client_as):
    """The browser of officer cb-01."""
    return client_as("officer", site=SITE, detail="cb-01", code="can-bo")


def day(days_ago: int) -> str:
    """A day of before as a form tells it."""
    return (datetime.now().date() - timedelta(days_ago)).isoformat()


def ask(browser, **said):
    """Ask as the form would."""
    usual = {"site": SITE, "officer": "cb-01", "block": "0", "day": day(2), "reason": "not_there", "words": WORDS}
    return browser.send("/xem-lai", **(usual | said))


def text(answer) -> str:
    """A page as text."""
    return answer.get_data(as_text=True)


def test_a_day_goes_from_asked_to_answered(officer, client_as, pressed, services):
    """The head sees the ratings with their levels, the officer nothing but days, state and answer."""
    pressed(6, level="poor")
    listed = text(officer.get("/xem-lai"))
    assert "Khối 1" in listed and "Kém" not in listed
    assert ask(officer).status_code == 303
    assert "đang được xem xét" in text(ask(officer))
    url = "/xem-lai/1"
    head = client_as("head", site=SITE)
    assert WORDS in text(head.get(url)) and "Kém" in text(head.get(url))
    own = text(officer.get(url))
    assert WORDS in own and "Kém" not in own and 'name="rating"' not in own
    assert officer.send(url, result="changed", said="Tự trả lời").status_code == 403
    assert head.send(url, result="kept", said="").status_code == 409
    assert head.send(url, result="kept", said="Đã xem, sổ phân công ghi đúng quầy 3.").status_code == 303
    assert head.send(url, result="changed", said="Lần nữa xem sao").status_code == 409
    own = text(officer.get(url))
    assert "sổ phân công" in own and "Giữ nguyên" in own


def test_a_block_is_asked_about_whole(officer, pressed, services):
    """By its number; of a block that is not the officer's nothing is asked."""
    pressed(6)
    assert "Khối 1" in text(officer.get("/xem-lai"))
    assert ask(officer, block="1", day="").status_code == 303
    assert ask(officer, block="7").status_code == 409
    with reading(services.engine) as connection:
        row = connection.execute(review_requests.select()).one()
    assert (row.block, row.first_day, row.officer) == (1, day(2), "cb-01")


def test_a_purged_day_is_refused_in_clear_words(officer, pressed, services):
    """The officer reads that the lines are gone and the figures stand; no request is made."""
    pressed(6, officer="cb-02")
    with writing(services.engine) as connection:
        connection.execute(events.update().values(line=None))
    answer = ask(officer)
    assert answer.status_code == 409
    assert "đã được xóa theo thời hạn lưu giữ" in text(answer) and "số liệu giữ nguyên" in text(answer)
    with reading(services.engine) as connection:
        assert connection.execute(review_requests.select()).all() == []


@pytest.mark.parametrize(
    "said",
    [
        {"day": day(0)},
        *(
            pytest.param(said, marks=pytest.mark.slow)
            for said in (
                {"day": "31/12"}, {"day": ""}, {"day": day(500)}, {"reason": "vì sao"}, {"words": ""},
                {"words": "x" * 1_001}, {"day": "2026-13-40"},
            )
        ),
    ],
)  # fmt: skip
def test_bad_input_asks_nothing(officer, said, services):
    """A sentence, and no request; what was typed is still there."""
    answer = ask(officer, **said)
    assert answer.status_code == 409 and "Chưa làm được" in text(answer)
    with reading(services.engine) as connection:
        assert connection.execute(review_requests.select()).all() == []


def test_nobody_asks_for_another(officer, client_as):
    """Not for another officer, not at another site; another officer's request is not there."""
    assert ask(officer, officer="cb-02").status_code == 403
    assert ask(officer, site="mau").status_code == 403
    assert ask(officer).status_code == 303
    other = client_as("officer", site=SITE, detail="cb-02", code="can-bo-2")
    assert other.get("/xem-lai/1").status_code == 404 and WORDS not in text(other.get("/xem-lai"))


def test_who_asks_does_not_answer(client_as, app, services, pressed):
    """A head who also sits at a counter neither answers his own request nor sees his single ratings there."""
    from central.people.accounts import grant, person_by_code
    from central.people.roles import Grant

    pressed(6, level="poor")
    both = client_as("head", site=SITE, code="kiem-nhiem")
    with writing(services.engine) as connection:
        grant(connection, person_by_code(connection, "kiem-nhiem").id, Grant(SITE, "officer", "cb-01"))
    assert ask(both).status_code == 303
    assert both.send("/xem-lai/1", result="changed", said="Tôi thấy vậy.").status_code == 409
    assert "Kém" not in text(both.get("/xem-lai/1"))


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_hostile_words_are_words(officer, client_as, words):
    """In the request and in the answer."""
    assert ask(officer, words=words).status_code == 303
    head = client_as("head", site=SITE)
    head.send("/xem-lai/1", result="kept", said=words)
    for page in (text(head.get("/xem-lai/1")), text(officer.get("/xem-lai/1")), text(ask(officer, words=words))):
        assert "<script>alert" not in page and "<img src=x" not in page
