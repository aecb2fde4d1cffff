"""Rows of projections, sums, clocks and streams that were changed, deleted or added are named."""

import re
from typing import Any

import pytest

from central.audit.counts import Counts, never_seen
from central.store.engine import reading

PLAIN, RESET, HALL, DARK, CENTRAL = (f"{n:032x}" for n in range(1, 6))
SUM = ("sum", "-", "-", None)
OF = {
    "plain": ("q-01", PLAIN),
    "reset": ("q-01", RESET),
    "hall": ("q-02", HALL),
    "dark": ("q-03", DARK),
    "central": ("central", CENTRAL),
}
WHERE = "WHERE stream_id = :stream AND seq = :seq"
COPY_RATING = f"""
    INSERT INTO ratings SELECT stream_id, :to, site, X'00112233445566778899AABBCCDDEEFF', NULL, time_ms, day,
    officer, counter, scale, level, channel, verdict, kind, reasons, told_officer FROM ratings {WHERE}"""
RATED = [("plain", 2), ("reset", 1), ("hall", 3), ("dark", 1)]
"""One with a repeat, one with a late anchor, one with a mate on its ticket, one without a day."""
FORGED = "INSERT INTO ratings_daily VALUES ('bac-kan', '2026-11-20', 'cb-09', '3', '4-level', 'good'"
COLUMNS = [
    ("site", "khac"),
    ("rating", bytes(16)),
    ("ticket", bytes(16)),
    ("time_ms", 5),
    ("day", "2020-01-01"),
    ("officer", "cb-99"),
    ("counter", "9"),
    ("scale", "3-level"),
    ("level", "average"),
    ("channel", "qr"),
    ("verdict", "unlinked"),
    ("kind", "no_ticket"),
    ("reasons", '["x"]'),
]


def also(*cases: Any) -> list[Any]:
    """Further cases like those before them: for `make test`, which has the time."""
    return [pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow) for case in cases]


def where(n: int) -> str:
    """The place number ``n`` of `at_places`."""
    return f"WHERE stream_id = :stream{n} AND seq = :seq{n}"


def at_places(office: Any, writers: Any, places: list[tuple[str, int]]) -> dict[str, int]:
    """The values of several places."""
    streams = {f"stream{n}": office.number(writers[name]) for n, (name, _) in enumerate(places)}
    return streams | {f"seq{n}": seq for n, (_, seq) in enumerate(places)}


def at(kind: str, name: str, seq: int) -> tuple[str, str, str, int]:
    """A finding about a line of a writer."""
    return (kind, *OF[name], seq)


def test_changed_rows_of_ratings_are_named(office: Any, writers: Any) -> None:
    """Every column once, in four rows at a time: those places alone; neither their mates nor the sums are blamed."""
    for first in range(0, len(COLUMNS), len(RATED)):
        changed = list(zip(RATED, COLUMNS[first:], strict=False))
        statements = [
            f"UPDATE ratings SET {column} = :value{n} {where(n)}" for n, (_, (column, _)) in enumerate(changed)
        ]
        values = {f"value{n}": value for n, (_, (_, value)) in enumerate(changed)}
        wrong = office.wrong_after(*statements, **values, **at_places(office, writers, RATED))
        assert wrong == {at("ratings", *place) for place, _ in changed}


@pytest.mark.slow
@pytest.mark.parametrize("column,value", COLUMNS)
def test_a_changed_row_of_a_rating_is_named(office: Any, writers: Any, column: str, value: object) -> None:
    """Whatever column of whatever row it is: that place alone; neither its mates nor the sums are blamed."""
    for name, seq in RATED:
        statement = f"UPDATE ratings SET {column} = :value {WHERE}"
        wrong = office.wrong_after(statement, stream=office.number(writers[name]), seq=seq, value=value)
        assert wrong == {at("ratings", name, seq)}, (name, seq)


@pytest.mark.parametrize("places", [RATED, *also([("plain", 1), ("plain", 4), ("reset", 3), ("hall", 5)])])
def test_a_deleted_row_of_a_rating_is_named(office: Any, writers: Any, places: list[tuple[str, int]]) -> None:
    """The line is there, its row is not; mates and sums are right."""
    for name, seq in places:
        wrong = office.wrong_after(f"DELETE FROM ratings {WHERE}", stream=office.number(writers[name]), seq=seq)
        assert wrong == {at("ratings", name, seq)}, (name, seq)


