"""A gateway that presses itself: what it says was confirmed is in its journal, whenever it is killed."""

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from contract.events import RatingGiven
from contract.lines import read_data, read_line
from simulator.child_process import ChildFailed
from simulator.files import OfficeFolder, write_office
from simulator.gateway_process import GatewayProcess
from simulator.plan import soak_plan

pytestmark = pytest.mark.slow


def ratings(folder: OfficeFolder) -> Counter[str]:
    """Every rating in the journal of q-01, by uuid."""
    with closing(sqlite3.connect(folder.gateway_toml("q-01").parent / "data" / "journal.db")) as journal:
        lines = [bytes(raw) for (raw,) in journal.execute("SELECT line FROM lines ORDER BY seq")]
    found = (read_data(read_line(line)) for line in lines)
    return Counter(str(data.rating) for data in found if isinstance(data, RatingGiven))


@pytest.fixture
def gateway(tmp_path):
    """A gateway of twenty panels, without a broker."""
    folder = OfficeFolder(tmp_path)
    write_office(folder, soak_plan(1, 20), 1, 8080)
    process = GatewayProcess(folder.gateway_toml("q-01"), tmp_path / "processes", seed=3, gap_s=3.1)
    yield folder, process
    process.stop()


def test_what_was_confirmed_is_on_disk(gateway, wait_until):
    """Killed in the middle of its work, twice: every press the lamp confirmed is in the journal, once."""
    folder, process = gateway
    for round_ in (1, 2):
        process.start()
        process.set_rate(100)
        wait_until(lambda wanted=round_ * 15: len(process.confirmed()) >= wanted)
        process.kill()
    confirmed = [press.rating for press in process.confirmed()]
    written = ratings(folder)
    assert len(confirmed) == len(set(confirmed)) >= 30
    assert set(confirmed) <= set(written)
    assert set(written.values()) == {1}
    assert process.refused() == 0


def test_a_single_press_on_demand(gateway, wait_until):
    """One press is asked for, one is confirmed, with its panel and its rating's uuid."""
    folder, process = gateway
    process.start()
    process.press("bang-7", "poor")
    wait_until(lambda: process.confirmed())
    press = process.confirmed()[0]
    assert (press.panel, press.nth) == ("bang-7", 1)
    assert process.stop() == 0
    assert press.rating in ratings(folder)


def test_a_paused_gateway_confirms_nothing(gateway, wait_until):
    """SIGSTOP stands still; after SIGCONT it goes on where it was."""
    _folder, process = gateway
    process.start()
    process.set_rate(50)
    wait_until(lambda: len(process.confirmed()) >= 3)
    process.pause()
    before = len(process.confirmed())
    process.resume()
    wait_until(lambda: len(process.confirmed()) > before)


def test_a_gateway_that_does_not_start_says_why(tmp_path):
    """A settings file that is refused is told with the words of the gateway."""
    home = tmp_path / "q-01"
    home.mkdir()
    (home / "gateway.toml").write_text("nonsense = 1\n")
    with pytest.raises(ChildFailed, match="nonsense"):
        GatewayProcess(home / "gateway.toml", tmp_path / "processes").start()
