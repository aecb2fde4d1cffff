"""gateway.toml and site.toml: what is right loads, what is wrong is refused with file, line, key and remedy."""

import pytest

from contract.site import SiteConfig
from contract.toml import ConfigRefused
from gateway.config import (
    DummyBadgeConfig,
    GpioPanelConfig,
    SerialBadgeConfig,
    SerialPanelConfig,
    load_configuration,
    load_gateway,
    load_site,
)

GATEWAY = """\
gateway = "q-03"
site = "trung-tam"
data_dir = "data"

[central]
host = "central.example"
ca = "ca.pem"

[[panels]]
driver = "gpio"
name = "bang-3"
counter = "3"
buttons = [
  { level = "good", pin = 5 },
  { level = "fair", pin = 6 },
  { level = "average", pin = 13 },
  { level = "poor", pin = 19 },
]
lamp_pin = 20
tone_pin = 21
fault_lamp_pin = 26

[[panels]]
driver = "serial"
name = "hop-4"
counter = "4"
port = "/dev/serial/by-id/hop-4"
buttons = [
  { level = "good", key = "1" },
  { level = "fair", key = "2" },
  { level = "average", key = "3" },
  { level = "poor", key = "4" },
]

[[badges]]
driver = "serial"
name = "the-3"
counter = "3"
port = "/dev/serial/by-id/the-3"

[[badges]]
driver = "dummy"
name = "the-4"
counter = "4"
"""

SITE = """\
site = "trung-tam"
name = "Trung tâm Phục vụ hành chính công"
ratings = [{ scale = "4-level", mode = "free", valid_from = 2026-01-01 }]
counters = [{ id = "3" }, { id = "4", title = "Quầy số 4" }]

[[agencies]]
code = "stp"
name = "Sở Tư pháp"

[[officers]]
code = "cb-01"
name = "Cán bộ Một"
agency = "stp"
badge = "0412A7F3"

[[officers]]
code = "cb-02"
name = "Cán bộ Hai"
badge = "0412A7F4"
"""


@pytest.fixture
def load(tmp_path):
    """Writes both files, with parts replaced, and loads them."""

    def load(*changes: tuple[str, str], site: tuple[tuple[str, str], ...] = ()):
        for name, text, replacements in (("gateway.toml", GATEWAY, changes), ("site.toml", SITE, site)):
            for old, new in replacements:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_configuration(tmp_path / "gateway.toml")

    return load


def line_in(text: str, word: str) -> int:
    """The line of a text on which a word stands first."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if word in line)


def refused(load, *changes, site=()):
    """The problems of files with these changes."""
    with pytest.raises(ConfigRefused) as error:
        load(*changes, site=site)
    return error.value.problems


def one(problems, file, line, key, what, instead):
    """Exactly one problem, with these parts."""
    assert len(problems) == 1, list(map(str, problems))
    problem = problems[0]
    assert (problem.file, problem.line, problem.key) == (file, line, key)
    assert what in problem.what_en
    assert problem.what_vi
    assert instead in problem.instead


def test_right_files_load(load, tmp_path):
    """Everything is typed, defaults stand, relative paths count from the file's folder."""
    configuration = load()
    gateway, site = configuration.gateway, configuration.site
    assert isinstance(site, SiteConfig)
    gpio, serial = gateway.panels
    assert isinstance(gpio, GpioPanelConfig) and isinstance(serial, SerialPanelConfig)
    assert [(button.level, button.pin) for button in gpio.buttons][0] == ("good", 5)
    assert (gpio.pull, gpio.debounce_ms, serial.baud) == ("up", 30, 9600)
    assert [type(badge) for badge in gateway.badges] == [SerialBadgeConfig, DummyBadgeConfig]
    assert (gateway.data_dir, gateway.site_file) == (str(tmp_path / "data"), str(tmp_path / "site.toml"))
    assert (gateway.central.ca, gateway.central.cert) == (str(tmp_path / "ca.pem"), None)
    assert (gateway.control.socket, gateway.control.mode_bits) == ("/run/quayso/gateway.sock", 0o660)
    assert (gateway.journal.keep_days, gateway.journal.max_mb) == (7, 512)
    assert (gateway.roles, gateway.clock.source, gateway.counters) == (("counter",), "kernel", ("3", "4"))


