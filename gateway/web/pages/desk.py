"""``/desk/<counter>``: the page of an officer. It shows the day and hands keys to the hall; it decides nothing, and
nothing about ratings passes through it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Meta

from contract.fields import Token
from contract.hall import HallAnswer, HallError
from contract.site import Counter
from gateway.officers import words
from gateway.officers.desk_orders import DeskOrder, args_of, is_identity
from gateway.officers.desk_view import DeskNow, desk_now
from gateway.officers.sessions import officer_at
from gateway.queue.opening import serves
from gateway.queue.state import Instant, QueueState, Ticket
from gateway.web.asking import as_json, ask_hall, call_for_help, order, pair_first, say
from gateway.web.errors import Refused
from gateway.web.parts import PageParts
from gateway.web.render import render

STALE = "Màn hình này đã cũ: quầy đang ở số khác. Đã cập nhật lại, xin xem rồi bấm lại."
OTHER_OFFICER = "Quầy này vừa có thay đổi về người ngồi. Đã cập nhật lại, xin xem rồi bấm lại."
IDENTITY = "Đây là số thẻ căn cước, không phải mã hồ sơ; không lưu. Xin quét mã trên hồ sơ."
HELP_SENT = {"colleague": "Đã nhờ đồng nghiệp đến giúp.", "guard": "Đã gọi bảo vệ."}


class SignInOrder(msgspec.Struct, frozen=True):
    """An officer and the PIN or day code that was typed."""

    request: UUID
    officer: Token
    code: Annotated[str, Meta(max_length=16)]


class DayCodeOrder(msgspec.Struct, frozen=True):
    """For whom a leader wants a day code, and the leader's PIN."""

    officer: Token
    code: Annotated[str, Meta(max_length=16)]


class HelpOrder(msgspec.Struct, frozen=True):
    """Who is wanted."""

    kind: Literal["colleague", "guard"]


def pages(parts: PageParts) -> Blueprint:
    """The page, its state and its orders."""
    desk = Blueprint("desk", __name__)
    desks = Desks(parts)

    @desk.get("/desk/<counter>")
    def page(counter: str) -> ResponseReturnValue:
        desks.counter(counter)
        if (unpaired := pair_first(parts, "desk", counter)) is not None:
            return unpaired
        return render("desk.html", **desks.facts(counter))

    @desk.get("/desk/<counter>/now")
    def now(counter: str) -> ResponseReturnValue:
        desks.guard(counter)
        return as_json(desks.now(counter))

    @desk.post("/desk/<counter>/sign-in")
    def sign_in(counter: str) -> ResponseReturnValue:
        desks.counter(counter)
        return desks.sign_in(counter, order(parts, SignInOrder, "desk", counter))

    @desk.post("/desk/<counter>/do")
    def do(counter: str) -> ResponseReturnValue:
        desks.counter(counter)
        return desks.do(counter, order(parts, DeskOrder, "desk", counter))

    @desk.post("/desk/<counter>/day-code")
    def day_code(counter: str) -> ResponseReturnValue:
        desks.counter(counter)
        return desks.day_code(counter, order(parts, DayCodeOrder, "desk", counter))

    @desk.post("/desk/<counter>/help")
    def call_help(counter: str) -> ResponseReturnValue:
        desks.counter(counter)
        kind = order(parts, HelpOrder, "desk", counter).kind
        answer = call_for_help(parts, counter, kind)
        return as_json({"ok": True, "message": HELP_SENT[kind]}) if answer.ok else say(answer)

    return desk


