"""What the status page says of each part: unknown is never fine, every fault has words in both languages."""

from hypothesis import given
from hypothesis import strategies as st

from contract.messages import DeviceHealth, Health, StreamHealth
from gateway.self_test.report import FAULTS, Seen, parts_of, rows_of

DEVICES = st.builds(
    DeviceHealth,
    device=st.sampled_from(["p3", "k1"]),
    kind=st.sampled_from(["panel", "printer", "board", "meteor"]),
    state=st.sampled_from(["ok", "fault", "unknown"]),
    fault=st.sampled_from([None, "paper_low", "new_fault", *FAULTS]),
    left=st.none() | st.integers(0, 500),
)
HEALTH = st.builds(
    Health,
    up_ms=st.just(1),
    clock=st.sampled_from(["synced", "holdover", "unset"]),
    streams=st.lists(st.builds(StreamHealth, st.just("a" * 32), st.integers(0, 9), st.integers(0, 9)), max_size=2).map(
        tuple
    ),
    devices=st.lists(DEVICES, max_size=4).map(tuple),
    disk_free_bytes=st.none() | st.integers(0, 1 << 34),
    temperature_c=st.none() | st.floats(0, 110),
    throttled=st.none() | st.booleans(),
    refusing=st.booleans(),
    unacked_s=st.none() | st.integers(0, 10**6),
)
LINK = st.none() | st.booleans()


@given(HEALTH, LINK, LINK)
def test_unknown_is_never_fine_and_faults_are_seen(health, central, hall):
    """Each part has words in both languages; what is None is unknown; what is faulty is no "ok"."""
    parts = {part.name: part for part in parts_of(Seen(health, central, hall, has_hall=True))}
    assert all(part.words and part.words_en for part in parts.values())
    assert (parts["Máy chủ trung tâm"].state == "ok") == (central is True)
    assert (parts["Hàng đợi của trung tâm"].state == "ok") == (hall is True)
    assert (parts["Nhiệt độ"].state == "unknown") == (health.temperature_c is None)
    assert (parts["Nguồn điện"].state == "unknown") == (health.throttled is None)
    assert (parts["Đồng hồ"].state == "ok") == (health.clock == "synced")
    assert not health.refusing or parts["Nhật ký sự kiện"].state == "fault"
    shown = parts_of(Seen(health, central, hall))[1 : 1 + len(health.devices)]
    assert [part.state == "ok" for part in shown] == [one.state == "ok" for one in health.devices]


def test_buttons_stand_behind_their_panel():
    """Who was not pressed is named, on the slip too; a panel that told nothing yet has its buttons all the same."""
    health = Health(1, "synced", (), (DeviceHealth("p3", "panel", "ok"),))
    pressed = {"p3": [("Tốt", True), ("Kém", False)], "p4": [("Tốt", True)]}
    rows = dict(rows_of(parts_of(Seen(health, True, None, pressed=pressed))))
    assert rows["Bấm thử p3"] == "1/2, còn Kém" and rows["Bấm thử p4"] == "1/1 nút"
