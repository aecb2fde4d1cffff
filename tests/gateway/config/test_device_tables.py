"""Boards, keypads, ticket buttons and printers in gateway.toml: what contradicts itself or the site is refused."""

import pytest

from contract.toml import ConfigRefused
from gateway.config import load_configuration
from gateway.config.claims import tables
from gateway.config.gateway_toml import GatewayConfig

GATEWAY = """\
gateway = "q-03"
site = "trung-tam"

[hall]
host = "hang-doi"

[kiosk]
printer = "may-in"

[[printers]]
driver = "serial"
name = "may-in"
port = "/dev/serial/by-id/may-in"

[[boards]]
driver = "serial_led"
name = "bang-3"
counter = "3"
port = "/dev/serial/by-id/rs485"

[[boards]]
driver = "serial_led"
name = "bang-cho"
port = "/dev/serial/by-id/rs485"
address = 2

[[boards]]
driver = "modbus_led"
name = "bang-4"
counter = "4"
port = "/dev/serial/by-id/modbus"

[[keypads]]
driver = "usb"
name = "phim-3"
counter = "3"
device = "/dev/input/by-id/phim"
keys = [{ action = "call_next", code = 96 }, { action = "recall", code = 78 }]

[[keypads]]
driver = "serial"
name = "phim-4"
counter = "4"
port = "/dev/serial/by-id/phim-4"
keys = [{ action = "call_next", key = "1" }, { action = "help", key = "2" }]

[[ticket_panels]]
driver = "gpio"
name = "nut"
buttons = [{ service = "ho-tich", pin = 5 }, { service = "ho-tich", priority = true, pin = 6 }]
lamp_pin = 20

[[ticket_panels]]
driver = "serial"
name = "hop"
port = "/dev/serial/by-id/hop"
buttons = [{ service = "ho-tich", key = "1" }]

[[panels]]
driver = "gpio"
name = "bang-nut"
counter = "3"
buttons = [
  { level = "good", pin = 12 },
  { level = "fair", pin = 13 },
  { level = "average", pin = 19 },
  { level = "poor", pin = 26 },
]
"""

SITE = """\
site = "trung-tam"
name = "Trung tâm"
ratings = [{ scale = "4-level", mode = "free", valid_from = 2026-01-01 }]
counters = [{ id = "3" }, { id = "4" }]

[[services]]
code = "ho-tich"
name = "Hộ tịch"
prefix = "A"
"""


@pytest.fixture
def problems(tmp_path):
    """The problems of the files above with parts replaced."""

    def problems(*changes: tuple[str, str]):
        text = GATEWAY
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        (tmp_path / "gateway.toml").write_text(text, "utf-8")
        (tmp_path / "site.toml").write_text(SITE, "utf-8")
        try:
            load_configuration(tmp_path / "gateway.toml")
        except ConfigRefused as error:
            return [(problem.key, problem.what_en, problem.instead) for problem in error.problems]
        return []

    return problems


def test_sound_tables_load(problems):
    """Two boards on one line with an address each, keypads and ticket buttons beside rating buttons."""
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ('name = "bang-cho"', 'name = "phim-3"', "boards[2].name", "already that of keypads[1].name"),
        ('name = "hop"', 'name = "may-in"', "ticket_panels[2].name", "already that of printers[1].name"),
        ("address = 2\n", "", "boards[2].address", "the address 1 is already that of boards[1]"),
        ("address = 2\n", "baud = 19200\naddress = 2\n", "boards[2].baud", "of another speed"),
        ("by-id/modbus", "by-id/rs485", "boards[3].driver", "of another kind"),
        ("by-id/phim-4", "by-id/hop", "ticket_panels[2].port", "already used by keypads[2].port"),
        ("by-id/modbus", "by-id/may-in", "boards[3].port", "already used by printers[1].port"),
        (
            "pin = 12",
            "pin = 5",
            "ticket_panels[1].buttons[1].pin",
            "GPIO 5 is already used by panels[1].buttons[1].pin",
        ),
        ("lamp_pin = 20", "lamp_pin = 19", "ticket_panels[1].lamp_pin", "GPIO 19 is already used by panels[1]"),
        ("code = 78", "code = 96", "keypads[1].keys[2].code", "the code “96” is already that of keypads[1].keys[1]"),
        ('key = "2"', 'key = "1"', "keypads[2].keys[2].key", "the key “1” is already that of keypads[2].keys[1]"),
        ("priority = true, ", "", "ticket_panels[1].buttons[2].service", "“ho-tich” is already that of"),
        ('printer = "may-in"', 'printer = "may-xa"', "kiosk.printer", "there is no printer “may-xa”"),
        ('name = "bang-4"\ncounter = "4"', 'name = "bang-4"\ncounter = "9"', "boards[3].counter", "no counter “9”"),
        ('name = "phim-4"\ncounter = "4"', 'name = "phim-4"\ncounter = "9"', "keypads[2].counter", "no counter “9”"),
        ('service = "ho-tich", key', 'service = "dat", key', "ticket_panels[2].buttons[1].service", "no service “dat”"),
        ("code = 78", "code = 900", "keypads[1].keys[2].code", "767"),
        ('action = "recall"', 'action = "void"', "keypads[1].keys[2].action", "finish_and_next"),
        ('action = "recall"', 'action = "transfer"', "keypads[1].keys[2].action", "a transfer key needs one goal"),
        ('action = "recall"', 'action = "recall", to_counter = "4"', "keypads[1].keys[2].action", "any other key none"),
        (
            'action = "recall"',
            'action = "transfer", to_counter = "9"',
            "keypads[1].keys[2].to_counter",
            "site.toml has no “9”",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(problems, old, new, key, what):
    """One sentence for each mistake, with its place and what to write instead."""
    found = problems((old, new))
    assert [problem[0] for problem in found] == [key], found
    assert what in " ".join(found[0][1:]) and found[0][2]


def test_pins_that_are_pulled_up_serve_no_ticket_button_to_3_volts(problems):
    """GPIO 2 and 3 have a resistor on the board."""
    found = problems(("pin = 5 ", "pin = 2 "), ("lamp_pin = 20", 'pull = "down"'))
    assert [problem[0] for problem in found] == ["ticket_panels[1].buttons[1].pin"]


def test_a_free_address_is_offered(problems):
    """The remedy for an address given twice is one nobody on the line has."""
    ((_, _, instead),) = problems(("address = 2", "address = 1"))
    assert instead == "address = 2"


def test_one_address_on_two_lines_is_no_contradiction(problems):
    """Addresses count on each line by themselves."""
    assert problems(("rs485", "rs485-b"), ("address = 2", "address = 1")) == []


def test_every_table_of_devices_is_looked_at():
    """A new table of devices cannot be forgotten: whatever is a list of tables with names is in claims.tables."""
    config = GatewayConfig("q-03", "trung-tam")
    lists = {name for name in GatewayConfig.__struct_fields__ if getattr(config, name) == ()}
    assert set(tables(config)) == lists
