"""A site with ratings that came through ingest's own code, and people who decide about them."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from central.config import CentralConfig
from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.projections.settings import counts_with, record
from central.services import Services
from central.store.engine import writing
from contract.clock import Stamp
from contract.events import RatingGiven
from contract.ids import new_id, new_stream_id
from contract.lines import ZERO_HASH, compose, line_hash

SITE = "bac-kan"


@pytest.fixture
def pressed(services: Services, config: CentralConfig) -> Callable[..., list[str]]:
    """Puts ratings into the store: ``pressed(n, days_ago=2, officer="cb-01", level="good")`` gives their uuids."""
    with writing(services.engine) as connection:
        record(connection, counts_with(config))
    ingest = Ingest(services.engine, config)
    stream, seqs = new_stream_id(), itertools.count(1)
    head = [ZERO_HASH]

    def put(
        n: int,
        *,
        days_ago: int = 2,
        officer: str = "cb-01",
        level: str = "good",
        step_s: float = 240.0,
        **changes: object,
    ) -> list[str]:  # fmt: skip
        start = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
        ids, lines, first = [], [], 0
        for place in range(n):
            seq = next(seqs)
            first = first or seq
            values = {"ticket": None, "counter": "3", "scale": "4-level", "channel": "panel", "verdict": "accepted"}
            data = RatingGiven(rating=new_id(), officer=officer, level=level, **(values | changes))
            stamp = Stamp(start + timedelta(seconds=place * step_s), "synced", "boot", seq * 1_000)
            raw = compose("q-01", SITE, stream, seq, head[0], data, stamp)
            head[0] = line_hash(raw)
            ids.append(str(data.rating))
            lines.append(raw)
        ingest.receive([Arrival("q-01", b"\n".join(lines), stream, first)])
        return ids

    return put


@pytest.fixture
def chiefs(client_as):
    """Two heads of the centre: who proposes and who decides."""
    return client_as("head", site=SITE, code="truong"), client_as("head", site=SITE, code="pho")