def test_the_shortest_files_load(tmp_path):
    """Three lines make a gateway, five a site."""
    (tmp_path / "gateway.toml").write_text('gateway = "q-03"\nsite = "trung-tam"\n')
    (tmp_path / "site.toml").write_text(SITE.partition("[[agencies]]")[0])
    assert load_configuration(tmp_path / "gateway.toml").gateway.panels == ()


def test_two_devices_on_one_pin(load):
    """A lamp on the pin of a button."""
    one(
        refused(load, ("lamp_pin = 20", "lamp_pin = 13")),
        "gateway.toml",
        line_in(GATEWAY, "lamp_pin"),
        "panels[1].lamp_pin",
        "GPIO 13 is already used by panels[1].buttons[3].pin",
        "lamp_pin = 4",
    )


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("pin = 6 ", "pin = 5 ", "panels[1].buttons[2].pin"),
        ("tone_pin = 21", "tone_pin = 20", "panels[1].tone_pin"),
        ("fault_lamp_pin = 26", "fault_lamp_pin = 5", "panels[1].fault_lamp_pin"),
    ],
)
def test_every_kind_of_pin_is_compared(load, old, new, key):
    """Buttons, lamp, tone and fault lamp of all panels claim pins of one machine."""
    assert [problem.key for problem in refused(load, (old, new))] == [key]


def test_pins_of_two_panels_are_compared(load):
    """The second panel may not take what the first one has."""
    second = GATEWAY[GATEWAY.index("[[panels]]") : GATEWAY.index('[[panels]]\ndriver = "serial"')]
    second = second.replace("bang-3", "bang-3b").replace("pin = 5 ", "pin = 21 ")
    for old, new in (("6 ", "7 "), ("13", "8"), ("19", "9"), ("= 20", "= 10"), ("tone_pin = 21", "tone_pin = 11")):
        second = second.replace(old, new)
    second = second.replace("fault_lamp_pin = 26", "fault_lamp_pin = 12")
    problems = refused(load, ("[[badges]]", second + "\n[[badges]]"))
    assert [problem.key for problem in problems] == ["panels[3].buttons[1].pin"]
    assert "GPIO 21 is already used by panels[1].tone_pin" in problems[0].what_en


def test_the_serial_port_of_the_pi_has_pins_too(load):
    """GPIO 14 and 15 are the Pi's own serial port."""
    problems = refused(load, ("pin = 5 ", "pin = 14 "), ("/dev/serial/by-id/the-3", "/dev/serial0"))
    assert [problem.key for problem in problems] == ["panels[1].buttons[1].pin"]
    assert "badges[1].port" in problems[0].what_en


@pytest.mark.parametrize("pin", [28, -1, 40])
def test_a_pin_that_is_no_bcm_number(load, pin):
    """Pins are BCM numbers 0-27; a place on the header is not."""
    one(
        refused(load, ("pin = 13", f"pin = {pin}")),
        "gateway.toml",
        line_in(GATEWAY, "pin = 13"),
        "panels[1].buttons[3].pin",
        ">= 0, <= 27, số BCM / BCM number",
        "pin = 17",
    )


def test_a_pin_with_its_own_resistor(load):
    """GPIO 2 and 3 are pulled up on the board and cannot be pulled down."""
    problems = refused(load, ("pin = 5 ", "pin = 2 "), ("lamp_pin = 20", 'pull = "down"'))
    one(
        problems,
        "gateway.toml",
        line_in(GATEWAY, "pin = 5"),
        "panels[1].buttons[1].pin",
        "pulled up on the board",
        "pin = 4",
    )


def test_two_devices_with_one_name(load):
    """Names tell devices apart in logs, events and the fleet page: panels and readers share them."""
    one(
        refused(load, ('name = "the-3"', 'name = "bang-3"')),
        "gateway.toml",
        line_in(GATEWAY, 'name = "the-3"'),
        "badges[1].name",
        "already that of panels[1].name",
        'name = "bang-3-2"',
    )


