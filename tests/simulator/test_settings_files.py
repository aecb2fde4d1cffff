"""The settings files of a simulated office: what is written is what the real readers read."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.config import load_config
from contract.scales import SCALES
from contract.site import Agency, Officer, RatingRules, SiteConfig
from contract.toml_writer import to_toml
from gateway.config import GpioPanelConfig, SerialBadgeConfig, SerialPanelConfig, load_configuration
from simulator.files import MOST_SOCKET_PATH, OfficeFolder, write_lists, write_office
from simulator.hall_files import HallPorts
from simulator.plan import ANY_DAY, OfficePlan, Place, Station, soak_plan
from simulator.sample import PEOPLE, SEATED, sample_plan

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@given(NAMES, st.lists(st.tuples(NAMES, NAMES), max_size=3))
def test_written_toml_reads_back(name, people):
    """Whatever the names, quotes and back-slashes included, a typed file reads back as it was."""
    site = SiteConfig(
        "thu-tai",
        name,
        (RatingRules("4-level", "free", ANY_DAY),),
        (),
        tuple(Officer(f"cb-{n}", first, None, None) for n, (first, _) in enumerate(people)),
        tuple(Agency(f"cq-{n}", second) for n, (_, second) in enumerate(people)),
    )
    assert msgspec.convert(tomllib.loads(to_toml(site, "a remark")), SiteConfig) == site


def test_the_demo_office_is_accepted_by_every_reader(tmp_path):
    """central.toml, site.toml and each gateway.toml of the demo pass the checks of their own parts."""
    folder, plan = OfficeFolder(tmp_path), sample_plan()
    write_office(folder, plan, 1883, 8080, HallPorts(8081, 1884))
    assert load_config(folder.central_toml).sites[plan.site].ratings == "per-ticket"
    hall = load_configuration(folder.gateway_toml("hall-01"))
    assert hall.gateway.roles == ("hall", "kiosk", "counter", "display") and hall.gateway.web.port == 8081
    assert (hall.gateway.central.port, hall.gateway.hall.port) == (1883, 1884)
    assert len(hall.site.services) == 7 and all(officer.pin for officer in hall.site.officers)
    drivers = set()
    for station in plan.stations:
        config = load_configuration(folder.gateway_toml(station.gateway))
        drivers |= {type(device) for device in (*config.gateway.panels, *config.gateway.badges)}
        assert (config.gateway.central.port, config.gateway.hall.port) == (1883, 1884)
        assert [keypad.counter for keypad in config.gateway.keypads] == [place.counter for place in station.places]
    assert {GpioPanelConfig, SerialPanelConfig, SerialBadgeConfig} < drivers
    assert len(drivers) == 5


def test_the_demo_seats_people_it_has():
    """Everybody who sits down when the demo opens is one of its people, at one of its counters."""
    assert set(SEATED.values()) <= {person.code for person in PEOPLE}
    assert set(SEATED) < set(sample_plan().counters)


@pytest.mark.parametrize("scale", SCALES)
def test_three_panels_fit_on_the_pins_of_one_pi(tmp_path, scale):
    """Three panels of any scale, lamps and tone included, find pins of their own."""
    places = tuple(Place(counter, "gpio") for counter in "123")
    plan = OfficePlan("thu-tai", "Thử", (Station("q-01", places),), scale=scale)
    write_office(OfficeFolder(tmp_path), plan, 1883, 8080)
    assert len(load_configuration(OfficeFolder(tmp_path).gateway_toml("q-01")).gateway.panels) == 3


def test_a_soak_office_has_an_officer_for_each_counter(tmp_path):
    """In a soak office every counter has one panel and an officer of its own, over all gateways."""
    plan = soak_plan(2, 5)
    assert len(plan.counters) == len(set(plan.counters)) == len(plan.people) == 10
    folder = OfficeFolder(tmp_path)
    write_office(folder, plan, 1883, 8080)
    assert len(load_configuration(folder.gateway_toml("q-02")).gateway.panels) == 5


def test_a_deep_folder_gets_a_short_socket(tmp_path):
    """The control socket's path never exceeds what the system allows, however deep the data folder lies."""
    deep = tmp_path / ("x" * 120)
    folder, plan = OfficeFolder(deep), soak_plan(1, 1)
    write_office(folder, plan, 1883, 8080)
    socket = load_configuration(folder.gateway_toml("q-01")).gateway.control.socket
    assert len(socket) <= MOST_SOCKET_PATH
    Path(socket).parent.rmdir()


def test_the_lists_name_every_person_and_agency(tmp_path):
    """The tables for `quayso import` hold all people with the names of their agencies."""
    files = write_lists(OfficeFolder(tmp_path), sample_plan())
    officers = files["officers"].read_text("utf-8").splitlines()
    assert len(officers) == len(PEOPLE) + 1
    assert "cb-01,Nguyễn Hải An,Sở Tư pháp,,,," in officers
    assert len(files["agencies"].read_text("utf-8").splitlines()) == 5
