"""The files of a Raspberry Pi, each read as its program would; what only a real board can show is not claimed here."""

import configparser
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from central.provisioning.wirings import BUTTON_PINS, FAULT_LAMP_PIN, LAMP_PIN, TONE_PIN, WIRINGS

OVERLAYS = {"disable-bt", "disable-wifi", "vc4-kms-v3d", "uart5", "uart4-pi5"}
"""Of those in the kernel's overlays/README that these boards have."""
PARAMETERS = {"watchdog=on", "audio=on"}
SETTINGS = {"enable_uart", "hdmi_force_hotplug", "disable_overscan", "disable_splash"}
UDEV_LINE = re.compile(r'([A-Z_]+(\{\w+\})?(==|!=|=|\+=)"[^"]*")(, [A-Z_]+(\{\w+\})?(==|!=|=|\+=)"[^"]*")*\Z')


@pytest.fixture
def pi(repository: Path) -> Path:
    """The folder."""
    return repository / "firmware_configs" / "pi"


def rules(file: Path) -> list[str]:
    """Lines that are no comment."""
    return [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def unknown_boot_lines(lines: list[str]) -> list[str]:
    """What the firmware would pass over in silence."""
    odd = []
    for line in lines:
        key, _, value = line.partition("=")
        known = {"dtoverlay": OVERLAYS, "dtparam": PARAMETERS}.get(key)
        if not (line in ("[all]", "[pi4]", "[pi5]") or (value in known if known else key in SETTINGS)):
            odd.append(line)
    return odd


def test_every_line_of_the_boot_file_is_known(pi: Path) -> None:
    """A misspelt overlay does nothing and says nothing: names are compared with the kernel's own list."""
    assert unknown_boot_lines(rules(pi / "boot/quayso.txt")) == []
    assert unknown_boot_lines(["dtoverlay=disable-bluetooth", "enable_urat=1"]) != [], "control"


def test_no_console_is_on_the_serial_port(pi: Path) -> None:
    """It would write into the button box; one line alone, as the firmware wants it."""
    (line,) = (pi / "boot/cmdline.txt").read_text("utf-8").splitlines()
    assert [word for word in line.split() if word.startswith("console=")] == ["console=tty1"]


def test_the_rules_of_udev_are_sound_and_name_what_provisioning_names(pi: Path) -> None:
    """Each line has udev's form; the ports that boxes are told of exist, one name for each of four places."""
    lines = rules(pi / "udev/70-quayso.rules")
    assert [line for line in lines if not UDEV_LINE.match(line)] == []
    names = {name for line in lines for name in re.findall(r'SYMLINK\+="(.*?)"', line)}
    told = [panel["port"] for panel in WIRINGS["serial"].tables(("1", "2", "3", "4"), "4-level")["panels"]]
    assert names == {port.removeprefix("/dev/") for port in told} | {"quayso/may-in"}


@pytest.mark.parametrize("file", ["journald/quayso.conf", "watchdog/quayso-watchdog.conf", "time/quayso.conf"])
def test_what_systemd_reads_has_its_form(pi: Path, file: str) -> None:
    """One section with keys; the watchdog stays below the chip's limit of about fifteen seconds."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((pi / file).read_text("utf-8"))
    (section,) = parser.sections()
    assert section in ("Journal", "Manager", "Time") and len(parser[section]) >= 2
    if section == "Manager":
        assert int(parser[section]["RuntimeWatchdogSec"].removesuffix("s")) < 15


def test_the_browser_opens_pages_of_this_box_alone(pi: Path) -> None:
    """Everything is blocked but loopback; nothing is remembered, printed, downloaded or reported."""
    policy = json.loads((pi / "chromium/quayso.json").read_text("utf-8"))
    assert policy["URLBlocklist"] == ["*"] and policy["ExtensionInstallBlocklist"] == ["*"]
    assert all(re.fullmatch(r"https?://(127\.0\.0\.1|localhost)", url) for url in policy["URLAllowlist"])
    assert policy["DeveloperToolsAvailability"] == 2 and not policy["PasswordManagerEnabled"]


def test_the_data_partition_holds_journal_and_settings(pi: Path) -> None:
    """Under a read-only root these two alone are written."""
    mounts = {line.split()[1]: line.split() for line in rules(pi / "read_only/fstab")}
    assert set(mounts) == {"/boot/firmware", "/var/lib/quayso", "/etc/quayso"}
    assert "ro" in mounts["/boot/firmware"][3].split(",") and "bind" in mounts["/etc/quayso"][3]


def test_the_wiring_maps_say_what_provisioning_writes(repository: Path) -> None:
    """A map's pins are those of the settings that boxes get: a drawing can be followed blindly."""
    wiring = tomllib.loads((repository / "firmware_configs/wiring/gpio.toml").read_text("utf-8"))
    by_part = {one["part"]: one["gpio"] for one in wiring["wires"] if "gpio" in one}
    assert [by_part[f"button-{number}"] for number in range(1, 6)] == list(BUTTON_PINS)
    assert (by_part["lamp"], by_part["tone"], by_part["fault-lamp"]) == (LAMP_PIN, TONE_PIN, FAULT_LAMP_PIN)


def test_every_wiring_map_has_its_drawing(repository: Path) -> None:
    """The drawings are what the tool makes of the maps as they are now."""
    done = subprocess.run(
        [sys.executable, repository / "tools/draw_wiring.py", "--check"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout.decode().strip()) == (0, "")


def test_pins_and_gpio_numbers_belong_together(repository: Path) -> None:
    """As on the header of every board with forty pins; a slip here burns nobody's board."""
    header = {17: 11, 27: 13, 22: 15, 23: 16, 24: 18, 5: 29, 6: 31, 13: 33}
    wiring = tomllib.loads((repository / "firmware_configs/wiring/gpio.toml").read_text("utf-8"))
    assert {one["gpio"]: one["pin"] for one in wiring["wires"] if "gpio" in one} == header