class Desks:
    """What the routes share: the site, the door for PINs, and why each counter's ticket is there."""

    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._counters = {counter.id: counter for counter in parts.site.counters}
        self._proof = parts.proof
        self._why: dict[str, tuple[str, str]] = {}

    def counter(self, counter: str) -> Counter:
        """The counter of an address. Raises Refused."""
        known = self._counters.get(counter)
        if known is None:
            names = ", ".join(list(self._counters)[:20])
            raise Refused(404, "unknown_counter", "Không có quầy này", f"Trung tâm có các quầy: {names}")
        return known

    def guard(self, counter: str) -> None:
        """Only a browser paired as this desk goes on. Raises Refused."""
        self.counter(counter)
        if not self._parts.screens.may(request, "desk", counter):
            raise Refused(403, "not_paired", "Màn hình này chưa được ghép", "", "Xin báo bộ phận kỹ thuật.")

    def queue(self) -> QueueState:
        """The day. Raises Refused where the hall is on another machine."""
        queue = self._parts.queue()
        if queue is None:
            raise Refused(503, "not_the_hall", "Trang này chỉ có ở máy giữ hàng đợi của trung tâm")
        return queue

    def now(self, counter: str) -> DeskNow:
        """The view of a desk."""
        queue = self.queue()
        now = Instant.of(self._parts.clock.now())
        ticket = present(queue, counter)
        why = self._why.get(counter, ("", ""))
        return desk_now(
            self._parts.site,
            self.counter(counter),
            queue,
            now,
            live=self._parts.feed.look().is_live,
            why=why[1] if ticket is not None and str(ticket.id) == why[0] else "",
            helps=self._helps(counter),
        )

    def facts(self, counter: str) -> dict[str, object]:
        """What the page is made of, the same for the whole day."""
        here, site = self.counter(counter), self._parts.site
        mine = [service for service in site.services if serves(here, service.code)]
        return {
            "site": site,
            "counter": here,
            "services": site.services,
            "mine": mine,
            "counters": [other for other in site.counters if other.id != counter],
            "officers": sorted(site.officers, key=lambda officer: officer.code != here.principal),
            "words": words,
            "day_codes": site.secret is not None,
            "home": url_for("desk.page", counter=counter),
        }

    def sign_in(self, counter: str, asked: SignInOrder) -> ResponseReturnValue:
        """Check who it is, then ask the hall for the seat."""
        proved = self._proof.prove(asked.officer, asked.code, self._screen(counter), today(self._parts))
        if proved.officer is None:
            return refuse(proved.error, proved.message)
        return say(
            ask_hall(
                self._parts, "sign_in", {"counter": counter}, officer=proved.officer.code, request_id=asked.request
            )
        )

    def day_code(self, counter: str, asked: DayCodeOrder) -> ResponseReturnValue:
        """A day code, for the leader who sits here."""
        leader = officer_at(counter, self.queue(), None)
        given = self._proof.day_code(leader, asked.code, asked.officer, self._screen(counter), today(self._parts))
        if not given.code:
            return refuse(given.error, given.message)
        return as_json({"ok": True, "code": given.code})

    def do(self, counter: str, asked: DeskOrder) -> ResponseReturnValue:
        """Hand a key to the hall, unless the page that it was pressed on is no longer true."""
        queue = self.queue()
        if officer_at(counter, queue, None) != asked.officer:
            return refuse("not_signed_in", OTHER_OFFICER)
        if asked.do in ("finish", "finish_and_next") and is_identity(asked.note):
            return refuse("identity", IDENTITY)
        answer = ask_hall(
            self._parts, asked.do, args_of(asked, counter), officer=asked.officer, request_id=asked.request
        )
        self._remember_why(counter, answer)
        return say(answer if answer.ok else told(answer))

    def _helps(self, counter: str) -> list[str]:
        """Who else in the hall wants a colleague or the guard."""
        calls = self._parts.helps.open(self._parts.clock.monotonic_s())
        return [words.help_text(one.counter, one.kind) for one in calls if one.counter not in (None, counter)]

    def _remember_why(self, counter: str, answer: HallAnswer) -> None:
        result = answer.result or {}
        if answer.ok and result.get("why"):
            self._why[counter] = (str(result["ticket"]), str(result["why"]))

    def _screen(self, counter: str) -> str:
        return self._parts.screens.name(request, "desk", counter) or f"desk-{counter}"


def told(answer: HallAnswer) -> HallAnswer:
    """A stale page is told in the words of the page."""
    if answer.error is not None and answer.error.code == "stale":
        return msgspec.structs.replace(answer, error=HallError("stale", STALE))
    return answer


def refuse(code: str, message: str, status: int = 409) -> ResponseReturnValue:
    """A refusal made here, in the shape of the hall's."""
    return as_json({"ok": False, "error": {"code": code, "message": message}}, status)


def present(queue: QueueState, counter: str) -> Ticket | None:
    """The ticket that is called or served at a counter."""
    seat = queue.counters.get(counter)
    return queue.tickets.get(seat.ticket) if seat is not None and seat.ticket is not None else None


def today(parts: PageParts) -> date:
    """The date in the centre."""
    return parts.clock.now().at.date()
