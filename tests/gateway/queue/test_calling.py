"""Calling, recalling, missed and found again, sent for a paper, transferred."""

import pytest

from gateway.queue.calling import said


@pytest.fixture
def busy(hall):
    """Counter 1 with its officer; A001 to A004 wait."""
    hall.sit("1", "cb-01")
    for _ in range(4):
        hall.take()
    return hall


def test_the_oldest_is_called_and_the_desk_is_told_why(busy):
    """The next one is who has waited longest, with one sentence for the desk."""
    busy.wait(720 - 30)
    called = busy.ask("call_next", "cb-01", counter="1")
    assert (called["number"], called["nth"], called["why"]) == ("A001", 1, "Đến lượt: chờ lâu nhất, 12 phút.")
    assert busy.ticket("A001").state == "called"


def test_a_counter_has_one_ticket_at_a_time(busy):
    """Nobody else is called while somebody is called or served at the counter."""
    busy.call("1", "cb-01")
    assert busy.refused("call_next", "cb-01", counter="1")[0] == "wrong_state"
    busy.ask("start", "cb-01", counter="1")
    code, words = busy.refused("call_next", "cb-01", counter="1")
    assert (code, "A001" in words) == ("wrong_state", True)


def test_nobody_waits(hall):
    """With nobody in line the desk reads a sentence."""
    hall.sit("1", "cb-01")
    assert hall.refused("call_next", "cb-01", counter="1") == (
        "nobody_waiting",
        "Không còn ai chờ ở các dịch vụ của quầy này.",
    )


def test_two_counters_never_get_the_same_citizen(busy):
    """Two officers who press at once call two numbers."""
    busy.sit("3", "cb-03")
    assert (busy.call("1", "cb-01"), busy.call("3", "cb-03")) == ("A001", "A002")


def test_a_stale_tab_does_nothing(busy):
    """An order for a ticket that is not at the counter any more is refused."""
    busy.call("1", "cb-01")
    first = busy.ticket("A001")
    busy.ask("finish_and_next", "cb-01", counter="1", ticket=first.id)
    assert busy.refused("finish_and_next", "cb-01", counter="1", ticket=first.id)[0] == "stale"
    assert busy.ticket("A002").state == "called"


def test_a_chosen_ticket_is_called(busy):
    """An officer may call one that waits, but none that is elsewhere."""
    chosen = busy.ticket("A003")
    assert busy.ask("call", "cb-01", counter="1", ticket=chosen.id)["why"] == "Gọi theo lựa chọn của quầy."
    busy.sit("3", "cb-03")
    assert busy.refused("call", "cb-03", counter="3", ticket=chosen.id) == (
        "wrong_state",
        "Số A003 đang được gọi ở quầy 1, không gọi được.",
    )


def test_missed_needs_two_calls_a_minute_apart(busy):
    """Nobody is missed before two calls 60 s apart; calls in quick succession are one."""
    busy.call("1", "cb-01")
    assert busy.refused("miss", "cb-01", counter="1") == (
        "too_soon",
        "Mới gọi một lần. Sau 60 giây nữa xin gọi lại, rồi mới báo vắng mặt được.",
    )
    busy.wait(20)
    busy.ask("recall", "cb-01", counter="1")
    busy.wait(100)
    assert busy.refused("miss", "cb-01", counter="1") == (
        "too_soon",
        "Hai lần gọi quá gần nhau. Xin gọi lại một lần nữa.",
    )
    busy.ask("recall", "cb-01", counter="1")
    busy.ask("miss", "cb-01", counter="1")
    assert busy.ticket("A001").state == "missed"
    assert busy.state.counters["1"].ticket is None


