"""The rating screen in a real browser: asks, takes one choice, thanks everybody alike, and fits its little display."""

import dataclasses
from uuid import UUID

import pytest

from contract.events import RatingChanged, RatingReasoned
from contract.hall import CounterNow, HallState, RatingWindow
from gateway.hall_commands import HallHeard
from gateway.web.app import make_app
from gateway.web.pairing import Pairing
from gateway.web.registry import pages_for
from gateway.web.server import WebServer

pytestmark = pytest.mark.slow
TICKET = UUID(int=7)
SIZES = [(800, 480), (480, 800), (1280, 800)]


class Screen:
    """A browser in front of counter 2, and the hall behind it."""

    def __init__(self, page, parts, worker, clock, wait_until):
        self.page, self.parts, self.worker, self.clock, self.wait_until = page, parts, worker, clock, wait_until
        self.rev = 1

    def hall(self, ticket=TICKET, is_open=True):
        """The hall says who is served at counter 2."""
        self.rev += 1
        stamp = self.clock.now()
        window = None if ticket is None else RatingWindow(ticket, is_open)
        now = CounterNow("serving", "A105", ticket, "cb-01", window)
        state = HallState("hall-01", 1, self.rev, stamp.at.date(), stamp.at, True, {}, {"2": now}, ())
        self.parts.feed.take(state)
        self.worker.inbox.post(HallHeard(state, True))
        if window is not None:
            self.wait_until(lambda: (known := self.worker.worker._state.windows.get("2")) and known.ticket == ticket)
        self.clock.advance(30)

    def sees(self, view):
        """Wait until the page shows a view."""
        self.page.wait_for_selector(f'[data-view="{view}"]:not([hidden])')


@pytest.fixture
def screen(request, browser, parts, bench, site, clock, tmp_path, wait_until):
    """A paired screen of counter 2 at the size that the test asks for."""
    worker = bench(site=site, counters=["2"])
    clock.set_state("synced")
    pairing = Pairing(tmp_path / "everybody.json", lambda: clock.now().at, clock.monotonic_s, everybody=True)
    parts = dataclasses.replace(parts, post=worker.inbox.post, screens=pairing)
    server = WebServer(make_app(parts, pages_for(["counter"])), "127.0.0.1", 0)
    server.start()
    width, height = getattr(request, "param", SIZES[0])
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(f"http://127.0.0.1:{server.port}/rate/2")
    yield Screen(page, parts, worker, clock, wait_until)
    page.close()
    server.stop()


def ratings(worker):
    """The rating events of the journal so far."""
    return [fact for fact in worker.facts() if fact.TYPE.startswith("rating.")]


@pytest.mark.parametrize("screen", SIZES, indirect=True)
def test_nothing_scrolls_or_is_cut_in_any_view(screen):
    """Question, reasons and thanks fit the display."""
    views = {"ask": lambda: screen.hall(), "why": lambda: screen.page.click(".rate-level:last-child")}
    views["thanks"] = lambda: screen.page.click('[data-do="done"]')
    for view, reach in views.items():
        reach()
        screen.sees(view)
        box = screen.page.evaluate(
            """view => { const it = document.querySelector(`[data-view="${view}"]`);
            return [it.scrollHeight - innerHeight, it.scrollWidth - innerWidth,
            document.body.scrollHeight - innerHeight,
            ...[...it.querySelectorAll("button")].map(b => b.scrollWidth - b.clientWidth)] }""",
            view,
        )
        assert max(box) <= 0, (view, box)


def test_levels_have_one_size_and_one_style(screen):
    """Nothing makes a good mark easier than a bad one."""
    screen.hall()
    screen.sees("ask")
    styles = screen.page.eval_on_selector_all(
        ".rate-level",
        """all => all.map(b => { const s = getComputedStyle(b), r = b.getBoundingClientRect();
        return [Math.round(r.width), Math.round(r.height), s.backgroundColor, s.color, s.borderColor,
        s.fontWeight].join() })""",
    )
    assert len(styles) == 4 and len(set(styles)) == 1


def test_a_citizen_chooses_gives_a_reason_and_is_thanked(screen, wait_until):
    """The level is stored at once, the reason follows it; then the screen is blank for this ticket."""
    screen.hall()
    screen.sees("ask")
    assert "Nguyễn Thị Mẫu" in screen.page.inner_text(".rate-head") and "A105" in screen.page.inner_text(".rate-head")
    screen.page.click("text=Kém")
    screen.sees("why")
    assert len(ratings(screen.worker)) == 1
    screen.page.click("text=Chờ lâu tại Trung tâm")
    screen.page.click("text=Xong")
    screen.sees("thanks")
    wait_until(lambda: len(ratings(screen.worker)) == 2)
    given, reasoned = ratings(screen.worker)
    assert (given.level, given.verdict, given.ticket) == ("poor", "accepted", TICKET)
    assert reasoned == RatingReasoned(given.rating, ("long_wait",))
    screen.sees("idle")


def test_the_choice_is_changed_by_keys(screen, wait_until):
    """1 to 4 choose a level; the button changes it within ten seconds."""
    screen.hall()
    screen.sees("ask")
    screen.page.keyboard.press("1")
    screen.sees("thanks")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")
    screen.sees("ask")
    screen.page.keyboard.press("2")
    screen.sees("thanks")
    wait_until(lambda: len(ratings(screen.worker)) == 2)
    given, changed = ratings(screen.worker)
    assert changed == RatingChanged(given.rating, "fair")


def test_the_screen_looks_the_same_after_every_satisfied_choice(screen):
    """Somebody who looks over a shoulder learns nothing from it."""
    seen = []
    for n, word in enumerate(("Tốt", "Khá")):
        screen.hall(UUID(int=20 + n))
        screen.sees("ask")
        screen.page.click(f"text={word}")
        screen.sees("thanks")
        seen.append(screen.page.inner_text("#rate"))
        screen.hall(None)
        screen.sees("idle")
    assert seen[0] == seen[1]


def test_the_question_ends_with_its_window_and_comes_with_the_next_citizen(screen):
    """Without an open window there is nothing to press."""
    screen.sees("idle")
    screen.hall()
    screen.sees("ask")
    screen.hall(is_open=False)
    screen.sees("idle")
    screen.hall(UUID(int=8))
    screen.sees("ask")
