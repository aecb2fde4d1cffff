"""A report and its bytes: whatever a report says comes back, and the same report gives the same bytes."""

import dataclasses
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.closing.canonical import NotReadable, frozen_bytes, frozen_of
from central.reports.model import Column, Figure, Finding, Head, ImportedFile, Proof, Report, Row, Site, Tile
from central.reports.period import Period
from central.reports.statistics import Share
from contract.scales import SCALES

SITE = Site("mau", "Trung tâm", ZoneInfo("Asia/Ho_Chi_Minh"), SCALES["3-level"], "per-ticket")
texts = st.text(st.characters(codec="utf-8"), max_size=12)
percents = st.decimals(0, 100, places=2)
cells = st.one_of(st.none(), texts, st.integers(0, 10**9), percents)
shares = st.integers(0, 99).flatmap(lambda n: st.builds(Share, st.just(n), st.integers(n, 100)))
figures = st.builds(
    Figure, st.one_of(st.none(), st.integers(), percents), st.just("percent"),
    st.none() | st.integers(0, 9), st.none() | st.integers(10, 19), st.one_of(st.none(), percents),
)  # fmt: skip
rows = st.builds(Row, texts, st.sampled_from(["item", "total", "apart"]), st.tuples(cells, cells), st.none() | shares)
tiles = st.builds(Tile, texts, figures, st.lists(st.tuples(texts, st.integers()), max_size=2).map(tuple))
columns = st.builds(Column, texts, texts, st.sampled_from(["text", "count", "share"]), st.booleans())


def many(strategy):
    """A few of them, as a report holds them."""
    return st.lists(strategy, max_size=3).map(tuple)


def reports(parts=None):
    """Reports of any kind."""
    return st.builds(
        Report,
        key=st.just("any"), title=texts, site=st.just(SITE),
        period=st.just(Period(date(2026, 11, 1), date(2026, 11, 30))),
        made_at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
        columns=many(columns), rows=many(rows), figures=st.dictionaries(texts, figures, max_size=3),
        tiles=many(tiles), findings=many(st.builds(Finding, texts, texts, st.none() | st.integers())),
        proof=st.builds(
            Proof, many(st.builds(Head, texts, texts, st.integers(), texts)),
            many(st.builds(ImportedFile, texts, texts, texts)),
        ),
        parts=many(parts) if parts is not None else st.just(()), closed=st.none(),
    )  # fmt: skip


@given(reports(reports()))
def test_a_report_comes_back_as_it_was(report):
    """Every field of every part, decimals with their places."""
    raw = frozen_bytes(report, {"version": 1})
    back, about = frozen_of(raw)
    assert back == report
    assert about == {"version": 1, "format": 1}
    assert frozen_bytes(back, {"version": 1}) == raw


@given(reports())
def test_the_bytes_are_canonical(report):
    """They are what JSON with sorted keys and without white space is, so that others can make them again."""
    raw = frozen_bytes(report, {})
    assert json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == raw


def made():
    """A report with one cell."""
    empty = Proof((), ())
    row = Row("officer", "item", (Decimal("1.50"), "x"), Share(1, 2))
    at, period = datetime(2026, 12, 1, tzinfo=UTC), Period(date(2026, 11, 1), date(2026, 11, 30))
    return Report("any", "T", SITE, period, at, (), (row,), {}, (), (), empty)


def test_what_a_later_version_adds_is_read_past():
    """A field that this version does not know is no reason to show nothing; one that is missing has its default."""
    whole = json.loads(frozen_bytes(made(), {}))
    whole["report"]["rows"][0]["colour"] = "red"
    del whole["report"]["parts"]
    report, _ = frozen_of(json.dumps(whole).encode())
    assert report == made()


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"format":2,"report":{}}', b'{"format":1,"report":{"key":"x"}}'])
def test_other_bytes_are_refused(raw):
    """What is no report of this format is not guessed at."""
    with pytest.raises(NotReadable):
        frozen_of(raw)


def test_when_it_was_closed_is_not_in_the_bytes():
    """That is said beside them: the bytes are those of the figures."""
    assert "closed" not in json.loads(frozen_bytes(dataclasses.replace(made(), closed=None), {}))["report"]