def test_two_devices_on_one_port(load):
    """Two readers on one port would each get half of it."""
    one(
        refused(load, ("/dev/serial/by-id/the-3", "/dev/serial/by-id/hop-4")),
        "gateway.toml",
        line_in(GATEWAY, "by-id/the-3"),
        "badges[1].port",
        "already used by panels[2].port",
        "/dev/serial/by-id/",
    )


def test_one_port_by_two_names(load, tmp_path):
    """A symbolic link is the same port."""
    (tmp_path / "by-id").symlink_to(tmp_path / "port")
    problems = refused(
        load,
        ("/dev/serial/by-id/hop-4", str(tmp_path / "port")),
        ("/dev/serial/by-id/the-3", str(tmp_path / "by-id")),
    )
    assert [problem.key for problem in problems] == ["badges[1].port"]


def test_two_buttons_with_one_key_or_level(load):
    """Each button of a box has its own key and its own level."""
    problems = refused(load, ('"fair", key = "2"', '"good", key = "1"'))
    assert [problem.key for problem in problems] == ["panels[2].buttons[2].level", "panels[2].buttons[2].key"]


def test_a_level_of_another_scale(load):
    """A button whose level the site's scale has not, and so a level without a button."""
    problems = refused(load, ('level = "poor", pin', 'level = "dissatisfied", pin'))
    one(
        problems[:1],
        "gateway.toml",
        line_in(GATEWAY, '"poor", pin'),
        "panels[1].buttons[4].level",
        "“dissatisfied” is not of the scale 4-level",
        'level = "good" | level = "fair" | level = "average" | level = "poor"',
    )
    one(problems[1:], "gateway.toml", line_in(GATEWAY, "buttons = ["), "panels[1].buttons", "“poor”", "“good”")


def test_a_level_without_a_button(load):
    """A panel without "poor" would make every centre look good: refused."""
    one(
        refused(load, ('  { level = "poor", key = "4" },\n', "")),
        "gateway.toml",
        line_in(GATEWAY[GATEWAY.index("hop-4") :], "buttons = [") + line_in(GATEWAY, "hop-4") - 1,
        "panels[2].buttons",
        "no button for the level “poor”",
        "“good”, “fair”, “average”, “poor”",
    )


def test_a_level_nobody_knows(load):
    """A word that is no level of any scale names those there are."""
    problems = refused(load, ('level = "poor", pin', 'level = "bad", pin'))
    assert [problem.key for problem in problems] == ["panels[1].buttons[4].level"]
    assert '"dissatisfied"' in problems[0].what_en


def test_a_scale_that_changes_on_a_day(load):
    """A panel fits when it fits one of the scales of the site, whatever today is."""
    both = ', { scale = "3-level", mode = "free", valid_from = 2027-01-01 }]'
    assert load(site=((" }]", " }" + both),)).gateway.panels
    three = ("very_satisfied", "satisfied", "dissatisfied")
    buttons = ", ".join(f'{{ level = "{level}", key = "{key}" }}' for key, level in enumerate(three))
    old = GATEWAY[GATEWAY.rindex("buttons = [") : GATEWAY.index("[[badges]]")]
    assert load((old, f"buttons = [{buttons}]\n\n"), site=((" }]", " }" + both),)).gateway.panels


def test_a_counter_the_site_has_not(load):
    """Panels and readers stand at counters of site.toml."""
    one(
        refused(load, ('name = "the-4"\ncounter = "4"', 'name = "the-4"\ncounter = "5"')),
        "gateway.toml",
        len(GATEWAY.splitlines()),
        "badges[2].counter",
        "no counter “5”",
        'counter = "3" | counter = "4"',
    )


def test_a_counter_of_another_gateway(load):
    """Where the site names a counter's gateway, readers and keypads of another one are refused; its own are sound."""
    named = ('id = "4"', 'id = "4", gateway = "q-09"')
    one(
        refused(load, site=(named,)), "gateway.toml", len(GATEWAY.splitlines()), "badges[2].counter",
        "gives counter 4 to the gateway “q-09”", 'gateway = "q-03"',
    )  # fmt: skip
    assert load(site=(('id = "4"', 'id = "4", gateway = "q-03"'),)).site.counters[1].gateway == "q-03"


