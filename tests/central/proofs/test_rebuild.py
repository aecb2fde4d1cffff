"""All figures made again from the stored lines: the same ones, at once or not at all."""

import socket
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from central.commands import audit
from central.commands import rebuild as command
from central.config import CentralConfig, CentralSite
from central.projections import registry
from central.rebuild import ensure_projections, rebuild
from central.store.engine import open_engine, reading
from central.store.tables import events, ratings, ratings_daily
from contract.events import EVENT_TYPES, RatingGiven

Make = Callable[..., Any]
BROKEN = (
    "DELETE FROM ratings",
    "DELETE FROM ratings_daily",
    "UPDATE boots SET anchor_up_ms = NULL, anchor_utc_ms = NULL",
    "UPDATE events SET time_ms = 5, day = '2020-01-01'",
    "UPDATE events SET type = 'x', state = 'unknown'",
    "DELETE FROM rating_changes",
    "DELETE FROM rating_decisions",
    "DELETE FROM tickets_issued",
    "DELETE FROM undated",
    "UPDATE boots SET anchor_up_ms = 3, anchor_utc_ms = 3",
    "UPDATE events SET time_ms = NULL, day = ''",
    "UPDATE ratings SET level = 'poor', kind = 'counted', reasons = '[]', site = 'khac'",
    "INSERT INTO ratings_daily VALUES ('bac-kan', '2026-11-20', 'cb-09', '3', '4-level', 'good', 'counted', 'qr', 7)",
    "INSERT INTO ratings SELECT 1, 70 * stream_id + seq, site, rating, ticket, time_ms, day, officer, counter, scale, "
    "level, channel, verdict, kind, reasons, told_officer FROM ratings",
)


def with_site(config: CentralConfig, **changes: object) -> CentralConfig:
    """The settings with another `mau`."""
    return replace(config, sites=config.sites | {"mau": replace(config.sites["mau"], **changes)})


def test_much_that_was_changed_is_made_right_again(office: Any) -> None:
    """All projections lost or falsified: every table is as it was, and the audit finds nothing."""
    sound = office.dump()
    assert all(office.change(statement) for statement in reversed(BROKEN))
    rebuild(office.engine, office.config)
    assert (office.dump(), office.wrong()) == (sound, set())


@pytest.mark.slow
@pytest.mark.parametrize("statement", BROKEN)
def test_what_was_changed_is_made_right_again(office: Any, statement: str) -> None:
    """Whatever projection was lost or falsified: every table is as it was, and the audit finds nothing."""
    sound = office.dump()
    assert office.change(statement) and office.dump() != sound
    rebuild(office.engine, office.config)
    assert (office.dump(), office.wrong()) == (sound, set())


def test_boots_that_are_gone_are_found_again(office: Any) -> None:
    """Under new numbers, with the same anchors."""
    office.change("DELETE FROM boots")
    rebuild(office.engine, office.config)
    assert office.wrong() == set()


