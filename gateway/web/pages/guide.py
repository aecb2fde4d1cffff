"""``/guide``: the page of the hall's guide. Numbers for others, lost numbers, paper numbers, new screens; the hall
decides, and nothing about ratings passes through here."""

from typing import Annotated
from uuid import UUID

import msgspec
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Meta

from gateway.hall_commands import MarkNeeds
from gateway.officers import guide_orders, words
from gateway.officers.guide_view import HelpShown, found, guide_now
from gateway.officers.reprints import Reprints
from gateway.officers.sessions import GuideSessions
from gateway.queue.state import Instant, QueueState
from gateway.web.asking import as_json, ask_hall, order, pair_first, say, wait_for
from gateway.web.errors import Refused
from gateway.web.pages.desk import DayCodeOrder, SignInOrder, refuse, today
from gateway.web.pairing import PairingRefused
from gateway.web.parts import PageParts
from gateway.web.render import render

COOKIE = "quayso-guide-session"
SIGN_IN = "Xin đăng nhập lại."
PAIRING = {
    "wrong_code": "Không có màn hình nào đang hiện mã này. Xin xem lại mã trên màn hình.",
    "too_many_tries": "Nhập sai nhiều lần. Xin chờ 10 phút rồi nhập lại.",
}
NO_PRINTER = "Máy này không nối máy in nên chưa in được. Xin ghi số ra giấy cho người dân; số vẫn có hiệu lực."
KINDS = {"take": "máy lấy số", "rate": "màn hình đánh giá", "desk": "bàn cán bộ", "guide": "bàn hướng dẫn"}


class CodeOrder(msgspec.Struct, frozen=True):
    """The code that a new screen shows."""

    code: Annotated[str, Meta(max_length=16)]


class ReprintOrder(msgspec.Struct, frozen=True):
    """A ticket whose paper is lost; the browser made ``request``."""

    request: UUID
    ticket: UUID


class HelpedOrder(msgspec.Struct, frozen=True):
    """A call for help to which somebody has come."""

    call: int


class Nothing(msgspec.Struct, frozen=True):
    """An order without words."""


def pages(parts: PageParts) -> Blueprint:
    """The page, its state and its orders."""
    guide = Blueprint("guide", __name__)
    desk = Guides(parts)

    @guide.get("/guide")
    def page() -> ResponseReturnValue:
        if (unpaired := pair_first(parts, "guide")) is not None:
            return unpaired
        site = parts.site
        languages = [code for code in site.languages if code != "vi"]
        return render(
            "guide.html", site=site, words=words, languages=languages, day_codes=site.secret is not None,
            home=url_for("guide.page"),
        )  # fmt: skip

    @guide.get("/guide/now")
    def now() -> ResponseReturnValue:
        return as_json(desk.now())

    @guide.get("/guide/find")
    def find() -> ResponseReturnValue:
        desk.officer()
        return as_json(found(parts.site, desk.queue(), request.args.get("q", "")[:16], desk.instant()))

    @guide.post("/guide/sign-in")
    def sign_in() -> ResponseReturnValue:
        return desk.sign_in(order(parts, SignInOrder, "guide"))

    @guide.post("/guide/sign-out")
    def sign_out() -> ResponseReturnValue:
        order(parts, Nothing, "guide")
        desk.sessions.end(request.cookies.get(COOKIE))
        return as_json({"ok": True})

    @guide.post("/guide/issue")
    def issue() -> ResponseReturnValue:
        return desk.issue(order(parts, guide_orders.IssueOrder, "guide"))

    @guide.post("/guide/paper")
    def paper() -> ResponseReturnValue:
        return desk.paper(order(parts, guide_orders.PaperOrder, "guide"))

    _more_orders(guide, parts, desk)
    return guide