@pytest.mark.parametrize(
    "name,seq,to",
    [("plain", 1, 12)] + also(("plain", 1, 5), ("plain", 1, 7), ("plain", 1, 8), ("hall", 3, 1), ("dark", 1, 3)),
)
def test_an_added_row_of_a_rating_is_named(office: Any, writers: Any, name: str, seq: int, to: int) -> None:
    """At the place of another event, of a line in training, of an unknown type, or behind the end."""
    wrong = office.wrong_after(COPY_RATING, stream=office.number(writers[name]), seq=seq, to=to)
    assert wrong == {at("ratings", name, to)}


def test_a_rating_moved_with_its_sum_is_named(office: Any, writers: Any) -> None:
    """Row and sum agree with each other, not with the line."""
    of_it = "site = 'bac-kan' AND kind = 'counted' AND day <> ''"
    wrong = office.wrong_after(
        f"UPDATE ratings SET level = 'poor' {WHERE}",
        f"UPDATE ratings_daily SET n = n - 1 WHERE level = 'fair' AND {of_it}",
        f"UPDATE ratings_daily SET n = n + 1 WHERE level = 'poor' AND {of_it}",
        stream=office.number(writers["plain"]),
        seq=2,
    )
    assert wrong == {at("ratings", "plain", 2), SUM}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ratings_daily SET n = n + 1 WHERE site = 'mau' AND kind = 'counted' AND level = 'good'",
        f"{FORGED}, 'counted', 'qr', 0)",
        *also(
            "UPDATE ratings_daily SET officer = 'cb-77' WHERE site = 'mau' AND kind = 'late'",
            "DELETE FROM ratings_daily WHERE site = 'mau' AND kind = 'counted'",
            "UPDATE ratings_daily SET n = 0 WHERE site = 'mau' AND kind = 'counted'",
            "UPDATE ratings_daily SET n = -n WHERE site = 'mau' AND kind = 'counted'",
            f"{FORGED}, 'counted', 'qr', 3)",
            f"{FORGED}, 'repeat', 'panel', 1)",
        ),
    ],
)
def test_a_changed_sum_is_named(office: Any, statement: str) -> None:
    """A row changed, emptied, renamed, deleted or added: the sums, and no line is blamed."""
    assert office.wrong_after(statement) == {SUM}


def test_a_wrong_sum_is_named_with_its_day_and_officer(office: Any) -> None:
    """The finding says which sum it is, what it states and what is proved."""
    office.change("DELETE FROM ratings_daily WHERE site = 'mau' AND kind = 'counted'")
    (said,) = [str(one) for one in office.findings() if one.is_wrong]
    assert re.sub(r"[0-9a-f]{32}", "S", said) == (
        "- - - sum: tổng ngày [site=mau day=2026-11-20 officer=cb-01 counter=3 scale=4-level level=good kind=counted "
        "channel=panel] ghi 0, các đánh giá là 1; dòng mới nhất của tổng: q-02 S 3 "
        "/ the daily sum states 0, the ratings are 1; its newest line: q-02 S 3"
    )


