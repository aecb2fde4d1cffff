"""Whatever is set up at central: the `site.toml` that is written is one that `quayso check` finds sound."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

import quayso
from central.rosters.access import set_leader
from central.rosters.days import Stretch
from central.rosters.refusal import EditRefused
from central.rosters.seats import Seat, add_seat
from central.settings_push.draft import Draft, save_draft
from central.settings_push.writing import site_of_day, written
from central.store.engine import writing
from central.store.tables import imports, officer_access, roster_seats, site_settings
from contract.configuration import read_site
from contract.services import Hours, PriorityRules, Session, SwappedDay
from contract.toml import ConfigRefused
from gateway.config import load_site

DAY = date(2026, 11, 23)
NAMES = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()).replace("|", "-")
).filter(bool)  # fmt: skip
TIMES = st.integers(0, 23 * 4).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
DAYS = st.integers(-40, 40).map(lambda offset: DAY + timedelta(days=offset))
SESSIONS = st.builds(
    Session,
    st.lists(st.sampled_from(("mon", "tue", "sat")), min_size=1, max_size=3, unique=True).map(tuple),
    TIMES, TIMES, tickets_until=st.none() | TIMES,
)  # fmt: skip
DRAFTS = st.builds(
    Draft,
    hours=st.builds(
        Hours,
        st.lists(SESSIONS, max_size=2).map(tuple),
        st.lists(DAYS, max_size=3).map(tuple),
        st.lists(st.builds(SwappedDay, DAYS, st.just("mon")), max_size=2).map(tuple),
    ),
    priority=st.builds(PriorityRules, st.sampled_from(("ratio", "bonus")), st.integers(0, 20), st.integers(0, 600)),
    languages=st.lists(st.sampled_from(("vi", "en", "km")), min_size=1, unique=True).map(tuple),
    notice=st.none() | NAMES,
)
CENTRES = st.fixed_dictionaries(
    {
        "agencies": st.lists(NAMES, min_size=1, max_size=3, unique_by=str.casefold),
        "officers": st.lists(NAMES, max_size=4),
        "services": st.lists(st.tuples(NAMES, st.sampled_from(("A", "Đ", "AB", "", "A1"))), max_size=4),
        "counters": st.lists(st.lists(st.integers(0, 4), max_size=2, unique=True), min_size=1, max_size=3),
        "seats": st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), DAYS), max_size=3),
        "draft": st.none() | DRAFTS,
    }
)


def quoted(text: str) -> str:
    """A cell of CSV."""
    return '"' + text.replace('"', '""') + '"'


def set_up(engine, load, centre) -> None:
    """Make the lists, seats and settings; what the imports refuse is not there."""
    agencies = centre["agencies"]
    of = [quoted(name) for name in agencies]
    lists = {
        "agencies": ["name", *map(quoted, agencies)],
        "officers": [
            "code,name,agency",
            *(f"cb-{n},{quoted(name)},{of[n % len(of)]}" for n, name in enumerate(centre["officers"])),
        ],
        "services": [
            "code,name,prefix,agency",
            *(f"dv-{n},{quoted(name)},{prefix},{of[0]}" for n, (name, prefix) in enumerate(centre["services"])),
        ],
        "counters": [
            "code,name,services",
            *(f"{n},,{'|'.join(f'dv-{s}' for s in served)}" for n, served in enumerate(centre["counters"], start=1)),
        ],
    }  # fmt: skip
    with writing(engine) as connection:
        for table in (site_settings, roster_seats, officer_access):
            connection.execute(delete(table))
        connection.execute(imports.update().values(superseded_ms=1))
    for kind, lines in lists.items():
        if len(lines) > 1:
            load(kind, "\n".join(lines), site="mau")
    with writing(engine) as connection:
        if centre["draft"] is not None:
            save_draft(connection, "mau", centre["draft"], "it")
        for counter, officer, first in centre["seats"]:
            try:
                add_seat(connection, "mau", Seat(str(counter), f"cb-{officer}", "principal", Stretch(first, None)), "x")
            except EditRefused:
                continue
        set_leader(connection, "mau", "cb-0", True, "it")


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings.default.max_examples)
@given(centre=CENTRES)
def test_what_is_written_is_sound(engine, config, load, tmp_path, centre):
    """Either the key that is wrong is named and nothing is written, or every reader takes the file as it was meant."""
    set_up(engine, load, centre)
    with writing(engine) as connection:
        meant = site_of_day(connection, config, "mau", DAY)
    file = tmp_path / "site.toml"
    try:
        text = written(meant)
    except ConfigRefused as refused:
        assert all(problem.key and problem.what_vi for problem in refused.problems)
        return
    file.write_text(text, "utf-8")
    assert quayso.check([str(file)]) == 0
    assert load_site(file) == meant == read_site(text)


def test_a_centre_is_written(engine, config, load):
    """Seats, leaders and settings stand in the file; a seat of another time does not."""
    centre = {
        "agencies": ["Sở Y tế"], "officers": ["Lò Thị Mai", "Vàng A Páo"], "services": [("Hộ tịch", "A")],
        "counters": [[0], [0]], "seats": [(1, 0, DAY), (2, 1, DAY + timedelta(days=1))],
        "draft": Draft(hours=Hours((Session(("mon",), "07:30", "11:30"),)), notice="Xin chào"),
    }  # fmt: skip
    set_up(engine, load, centre)
    with writing(engine) as connection:
        site = read_site(written(site_of_day(connection, config, "mau", DAY)))
    assert [one.principal for one in site.counters] == ["cb-0", None]
    assert [one.leader for one in site.officers] == [True, False]
    assert (site.notice, site.hours.sessions[0].start) == ("Xin chào", "07:30")