def test_access_needs_double_the_time_to_come(hall):
    """Who needs more time gets it: 120 s between the calls."""
    hall.sit("4", "cb-04")
    hall.take(needs=("wheelchair",))
    hall.call("4", "cb-04")
    hall.wait(119)
    hall.ask("recall", "cb-04", counter="4")
    hall.wait(121)
    assert hall.refused("miss", "cb-04", counter="4")[0] == "too_soon"
    hall.ask("recall", "cb-04", counter="4")
    hall.ask("miss", "cb-04", counter="4")


def say(busy, number, nth):
    """The voice says a call of counter 1."""
    event = said(busy.state, "1", number, nth)
    if event is not None:
        busy.happen((event, busy.now))
    return event


def test_the_time_to_come_begins_when_the_voice_has_spoken(busy):
    """A first call that waited in the voice's queue starts the clock when it was said, and is told once."""
    busy.call("1", "cb-01")
    busy.wait(20)
    assert say(busy, "A001", 1).spoken
    busy.wait(45)
    assert say(busy, "A001", 1) is None
    busy.ask("recall", "cb-01", counter="1")
    assert busy.refused("miss", "cb-01", counter="1")[0] == "too_soon"
    busy.wait(15)
    busy.ask("recall", "cb-01", counter="1")
    busy.ask("miss", "cb-01", counter="1")


def test_a_word_of_the_voice_about_another_call_starts_no_clock(busy):
    """An earlier call of the number, another number, and a call whose citizen sits there already are passed over."""
    busy.call("1", "cb-01")
    busy.wait(10)
    busy.ask("recall", "cb-01", counter="1")
    assert say(busy, "A001", 1) is None and say(busy, "A002", 2) is None
    busy.ask("start", "cb-01", counter="1")
    assert say(busy, "A001", 2) is None


def test_a_missed_one_comes_back_next_but_one(busy):
    """Who was missed does not go to the end: exactly one other is called before."""
    busy.call("1", "cb-01")
    for _ in range(2):
        busy.wait(60)
        busy.ask("recall", "cb-01", counter="1")
    busy.wait(60)
    busy.ask("miss", "cb-01", counter="1")
    busy.ask("bring_back", ticket=busy.ticket("A001").id)
    assert [busy.serve("1", "cb-01") for _ in range(3)] == ["A002", "A001", "A003"]


def test_back_from_copying_a_paper_next_but_one_with_the_same_number(busy):
    """Parked and back: the number is kept, one other goes first, and the desk reads why."""
    busy.call("1", "cb-01")
    busy.ask("start", "cb-01", counter="1")
    busy.ask("park", "cb-01", counter="1", reason="copy")
    busy.wait(300)
    busy.ask("resume", ticket=busy.ticket("A001").id)
    assert busy.serve("1", "cb-01") == "A002"
    called = busy.ask("call_next", "cb-01", counter="1")
    assert (called["number"], called["nth"], called["why"]) == (
        "A001",
        1,
        "Chuyển đến hoặc quay lại: sau một lượt khác.",
    )


def test_next_but_one_with_nobody_else_is_next(hall):
    """When nobody else waits, who comes back is called at once."""
    hall.sit("1", "cb-01")
    hall.take()
    hall.call("1", "cb-01")
    hall.ask("park", "cb-01", counter="1")
    hall.ask("resume", ticket=hall.ticket("A001").id)
    assert hall.call("1", "cb-01") == "A001"


def test_several_who_come_back_take_turns_with_the_others(busy):
    """The earlier of two who come back is first, and between them one of the others is called."""
    for number in ("A001", "A002"):
        busy.call("1", "cb-01")
        busy.ask("park", "cb-01", counter="1")
        assert busy.ticket(number).state == "parked"
    for number in ("A001", "A002"):
        busy.ask("resume", ticket=busy.ticket(number).id)
    assert [busy.serve("1", "cb-01") for _ in range(4)] == ["A003", "A001", "A004", "A002"]