BESIDE = [
    ("rating_changes", "plain", 5, "UPDATE rating_changes SET level = 'good'"),
    ("rating_changes", "plain", 6, "UPDATE rating_changes SET reasons = '[]'"),
    ("rating_decisions", "central", 1, "UPDATE rating_decisions SET set_aside = 0"),
    ("rating_decisions", "central", 3, "DELETE FROM rating_decisions"),
    ("tickets_issued", "hall", 1, "UPDATE tickets_issued SET ticket = X'00'"),
    ("undated", "dark", 2, "UPDATE undated SET boot_id = 1"),
    ("undated", "reset", 2, "DELETE FROM undated"),
    ("columns", "plain", 3, "UPDATE events SET time_ms = time_ms + 1"),
    ("columns", "plain", 8, "UPDATE events SET state = 'known'"),
    ("rating_changes", "plain", 5, "UPDATE rating_changes SET rating = X'00'"),
    ("rating_changes", "plain", 5, "UPDATE rating_changes SET time_ms = 1"),
    ("rating_changes", "plain", 5, "DELETE FROM rating_changes"),
    ("rating_decisions", "central", 1, "DELETE FROM rating_decisions"),
    ("tickets_issued", "hall", 1, "DELETE FROM tickets_issued"),
    ("tickets_issued", "hall", 1, "UPDATE tickets_issued SET time_ms = 86400000"),
    ("tickets_issued", "hall", 1, "UPDATE tickets_issued SET time_ms = NULL"),
    ("undated", "dark", 2, "UPDATE undated SET up_ms = 3"),
    ("columns", "plain", 3, "UPDATE events SET type = 'store.hole'"),
    ("columns", "plain", 3, "UPDATE events SET day = '2026-11-21'"),
    ("columns", "plain", 3, "UPDATE events SET day = ''"),
    ("columns", "reset", 1, "UPDATE events SET time_ms = NULL"),
    ("columns", "dark", 1, "UPDATE events SET time_ms = 5"),
]


def test_rows_beside_the_ratings_are_named(office: Any, writers: Any) -> None:
    """The first nine, each at a place of its own, at once: those places alone, and no rating is blamed."""
    places = [(name, seq) for _, name, seq, _ in BESIDE[:9]]
    statements = [f"{change} {where(n)}" for n, (*_, change) in enumerate(BESIDE[:9])]
    wrong = office.wrong_after(*statements, **at_places(office, writers, places))
    assert wrong == {at(table, name, seq) for table, name, seq, _ in BESIDE[:9]}


@pytest.mark.slow
@pytest.mark.parametrize("table,name,seq,change", BESIDE)
def test_a_row_beside_the_ratings_is_named(
    office: Any, writers: Any, table: str, name: str, seq: int, change: str
) -> None:
    """What stands beside a line, and its own columns: that place alone, and no rating is blamed."""
    wrong = office.wrong_after(f"{change} {WHERE}", stream=office.number(writers[name]), seq=seq)
    assert wrong == {at(table, name, seq)}


def test_a_line_called_unreadable_is_named(office: Any, writers: Any) -> None:
    """A line taken out of the figures by its state alone: its place, and the row that stands for it all the same."""
    change = f"UPDATE events SET state = 'unreadable' {WHERE}"
    wrong = office.wrong_after(change, stream=office.number(writers["plain"]), seq=3)
    assert wrong == {at("unreadable", "plain", 3), at("columns", "plain", 3), at("ratings", "plain", 3), SUM}


@pytest.mark.parametrize(
    "change,expected",
    [
        ("complete_seq = complete_seq - 1", {at("stream", "plain", 9)}),
        ("max_seq = max_seq + 1", {at("missing", "plain", 10)}),
        ("max_seq = 0, complete_seq = 0", {at("added", "plain", n) for n in range(1, 10)} | {at("stream", "plain", 0)}),
        *also(
            ("complete_seq = complete_seq + 1", {at("missing", "plain", 10)}),
            ("complete_hash = X'00000000000000000000000000000000'", {at("stream", "plain", 9)}),
            ("max_seq = max_seq - 1", {at("stream", "plain", 9)}),
            ("max_seq = max_seq + 1, complete_seq = complete_seq + 1", {at("missing", "plain", 10)}),
        ),
    ],
)
def test_a_changed_row_of_a_stream_is_named(office: Any, writers: Any, change: str, expected: Any) -> None:
    """How far a stream is must follow from its lines."""
    stream = office.number(writers["plain"])
    assert office.wrong_after(f"UPDATE streams SET {change} WHERE id = :stream", stream=stream) == expected


def test_a_deleted_row_of_a_stream_is_named(office: Any, writers: Any) -> None:
    """Its lines still name gateway and stream."""
    wrong = office.wrong_after("DELETE FROM streams WHERE id = :stream", stream=office.number(writers["hall"]))
    assert ("stream", "q-02", HALL, None) in wrong