def _more_orders(guide: Blueprint, parts: PageParts, desk: "Guides") -> None:
    @guide.post("/guide/do")
    def do() -> ResponseReturnValue:
        wanted = order(parts, guide_orders.TicketOrder, "guide")
        args = {"ticket": str(wanted.ticket), **({"reason": wanted.reason} if wanted.reason else {})}
        return say(ask_hall(parts, wanted.do, args, officer=desk.officer(), request_id=wanted.request))

    @guide.post("/guide/needs")
    def needs() -> ResponseReturnValue:
        return desk.needs(order(parts, guide_orders.NeedsOrder, "guide"))

    @guide.post("/guide/reprint")
    def reprint() -> ResponseReturnValue:
        return desk.reprint(order(parts, ReprintOrder, "guide"))

    @guide.post("/guide/helped")
    def helped() -> ResponseReturnValue:
        wanted = order(parts, HelpedOrder, "guide")
        desk.officer()
        parts.helps.done(wanted.call)
        return as_json({"ok": True})

    @guide.post("/guide/approve")
    def approve() -> ResponseReturnValue:
        return desk.approve(order(parts, CodeOrder, "guide").code)

    @guide.post("/guide/day-code")
    def day_code() -> ResponseReturnValue:
        return desk.day_code(order(parts, DayCodeOrder, "guide"))