def test_another_site(load):
    """The site file must be that of the site the gateway belongs to."""
    one(refused(load, ('"trung-tam"', '"xa-bac"')), "gateway.toml", 2, "site", "is that of “trung-tam”", "trung-tam")


def test_a_role_of_the_queue_needs_services(load):
    """A hall without anything to give numbers for is refused, not idle."""
    problems = refused(load, ('"trung-tam"\n', '"trung-tam"\nroles = ["counter", "hall"]\n'))
    one(problems, "gateway.toml", 3, "roles[2]", "has no [[services]]", "[[services]]")


def test_a_certificate_without_its_key(load):
    """Half a client certificate would fail at the broker, with a worse message."""
    one(
        refused(load, ('ca = "ca.pem"', 'ca = "ca.pem"\ncert = "q-03.pem"')),
        "gateway.toml",
        line_in(GATEWAY, "ca = ") + 1,
        "central.cert",
        "cert needs key",
        "key = ",
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "instead"),
    [
        ("lamp_pin = 20", "lamp_pins = 20", "panels[1].lamp_pins", "lamp_pin"),
        ('driver = "gpio"', 'driver = "gpoi"', "panels[1].driver", 'driver = "gpio"'),
        ('name = "bang-3"\n', "", "panels[1].name", 'name = "bang-3"'),
        ("tone_pin = 21", "tone_pin = true", "panels[1].tone_pin", "tone_pin = 17"),
        ('counter = "3"', "counter = 3", "panels[1].counter", 'counter = "3"'),
        ('[central]\nhost = "central.example"', "[central]\nport = 0", "central.port", "port = 8883"),
        ("[central]", '[control]\nmode = "rw"\n\n[central]', "control.mode", 'mode = "0660"'),
        ("[central]", '[clock]\nsource = "gps"\n\n[central]', "clock.source", '"kernel" | "trusted"'),
        ("[central]", "[journal]\nkeep_days = 0\n\n[central]", "journal.keep_days", "keep_days = 7"),
        ('gateway = "q-03"', 'gateway = "Q 03"', "gateway", 'gateway = "q-03"'),
        ('key = "1"', 'key = "nút 1"', "panels[2].buttons[1].key", 'key = "1"'),
        ('key = "1"', 'key = "1\\n"', "panels[2].buttons[1].key", 'key = "1"'),
        ('port = "/dev/serial/by-id/hop-4"', "baud = 9601", "panels[2].baud", "9600"),
    ],
)
def test_types_are_checked(load, old, new, key, instead):
    """An unknown word, a missing key, a wrong type or a wrong value: each names its place and a remedy."""
    problems = refused(load, (old, new))
    found = [problem for problem in problems if problem.key == key]
    assert len(found) == 1, list(map(str, problems))
    assert instead in found[0].instead + found[0].what_en


def test_buttons_must_not_be_empty(load):
    """A panel without buttons is a mistake."""
    old = GATEWAY[GATEWAY.index("buttons = [") : GATEWAY.index("lamp_pin")]
    problems = refused(load, (old, "buttons = []\n"))
    assert [problem.key for problem in problems] == ["panels[1].buttons"]
    assert problems[0].instead == 'buttons = [{ level = "good", pin = 17 }]'


def test_all_problems_are_told_at_once(load):
    """Whoever repairs a file should have to do it once."""
    assert len(refused(load, ("pin = 13", "pin = 99"), ("tone_pin", "ton_pin"))) == 2
    assert len(refused(load, ("lamp_pin = 20", "lamp_pin = 13"), ('"the-4"', '"the-3"'))) == 2


def site_of(tmp_path, *changes):
    """Load a site file alone, with parts replaced."""
    text = SITE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    return load_site(tmp_path / "site.toml")