def test_a_stream_under_another_name_is_named(office: Any, writers: Any) -> None:
    """A chain moved to another gateway: each of its lines says where it belongs."""
    stream = office.number(writers["dark"])
    wrong = office.wrong_after("UPDATE streams SET gateway = 'q-07' WHERE id = :stream", stream=stream)
    assert {(gateway, stream) for _, gateway, stream, _ in wrong if gateway != "-"} == {("q-07", DARK)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE boots SET anchor_up_ms = anchor_up_ms - 1, anchor_utc_ms = anchor_utc_ms - 1 WHERE boot = 'boot-2'",
        "UPDATE boots SET anchor_up_ms = 7, anchor_utc_ms = 7 WHERE boot = 'boot-dark'",
        "INSERT INTO boots (gateway, boot, anchor_up_ms, anchor_utc_ms) VALUES ('q-01', 'none', 1, 1)",
    ],
)
def test_an_anchor_without_its_line_is_named(office: Any, change: str) -> None:
    """A boot's first synced line is a line; nothing else gives a boot its time."""
    gateway = "q-03" if "dark" in change else "q-01"
    assert ("clock", gateway, "-", None) in office.wrong_after(change)


def test_an_anchor_that_is_not_the_first_is_named(office: Any) -> None:
    """The line that is earlier is the place, whether the anchor is another one or gone with its boot."""
    for change in ("UPDATE boots SET anchor_up_ms = anchor_up_ms + 1", "DELETE FROM boots"):
        assert at("clock", "reset", 4) in office.wrong_after(f"{change} WHERE boot = 'boot-2'")


@pytest.mark.parametrize("seq", [0, *also(-1, -(2**63), 2**63 - 1)])
def test_places_that_no_line_can_have_are_named(office: Any, writers: Any, seq: int) -> None:
    """A line before the first or behind every other one, and a rating there."""
    stream = office.number(writers["plain"])
    line = "INSERT INTO events SELECT NULL, stream_id, :to, hash, line, type, state, time_ms, day FROM events "
    assert office.wrong_after(line + WHERE, stream=stream, seq=7, to=seq) >= {at("added", "plain", seq)}
    assert office.wrong_after(COPY_RATING, stream=stream, seq=2, to=seq) == {at("ratings", "plain", seq)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ratings SET stream_id = 'x' WHERE rowid = 1",
        "UPDATE events SET line = 'x' WHERE id = 1",
        "UPDATE boots SET anchor_up_ms = 1.5 WHERE id = 1",
        *also(
            "UPDATE ratings SET seq = 'x' WHERE rowid = 1",
            "UPDATE ratings SET time_ms = 'x' WHERE rowid = 1",
            "UPDATE ratings_daily SET n = 'x' WHERE site = 'mau' AND kind = 'counted'",
            "UPDATE streams SET complete_hash = 'x' WHERE id = 1",
            "UPDATE events SET hash = 'x' WHERE id = 1",
        ),
    ],
)
def test_values_of_a_wrong_type_are_found(office: Any, change: str) -> None:
    """SQLite stores anything anywhere, where questions may pass it by: said first, and nothing more is proved."""
    assert {kind for kind, *_ in office.wrong_after(change)} == {"type"}


def test_a_value_of_a_wrong_type_is_named_by_its_place(office: Any, writers: Any) -> None:
    """Gateway, stream and seq, like everything else."""
    change = f"UPDATE ratings SET officer = X'00' {WHERE}"
    assert office.wrong_after(change, stream=office.number(writers["hall"]), seq=3) == {at("type", "hall", 3)}


def test_rows_that_the_walk_did_not_come_by_are_counted(office: Any) -> None:
    """A line of no stream is one too many, whatever hides it."""
    with reading(office.engine) as connection:
        found = list(never_seen(connection, Counts()))
    assert [(one.kind, one.vi) for one in found] == [
        (table, f"{n} hàng không thuộc dòng nào của luồng nào")
        for table, n in (("events", 26), ("ratings", 17), ("rating_changes", 2), ("rating_decisions", 3))
        + (("tickets_issued", 2), ("ticket_events", 2), ("undated", 4))
    ]


def test_a_changed_note_is_named(office: Any) -> None:
    """Its text does not give its seal any more; a note that is purged is no fault."""
    assert office.wrong_after("UPDATE notes SET text = 'hồ sơ 13'") == {("note", "q-01", "-", None)}
    assert office.wrong_after("DELETE FROM notes") == set()