class Guides:
    """What the routes share: the door for PINs and who is signed in."""

    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._proof = parts.proof
        self.sessions = GuideSessions()
        self._reprints = Reprints()

    def queue(self) -> QueueState:
        """The day. Raises Refused where the hall is on another machine."""
        queue = self._parts.queue()
        if queue is None:
            raise Refused(503, "not_the_hall", "Trang này chỉ có ở máy giữ hàng đợi của trung tâm")
        return queue

    def instant(self) -> Instant:
        """This moment as the queue measures it."""
        return Instant.of(self._parts.clock.now())

    def officer(self) -> str:
        """Who is signed in at this paired screen. Raises Refused."""
        if not self._parts.screens.may(request, "guide"):
            raise Refused(403, "not_paired", "Màn hình này chưa được ghép", "", "Xin báo bộ phận kỹ thuật.")
        officer = self._signed_in()
        if officer is None:
            raise Refused(401, "not_signed_in", "Phiên đăng nhập đã hết", "", SIGN_IN)
        return officer

    def now(self) -> object:
        """The view of the hall, for a paired screen; it names who is signed in."""
        if not self._parts.screens.may(request, "guide"):
            raise Refused(403, "not_paired", "Màn hình này chưa được ghép", "", "Xin báo bộ phận kỹ thuật.")
        heard = self._parts.feed.look()
        services = heard.state.services if heard.state is not None else {}
        estimates = {code: known.estimate_s for code, known in services.items()}
        officer = self._signed_in()
        return guide_now(
            self._parts.site, self.queue(), self.instant(), live=heard.is_live, officer=officer, estimates=estimates,
            helps=self._helps(), printers=self._parts.printers(),
        )  # fmt: skip

    def sign_in(self, asked: SignInOrder) -> ResponseReturnValue:
        """Check who it is and begin a session in this browser."""
        screen = self._parts.screens.name(request, "guide") or "guide"
        proved = self._proof.prove(asked.officer, asked.code, screen, today(self._parts))
        if proved.officer is None:
            return refuse(proved.error, proved.message)
        token = self.sessions.begin(proved.officer.code, self._day(), self._parts.clock.monotonic_s())
        response = as_json({"ok": True})
        response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure, path="/guide")
        return response

    def issue(self, asked: guide_orders.IssueOrder) -> ResponseReturnValue:
        """A number for somebody, before opening too."""
        officer = self.officer()
        args = guide_orders.issue_args(asked)
        return say(ask_hall(self._parts, "take_ticket", args, officer=officer, request_id=asked.request))

    def paper(self, asked: guide_orders.PaperOrder) -> ResponseReturnValue:
        """Enter numbers that were handed out by hand, one after another; says which were not taken and why."""
        officer = self.officer()
        service = next((known for known in self._parts.site.services if known.code == asked.service), None)
        if service is None:
            return refuse("unknown_service", "Trung tâm không có dịch vụ này. Xin chọn lại.")
        if not 0 <= asked.last - asked.first < guide_orders.MOST_BY_HAND:
            return refuse("malformed", f"Ghi từ số nhỏ đến số lớn, mỗi lần nhiều nhất {guide_orders.MOST_BY_HAND} số.")
        if not (guide_orders.is_time(asked.at) and guide_orders.is_time(asked.until)):
            return refuse("malformed", "Giờ phát ghi như 07:30.")
        if asked.until is not None and (asked.at is None or asked.until < asked.at):
            return refuse("malformed", "Ghi giờ phát số đầu trước giờ phát số cuối.")
        now = self._parts.clock.now().at
        entered: list[str] = []
        refused: list[dict[str, str]] = []
        for request_id, number, args in guide_orders.paper_args(asked, service, now.date(), now.tzinfo):
            answer = ask_hall(self._parts, "take_ticket", args, officer=officer, request_id=request_id)
            if answer.ok:
                entered.append(number)
            else:
                refused.append({"number": number, "message": answer.error.message if answer.error else ""})
                if answer.error is None or answer.error.code in ("hall_away", "recovering"):
                    break
        return as_json({"ok": True, "entered": entered, "refused": refused})

    def needs(self, asked: guide_orders.NeedsOrder) -> ResponseReturnValue:
        """Set what somebody with a number needs. It goes straight to the hall role here: no other gateway may."""
        officer = self.officer()
        self.queue()
        post = self._parts.post
        return say(
            wait_for(
                asked.request,
                lambda heard: post(MarkNeeds(asked.request, asked.ticket, asked.needs, officer, heard)),
            )
        )

    def reprint(self, asked: ReprintOrder) -> ResponseReturnValue:
        """Print a ticket of today once more; its paper says IN LẠI. A second click makes no second paper."""
        self.officer()
        queue = self.queue()
        known = queue.tickets.get(asked.ticket)
        if known is None:
            return refuse("unknown_ticket", "Hôm nay không có số này. Xin tải lại trang.")
        if not self._parts.printers():
            return refuse("no_printer", NO_PRINTER)
        # A kiosk elsewhere may have printed it without this gateway's knowledge.
        has_paper = known.channel != "guide" or self._parts.printing(known.id) is not None or known.attempts > 0
        if self._reprints.may(asked.request, known.id, self._parts.clock.monotonic_s()):
            self._parts.post(guide_orders.paper_of(queue, known, has_paper))
        how = f"Đang in lại số {known.number}. Phiếu có ghi IN LẠI." if has_paper else f"Đang in số {known.number}."
        return as_json({"ok": True, "message": how})

    def approve(self, code: str) -> ResponseReturnValue:
        """Pair the screen that shows this code."""
        self.officer()
        try:
            screen = self._parts.screens.approve(code)
        except PairingRefused as refused:
            return refuse(refused.why, PAIRING[refused.why])
        except OSError:
            return refuse("not_stored", "Thẻ nhớ không ghi được, chưa ghép màn hình. Xin báo bộ phận kỹ thuật.")
        where = f" của quầy {screen.counter}" if screen.counter else ""
        return as_json({"ok": True, "message": f"Đã ghép {KINDS[screen.kind]}{where}."})

    def day_code(self, asked: DayCodeOrder) -> ResponseReturnValue:
        """A day code, for a leader."""
        screen = self._parts.screens.name(request, "guide") or "guide"
        given = self._proof.day_code(self.officer(), asked.code, asked.officer, screen, today(self._parts))
        return as_json({"ok": True, "code": given.code}) if given.code else refuse(given.error, given.message)

    def _helps(self) -> list[HelpShown]:
        now_s = self._parts.clock.monotonic_s()
        return [
            HelpShown(
                one.id,
                f"Quầy {one.counter}" if one.counter is not None else "Lấy số",
                words.help_text(one.counter, one.kind),
                int(now_s - one.since_s),
            )
            for one in self._parts.helps.open(now_s)
        ]

    def _signed_in(self) -> str | None:
        return self.sessions.officer(request.cookies.get(COOKIE), self._day(), self._parts.clock.monotonic_s())

    def _day(self) -> str:
        return today(self._parts).isoformat()