def test_only_parked_ones_resume_and_only_missed_ones_are_brought_back(busy):
    """Each way back is for its own way out."""
    waiting = busy.ticket("A004").id
    assert busy.refused("resume", ticket=waiting)[0] == "wrong_state"
    assert busy.refused("bring_back", ticket=waiting) == (
        "wrong_state",
        "Số A004 đang chờ, không phải đã báo vắng mặt.",
    )
    assert busy.refused("bring_back", ticket=busy.fresh())[0] == "unknown_ticket"


def test_a_transfer_keeps_the_number_next_but_one_there(busy):
    """Sent to another service, A001 is called there after exactly one other."""
    busy.sit("2", "cb-02")
    for _ in range(3):
        busy.take("dat-dai")
    busy.call("1", "cb-01")
    busy.ask("start", "cb-01", counter="1")
    busy.ask("transfer", "cb-01", counter="1", to_service="dat-dai")
    assert [busy.serve("2", "cb-02") for _ in range(3)] == ["B001", "A001", "B002"]
    assert busy.ticket("A001").service == "dat-dai"


def test_a_transfer_to_a_counter_is_for_that_counter_alone(busy):
    """Nobody else calls who was sent to counter 2, though counter 3 serves both services."""
    busy.sit("2", "cb-02")
    busy.sit("3", "cb-03")
    busy.take("dat-dai")
    busy.call("1", "cb-01")
    busy.ask("transfer", "cb-01", counter="1", to_counter="2")
    assert [busy.serve("3", "cb-03") for _ in range(4)] == ["A002", "A003", "A004", "B001"]
    assert busy.refused("call_next", "cb-03", counter="3")[0] == "nobody_waiting"
    called = busy.ask("call_next", "cb-02", counter="2")
    assert called["number"] == "A001"
    assert called["why"] == "Được chuyển đến quầy này: không còn ai khác phải gọi trước."


def test_a_transfer_goes_somewhere(busy):
    """Nowhere, both, the same place, an empty counter and an unknown service are refused with a sentence."""
    busy.call("1", "cb-01")
    send = {"do": "transfer", "officer": "cb-01", "counter": "1"}
    assert busy.refused(**send)[0] == "malformed"
    assert busy.refused(**send, to_service="dat-dai", to_counter="2")[0] == "malformed"
    assert busy.refused(**send, to_service="thue")[0] == "unknown_service"
    assert busy.refused(**send, to_service="ho-tich")[0] == "wrong_state"
    assert busy.refused(**send, to_counter="9")[0] == "unknown_counter"
    assert busy.refused(**send, to_counter="1")[0] == "wrong_state"
    assert busy.refused(**send, to_counter="2") == ("wrong_state", "Quầy 2 chưa có người trực. Xin chọn quầy khác.")


def test_wait_is_all_waiting_periods_together(busy):
    """Waiting before the first call and after a transfer both count, serving does not."""
    from gateway.queue.periods import served_s, waited_s

    busy.sit("2", "cb-02")
    busy.wait(90)
    busy.call("1", "cb-01")
    busy.ask("start", "cb-01", counter="1")
    busy.wait(200)
    busy.ask("transfer", "cb-01", counter="1", to_service="dat-dai")
    busy.wait(50)
    busy.call("2", "cb-02")
    ticket = busy.ticket("A001")
    assert waited_s(ticket, busy.now) == 120 + 50
    assert served_s(ticket, busy.now) == 200
    assert [period.state for period in ticket.periods] == ["waiting", "called", "serving", "waiting", "called"]


def test_a_spoken_call_moves_the_clock_and_is_no_second_call(busy):
    """The voice's word about a call is the same call, later."""
    from contract.events import TicketCalled

    busy.call("1", "cb-01")
    ticket = busy.ticket("A001")
    busy.wait(12)
    busy.happen((TicketCalled(ticket.id, "1", "cb-01", 1, True), busy.now))
    after = busy.ticket("A001")
    assert (after.calls, after.last_call) == (1, busy.now)
    assert len(busy.state.calls) == 1
