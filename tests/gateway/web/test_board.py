"""Boards without a browser: what the pages know, opening hours in words, pictures of the centre's folder."""

import dataclasses
import html
import json
import re

import msgspec
import pytest

from contract.services import Hours, Session
from contract.site import Counter
from gateway.web.app import make_app
from gateway.web.pages.board import hours_lines
from gateway.web.registry import pages_for

WEEK = ("mon", "tue", "wed", "thu", "fri")


def data(page, name):
    """What a page carries in one of its data attributes."""
    return json.loads(html.unescape(re.search(f'data-{name}="([^"]*)"', page.text).group(1)))


@pytest.fixture
def browser_of(parts):
    """Makes a client of the boards of a centre that differs a little from the usual one."""

    def made(**changed):
        site = msgspec.structs.replace(parts.site, **changed)
        return make_app(dataclasses.replace(parts, site=site), pages_for(["display"])).test_client()

    return made


def test_a_display_has_boards_without_pairing(browser_of):
    """A television shows the boards as soon as it is switched on: they tell nothing that is not public."""
    client = browser_of()
    assert client.get("/board").status_code == 200
    assert client.get("/board/2").status_code == 200


def test_the_public_sentence_stands_in_the_page_itself(browser_of):
    """Before any script ran, and when none ever does, the board says that it does not know."""
    page = browser_of().get("/board").text
    words = " ".join(re.sub(r"<[^>]*>", "", re.search(r'board-stale".*?</p>', page).group()).split('"')[-1].split())
    assert words.endswith("Màn hình tạm ngừng cập nhật. Xin nghe loa hoặc hỏi quầy hướng dẫn.")
    assert 'data-view="stale"' in page
    assert "Màn hình tạm ngừng cập nhật. Xin nghe loa hoặc hỏi quầy hướng dẫn." in browser_of().get("/board/2").text


def test_people_waiting_are_counted_once_by_need(browser_of):
    """Each service stands under the first of its needs only."""
    needs = data(browser_of().get("/board"), "needs")
    assert [need["name"] for need in needs] == ["Nộp hồ sơ", "Nhận kết quả", "Hỏi, hướng dẫn"]
    codes = [code for need in needs for code in need["services"]]
    assert len(codes) == len(set(codes))


def test_a_zone_has_its_own_board(browser_of):
    """`?zone=` shows the counters of one waiting area and who waits for them; a zone that is not there is no page."""
    counters = (Counter("1", services=("ho-tich",)), Counter("11", zone="tang-2", services=("tra-ket-qua",)))
    client = browser_of(counters=counters)
    page = client.get("/board?zone=tang-2")
    assert [counter["id"] for counter in data(page, "counters")] == ["11"]
    assert [need["name"] for need in data(page, "needs")] == ["Nhận kết quả"]
    assert len(data(client.get("/board"), "counters")) == 2
    assert client.get("/board?zone=tang-9").status_code == 404


@pytest.mark.parametrize(
    ("counter", "heading"),
    [
        (Counter("3"), "QUẦY SỐ 3"),
        (Counter("12B", title="Đất đai"), "QUẦY SỐ 12B"),
        (Counter("huong-dan", title="Hướng dẫn"), "QUẦY HƯỚNG DẪN"),
        (Counter("huong-dan", title="Quầy hướng dẫn"), "QUẦY HƯỚNG DẪN"),
    ],
)
def test_the_board_over_a_counter_names_it(browser_of, counter, heading):
    """A number is QUẦY SỐ …; a counter whose id is a word is called by its title."""
    page = browser_of(counters=(counter,)).get(f"/board/{counter.id}").text
    assert f">{heading}<" in page


def test_a_counter_that_is_not_there_has_no_board(client):
    """The error page, not an empty board."""
    answer = client.get("/board/99")
    assert answer.status_code == 404 and "Không có trang này" in answer.text


def test_opening_hours_in_words():
    """Days with the same sessions stand together, others alone; a day without any is left out."""
    hours = Hours(
        (
            Session(WEEK, "13:30", "17:00"),
            Session(WEEK, "07:30", "11:30"),
            Session(("sat",), "08:00", "11:00"),
        )
    )
    assert hours_lines(hours) == [
        ("Thứ Hai – Thứ Sáu", "07:30 – 11:30, 13:30 – 17:00"),
        ("Thứ Bảy", "08:00 – 11:00"),
    ]
    assert hours_lines(Hours((Session(("mon", "wed"), "07:30", "11:30"),))) == [
        ("Thứ Hai", "07:30 – 11:30"),
        ("Thứ Tư", "07:30 – 11:30"),
    ]
    assert hours_lines(Hours()) == []


def test_pictures_for_idle_times(client, parts):
    """Pictures and videos of the folder are listed and served, in pieces where a video asks for them; nothing else."""
    assert client.get("/board/idle/").json == {"files": []}
    folder = parts.site_dir / "idle"
    folder.mkdir()
    for name in ("b.MP4", "a 1.png", "bí mật.txt", "c.html"):
        (folder / name).write_bytes(b"0123456789")
    (parts.site_dir / "site.png").write_bytes(b"outside")
    assert client.get("/board/idle/").json == {"files": ["a 1.png", "b.MP4"]}
    with client.get("/board/idle/b.MP4", headers={"Range": "bytes=2-5"}) as video:
        assert (video.status_code, video.data, video.mimetype) == (206, b"2345", "video/mp4")
    for name in ("c.html", "bí mật.txt", "../site.png", "..%2fsite.png", "x.png"):
        assert client.get(f"/board/idle/{name}").status_code == 404


def test_text_of_a_centre_cannot_become_markup(browser_of):
    """Names with quotes and angle brackets stay text, in the page and in its data."""
    nasty = '"><script>alert(1)</script>'
    client = browser_of(name=nasty, notice=nasty, counters=(Counter("1", title=nasty),))
    for path in ("/board", "/board/1"):
        assert "<script>alert" not in client.get(path).text