def test_an_interrupted_rebuild_changes_nothing(office: Any) -> None:
    """All in one transaction: the figures from before stay, wrong ones too."""
    office.change("DELETE FROM ratings_daily")
    before = office.dump()

    def interrupt(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(office.engine, office.config, interrupt)
    assert office.dump() == before


def test_readers_see_the_old_figures_until_the_end(office: Any) -> None:
    """A report asked for meanwhile is a whole one."""
    seen = []
    other = open_engine(office.config.database.url)
    before = office.dump()["ratings_daily"]

    def look(done: int, of: int) -> None:
        with reading(other) as connection:
            seen.append(sorted((tuple(row) for row in connection.execute(select(ratings_daily))), key=repr))

    rebuild(office.engine, office.config, look)
    other.dispose()
    assert seen == [before]


@pytest.mark.slow
def test_the_audit_needs_not_wait_for_a_rebuild(office: Any) -> None:
    """It sees the figures from before, proved, while the new ones are made under the store's write lock."""
    seen = []

    def look(done: int, of: int) -> None:
        seen.append(audit.run(["--config", str(office.folder / "central.toml")]))

    rebuild(office.engine, office.config, look)
    assert seen == [0]


def test_many_lines_are_taken_a_few_at_a_time(office: Any, monkeypatch: Any) -> None:
    """Groups and boots that lie in several batches come out the same; progress is told after each."""
    before, said = office.dump(), []
    monkeypatch.setattr("central.rebuilding.replay.AT_ONCE", 1)
    rebuild(office.engine, office.config, lambda done, of: said.append((done, of)))
    assert office.dump() == before
    assert said == [(n, 26) for n in range(1, 27)]


def test_ingest_goes_on_after_a_rebuild_beside_it(office: Any, writers: Any, writer: Make) -> None:
    """What ingest remembers still holds: boots keep their numbers."""
    pi = writer("q-07", "bac-kan", 7)
    for clock in ("unset", "synced", "unset", "synced"):
        pi.press(clock=clock)
    office.take(pi.arrival(1, 2))
    office.change("UPDATE boots SET anchor_up_ms = 3, anchor_utc_ms = 3 WHERE boot = 'boot-dark'")
    rebuild(office.engine, office.config)
    office.take(pi.arrival(3))
    assert office.wrong() == set()


def test_types_of_a_later_version_count_after_the_upgrade(empty_office: Make, writer: Make) -> None:
    """A central that did not know ratings kept them; the one that knows them counts them."""
    office, pi = empty_office(), writer("q-07", "bac-kan", 7)
    for _ in range(3):
        pi.press()
    with patch.dict(EVENT_TYPES):  # which puts the table back in its order, unlike `monkeypatch.delitem`
        del EVENT_TYPES[RatingGiven.TYPE]
        office.take(pi.arrival())
        assert office.wrong() == set()
        assert office.dump()["ratings"] == []
    assert {kind for kind, *_ in office.wrong()} == {"columns", "ratings", "sum"}
    rebuild(office.engine, office.config)
    assert [row[-1] for row in office.dump()["ratings_daily"]] == [3]
    assert office.wrong() == set()


def test_a_line_that_a_rule_fails_on_is_left_out_alone(office: Any, writers: Any, monkeypatch: Any) -> None:
    """The others are counted; the line is told as unreadable until a version comes that does not fail."""
    sound = office.dump()
    gather = registry.GATHERERS[RatingGiven]

    def fails(rows: Any, at: Any, data: Any) -> None:
        if (at.stream_id, at.seq) == (office.number(writers["plain"]), 2):
            raise ArithmeticError("a fault of the program")
        gather(rows, at, data)

    with monkeypatch.context() as faulty:
        faulty.setitem(registry.GATHERERS, RatingGiven, fails)
        rebuild(office.engine, office.config)
        assert office.wrong() == {("unreadable", "q-01", f"{1:032x}", 2)}
        assert len(office.dump()["ratings"]) == len(sound["ratings"]) - 1
    rebuild(office.engine, office.config)
    assert office.dump() == sound


def purge(office: Any) -> None:
    """Drop the bytes of all lines of q-01 and the hall."""
    assert office.change("UPDATE events SET line = NULL WHERE stream_id IN (SELECT id FROM streams WHERE site <> '')")


def test_what_stands_for_purged_lines_stays(office: Any) -> None:
    """Nothing tells of them any more but their rows: they are kept, and counted with the zone of now."""
    purge(office)
    before = office.dump()
    rebuild(office.engine, office.config)
    assert office.dump() == before
    office.change("DELETE FROM ratings_daily")
    rebuild(office.engine, office.config)
    assert (office.dump(), office.wrong()) == (before, set())


def test_days_of_purged_lines_follow_the_zone(office: Any) -> None:
    """The same moments are other days elsewhere."""
    purge(office)
    rebuild(office.engine, with_site(office.config, timezone="Pacific/Honolulu"))
    days = {(row[0], row[1]) for row in office.dump()["ratings_daily"]}
    assert days == {("bac-kan", "2026-11-20"), ("bac-kan", ""), ("mau", "2026-11-19")}


@pytest.mark.slow
def test_some_purged_lines_among_others_stay(office: Any) -> None:
    """A ticket's first rating is purged, its second is not: the first still has the ticket."""
    before = office.dump(but=["events"])
    office.change("UPDATE events SET line = NULL WHERE id % 2 = 0")
    rebuild(office.engine, office.config)
    assert (office.dump(but=["events"]), office.wrong()) == (before, set())


def test_figures_follow_the_settings_at_the_start(office: Any) -> None:
    """Unknown or changed settings: made again, once; the same ones, or a site like any other: not."""
    assert ensure_projections(office.engine, office.config) is True
    assert ensure_projections(office.engine, office.config) is False
    free = with_site(office.config, ratings="free", timezone="Pacific/Honolulu", name="Khác")
    assert ensure_projections(office.engine, free) is True
    assert ensure_projections(office.engine, free) is False
    kinds = {(row[1], row[6]) for row in office.dump()["ratings_daily"] if row[0] == "mau"}
    assert ("2026-11-19", "counted") in kinds and "no_ticket" not in {kind for _, kind in kinds}
    more = replace(free, sites=free.sites | {"moi": CentralSite("Mới")})
    assert ensure_projections(office.engine, more) is False
    assert ensure_projections(office.engine, office.config) is True


def test_an_empty_store_has_nothing_to_make_again(empty_office: Make, writer: Make) -> None:
    """Its settings are recorded, so that the next start knows them."""
    office, pi = empty_office(), writer("q-07", "mau", 7)
    assert ensure_projections(office.engine, with_site(office.config, ratings="free")) is False
    assert ensure_projections(office.engine, office.config) is False
    pi.press()
    office.take(pi.arrival())
    assert ensure_projections(office.engine, office.config) is False
    assert ensure_projections(office.engine, with_site(office.config, ratings="free")) is True


def test_settings_that_cannot_be_read_count_as_others(office: Any) -> None:
    """Of a later version, or spoilt."""
    ensure_projections(office.engine, office.config)
    office.change("UPDATE settings SET value = '{}'")
    assert ensure_projections(office.engine, office.config) is True


@pytest.mark.slow
def test_lines_that_came_after_a_rebuild_with_new_settings_are_counted_with_them(office: Any, writer: Make) -> None:
    """Central still ran with the old settings when the command made the figures: its start makes them again."""
    ensure_projections(office.engine, office.config)
    free = with_site(office.config, ratings="free")
    rebuild(office.engine, free)
    pi = writer("q-07", "mau", 7)
    pi.press()
    office.take(pi.arrival())
    assert ensure_projections(office.engine, free) is True
    assert office.findings(free)[:-1] == []
    assert ensure_projections(office.engine, free) is False


def test_no_line_after_a_rebuild_with_new_settings_needs_no_other(office: Any) -> None:
    """The command while central stood still: its start finds everything done."""
    ensure_projections(office.engine, office.config)
    free = with_site(office.config, ratings="free")
    rebuild(office.engine, free)
    assert ensure_projections(office.engine, free) is False


def test_a_rebuild_touches_nothing_that_arrived(office: Any) -> None:
    """Bytes, hashes and numbers of lines are the same, row for row."""
    columns = select(events.c.id, events.c.stream_id, events.c.seq, events.c.hash, events.c.line)
    with reading(office.engine) as connection:
        before = connection.execute(columns).all()
    rebuild(office.engine, with_site(office.config, timezone="Pacific/Honolulu"))
    with reading(office.engine) as connection:
        assert connection.execute(columns).all() == before
        assert connection.execute(select(ratings.c.kind).where(ratings.c.kind == "")).all() == []
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


@pytest.mark.parametrize("name", ["audit", "rebuild"])
def test_commands_explain_themselves_and_refuse_bad_settings(tmp_path: Any, capsys: Any, name: str) -> None:
    """--help exits 0; a bad file 2; no store 3, and none is made."""
    run = {"audit": audit.run, "rebuild": command.run}[name]
    with pytest.raises(SystemExit) as done:
        run(["--help"])
    assert done.value.code == 0
    settings = tmp_path / "central.toml"
    settings.write_text("[web]\nprot = 1\n", "utf-8")
    with pytest.raises(SystemExit) as done:
        run(["--config", str(settings)])
    assert done.value.code == 2
    settings.write_text("", "utf-8")
    with pytest.raises(SystemExit) as done:
        run(["--config", str(settings)])
    assert done.value.code == 3
    assert [path.name for path in tmp_path.iterdir()] == ["central.toml"]
    assert f"quayso {name}: " in capsys.readouterr().err


def test_a_rebuild_at_the_start_asks_systemd_for_patience(office: Any, tmp_path: Any, monkeypatch: Any) -> None:
    """Type=notify: a start that takes long but goes on is not killed."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        assert ensure_projections(office.engine, office.config) is True
        assert systemd.recv(100) == b"EXTEND_TIMEOUT_USEC=600000000"


@pytest.mark.parametrize("name,said", [("audit", "26 dòng (lines)"), ("rebuild", "26 / 26 dòng (lines), 100 %")])
def test_commands_say_how_far_they_are(office: Any, capsys: Any, monkeypatch: Any, name: str, said: str) -> None:
    """On standard error, every few seconds."""
    monkeypatch.setattr("central.commands.ticker._SAY_EVERY_S", 0.0)
    {"audit": audit.run, "rebuild": command.run}[name](["--config", str(office.folder / "central.toml")])
    assert capsys.readouterr().err.splitlines()[-1] == said