@pytest.mark.parametrize(
    ("old", "new", "key", "what", "instead"),
    [
        ('code = "cb-02"', 'code = "cb-01"', "officers[2].code", "“cb-01” is already used by officers[1]", "code"),
        ("0412A7F4", "0412a7f3", "officers[2].badge", "already that of officers[1].badge", "one badge"),
        ("0412A7F4", "thẻ 4", "officers[2].badge", "no reader can send", 'badge = "0412A7F3"'),
        ('agency = "stp"', 'agency = "sxd"', "officers[1].agency", "no agency “sxd”", 'agency = "stp"'),
        ('id = "4"', 'id = "3"', "counters[2].id", "“3” is already used by counters[1].id", "id"),
        ("counters =", 'timezone = "Asia/Hanoi"\ncounters =', "timezone", "“Asia/Hanoi”", "Asia/Ho_Chi_Minh"),
        ("counters =", 'timezone = "../etc"\ncounters =', "timezone", "no time zone", "Asia/Ho_Chi_Minh"),
        (
            "[[officers]]",
            '[[agencies]]\ncode = "stp"\nname = "Sở"\n\n[[officers]]',
            "agencies[2].code",
            "“stp”",
            "code",
        ),
        (
            "}]",
            '}, { scale = "3-level", mode = "free", valid_from = 2026-01-01 }]',
            "ratings[2].valid_from",
            "2026",
            "",
        ),
    ],
)
def test_site_files_that_contradict_themselves(tmp_path, old, new, key, what, instead):
    """Codes, badges and days given twice, agencies and time zones that do not exist."""
    with pytest.raises(ConfigRefused) as error:
        site_of(tmp_path, (old, new))
    (problem,) = error.value.problems
    assert (problem.file, problem.key) == ("site.toml", key)
    assert problem.line > 1 and what in problem.what_en and instead in problem.instead


def test_a_badge_is_never_shown(tmp_path):
    """The message ends in logs, so it does not hold the badge."""
    with pytest.raises(ConfigRefused) as error:
        site_of(tmp_path, ("0412A7F4", "0412A7F3"))
    assert "0412A7F3" not in str(error.value)


def test_files_that_cannot_be_read(tmp_path, load):
    """Missing, not UTF-8, not TOML: each is a problem with a sentence, not a traceback."""
    with pytest.raises(ConfigRefused, match=r"gateway\.toml:1: .*không đọc được"):
        load_gateway(tmp_path / "gateway.toml")
    (tmp_path / "gateway.toml").write_bytes(b'gateway = "\xff"')
    with pytest.raises(ConfigRefused, match="not UTF-8 at byte 11"):
        load_gateway(tmp_path / "gateway.toml")
    (tmp_path / "gateway.toml").write_text('gateway = "q-03"\nsite = trung\n')
    with pytest.raises(ConfigRefused, match=r"gateway\.toml:2: .*not TOML"):
        load_gateway(tmp_path / "gateway.toml")
    problems = refused(load, ('data_dir = "data"', 'data_dir = "data"\nsite_file = "none.toml"'))
    one(problems, "gateway.toml", 4, "site_file", "cannot read", 'site_file = "site.toml"')


def test_a_configuration_in_a_log_has_no_password(load):
    """The broker's password stays out of what may be printed."""
    config = load(('ca = "ca.pem"', 'username = "q-03"\npassword = "geheim"')).gateway
    assert "geheim" not in repr(config)


@pytest.mark.parametrize("name", ["central", "central-2"])
def test_a_name_of_centrals_own_is_refused(load, name):
    """Central hears nothing under its own names; a gateway that bears one would wait for it for ever."""
    problems = refused(load, ('"q-03"', f'"{name}"'))
    one(problems, "gateway.toml", 1, "gateway", "reserved for central", 'gateway = "q-03"')


def test_a_wrong_item_of_a_list_is_told_without_its_key(load):
    """What is advised stands in the item's place: with the key it would drop the rest of the list."""
    problems = refused(load, ('"trung-tam"\n', '"trung-tam"\nroles = ["counter", "haul"]\n'))
    one(problems, "gateway.toml", 3, "roles[2]", "wanted", '"hall"')
    assert "=" not in problems[0].instead
