"""SQL that differs between databases: many rows at once, and rows that are there already."""

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from central.store.dialect import add_many, insert_many, insert_new, upsert
from central.store.engine import writing
from central.store.queries import rows_in
from central.store.tables import events, metadata, outcomes_daily, settings, tickets_issued


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 237])
def test_any_number_of_rows_goes_in(engine, count):
    """Full statements and the rest behind them."""
    rows = [(1, seq, seq.to_bytes(16, "big"), None) for seq in range(count)]
    with writing(engine) as connection:
        insert_many(connection, tickets_issued, rows)
        found = connection.execute(select(tickets_issued).order_by(tickets_issued.c.seq)).all()
    assert [tuple(row) for row in found] == rows


def test_a_number_that_the_table_counts_is_left_out(engine):
    """`events` numbers its rows itself, in the order they come."""
    rows = [(1, seq, bytes(16), b"{}", "x", "known", None, "") for seq in (7, 3, 5)]
    with writing(engine) as connection:
        insert_many(connection, events, rows)
        found = connection.execute(select(events.c.id, events.c.seq).order_by(events.c.id)).all()
    assert [tuple(row) for row in found] == [(1, 7), (2, 3), (3, 5)]


def test_columns_may_be_named_in_another_order(engine):
    """Rows are bound as they stand."""
    with writing(engine) as connection:
        insert_many(connection, settings, [("v", "k")] * 1, ("value", "key"))
        assert connection.execute(select(settings)).one() == ("k", "v")


def test_a_row_that_is_there_is_changed_or_left(engine):
    """`upsert` sees the stored row and the new one; `insert_new` changes nothing."""
    with writing(engine) as connection:
        join = upsert(connection, settings, ("key",), value=lambda old, new: old.value + new.value)
        for value in "abc":
            connection.execute(join, {"key": "k", "value": value})
        connection.execute(insert_new(connection, settings), {"key": "k", "value": "z"})
        assert connection.execute(select(settings)).one() == ("k", "abc")


def test_sums_grow_where_their_row_stands(engine):
    """`add_many` adds every sum of a row that is there, and inserts one that is not."""
    key = ("mau", "2026-11-20", "a", "1", "cb-01", "received")
    with writing(engine) as connection:
        add_many(connection, outcomes_daily, [(*key, 2, 1), (*key[:5], "advised", 1, 1)])
        add_many(connection, outcomes_daily, [(*key, 3, -1)])
        found = connection.execute(select(outcomes_daily).order_by(outcomes_daily.c.outcome)).all()
    assert [tuple(row[5:]) for row in found] == [("advised", 1, 1), ("received", 5, 0)]


def test_more_keys_than_a_statement_takes_are_asked_for_in_parts(engine):
    """Every row is found once."""
    rows = [(1, seq, seq.to_bytes(16, "big"), None) for seq in range(2_500)]
    with writing(engine) as connection:
        insert_many(connection, tickets_issued, rows)
        found = rows_in(connection, select(tickets_issued.c.seq), tickets_issued.c.ticket, [row[2] for row in rows])
        assert sorted(row.seq for row in found) == list(range(2_500))


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_every_table_can_be_made_on_postgresql(table):
    """No type or option that only SQLite has stands in the way."""
    assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
