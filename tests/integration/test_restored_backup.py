"""An hour-old backup put in place by the product's own code: gateways go back, and nothing they gave is missing."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from central.backup.making import Made, alone_in, make_backup, store_file
from central.backup.restoring import Replaced, opened, put_in_place
from central.own_stream.own_stream import OwnStream
from contract.events import RatingGiven
from contract.ids import new_id

pytestmark = pytest.mark.slow

Make = Callable[..., Any]
Wait = Callable[..., None]


def back_up(central: Any, folder: Path) -> Made:
    """A backup of a central that goes on receiving."""
    with alone_in(folder):
        return make_backup(central.settings, central.folder / "central.toml", folder, None)


def restore(central: Any, made: Made) -> Replaced:
    """Stop central, put the backup in place, start it again."""
    central.stop()
    store = store_file(central.settings)
    with opened(made.path, store.parent, None) as found:
        done = put_in_place(found, central.settings, store, datetime.now(UTC))
    central.start()
    return done


def by_telephone(central: Any) -> str:
    """A rating that central itself writes down; its uuid."""
    own, one = OwnStream(central.engine, central.settings), new_id()
    given = RatingGiven(one, None, "3", "cb-01", "4-level", "good", "qr", "accepted")
    own.tell("trung-tam", [(given, None)])
    return one.hex


def test_an_hour_old_backup_made_while_presses_arrive(central: Any, pi: Make, wait_until: Wait, tmp_path: Path) -> None:
    """Two gateways press before, during and after the copy; after the restore every press stands once, audit is 0."""
    cards = [pi("one", "q-01"), pi("two", "q-02")]
    given = [press for card in cards for press in card.press(60)]
    presses = threading.Thread(target=lambda: given.extend(cards[0].press(40)))
    presses.start()
    made = back_up(central, tmp_path / "backups")
    presses.join()
    for card in cards:
        given += card.press(70)
        wait_until(card.is_acked)
    assert made.manifest.lines < len(given)
    restore(central, made)
    wait_until(lambda: central.ratings() == dict.fromkeys(given, 1))
    for card in cards:
        given += card.press(5)
        wait_until(card.is_acked)
    assert central.ratings() == dict.fromkeys(given, 1)
    assert central.audit() == 0


def test_what_gateways_have_forgotten_is_lost_and_named(
    central: Any, pi: Make, wait_until: Wait, tmp_path: Path
) -> None:
    """Control: with a backup older than what gateways keep, presses are missing and audit says so."""
    card = pi()
    given = card.press(20)
    wait_until(card.is_acked)
    made = back_up(central, tmp_path / "backups")
    lost = card.press(20)
    wait_until(card.is_acked)
    assert card.journal.prune("2026-11-24") > 20
    restore(central, made)
    given2 = card.press(5)
    wait_until(card.is_acked)
    assert set(central.ratings()) == {*given, lost[-1], *given2}
    assert central.audit() == 1


def test_centrals_own_lines_go_on_in_a_new_stream(central: Any, pi: Make, wait_until: Wait, tmp_path: Path) -> None:
    """What only central knew is counted as lost with the restore; what it writes then never forks, audit is 0."""
    card = pi()
    given = [*card.press(10), by_telephone(central)]
    made = back_up(central, tmp_path / "backups")
    lost = [by_telephone(central) for _ in range(3)]
    given += card.press(10)
    wait_until(card.is_acked)
    done = restore(central, made)
    assert done.own_lines == len(lost)
    given.append(by_telephone(central))
    wait_until(lambda: central.ratings() == dict.fromkeys(given, 1))
    assert central.audit() == 0
