"""The unit files, judged by systemd's own programs; none of them needs a running systemd."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gateway.config.gateway_toml import DEFAULT_SOCKET, GatewayConfig

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"),
]

UNITS = ["quayso-gateway.service", "quayso-central.service"]
"""What runs always."""
HELPERS = ["quayso-claim.service", "quayso-broker-reload.service", "quayso-backup.service", "quayso-renew.service"]
TRIGGERS = ["quayso-broker-reload.path", "quayso-backup.timer", "quayso-renew.timer"]
KIOSK = "quayso-kiosk.service"
DEBIAN_GROUPS = {"audio", "dialout", "input", "lp", "render", "video"}
"""Every Debian has these from the start; naming them again would be a conflict."""
EXPOSURE_LIMIT = 25
"""Tenths of systemd's exposure level: 2.5."""


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    """Where the unit files are."""
    return repository / "systemd"


def verify(unit: str, name: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """What systemd says of a unit's text; its program is replaced by one that exists on this machine."""
    text, replaced = re.subn(
        r"(?m)^ExecStart=(/opt/quayso/venv/bin/quayso|/usr/bin/cage|/usr/bin/systemctl) ", _TRUE, unit
    )
    assert replaced == name.endswith(".service")
    (tmp_path / name).write_text(text, "utf-8")
    if triggered := re.match(r"(.+)\.(timer|path)\Z", name):
        (tmp_path / f"{triggered[1]}.service").write_text(f"[Service]\nType=oneshot\n{_TRUE}\n", "utf-8")
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )


_TRUE = f"ExecStart={shutil.which('true')} "


@pytest.mark.parametrize("name", [*UNITS, *HELPERS, *TRIGGERS, KIOSK])
def test_systemd_has_nothing_to_say_against_a_unit(folder: Path, tmp_path: Path, name: str) -> None:
    """No error, no warning, no unknown key."""
    verdict = verify((folder / name).read_text("utf-8"), name, tmp_path)
    assert (verdict.returncode, verdict.stderr, verdict.stdout) == (0, "", "")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("WatchdogSec=", "WatchdogSecs="), ("ProtectHome=yes", "ProtectHome=perhaps"), ("[Install]", "[Instal]")],
)
@pytest.mark.parametrize("name", UNITS)
def test_a_misspelt_unit_is_noticed(folder: Path, tmp_path: Path, name: str, right: str, wrong: str) -> None:
    """Control: one wrong key, value or section and systemd complains."""
    text = (folder / name).read_text("utf-8")
    assert right in text
    verdict = verify(text.replace(right, wrong), name, tmp_path)
    assert verdict.returncode != 0 or verdict.stderr


def test_every_unit_is_tried(folder: Path) -> None:
    """A unit that is added must stand in one of the lists above."""
    files = {path.name for path in folder.iterdir() if path.suffix in (".service", ".timer", ".path")}
    assert files == {*UNITS, *HELPERS, *TRIGGERS, KIOSK}


@pytest.mark.parametrize("name", [*UNITS, *HELPERS])
def test_the_sandbox_of_a_unit_is_tight(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The exposure level of systemd-analyze is 2.5 or less; the score is printed."""
    verdict = _exposure(folder / name)
    with capsys.disabled():
        print(f"\n{verdict.stdout.strip().splitlines()[-1]}")
    assert verdict.returncode == 0, verdict.stdout


def test_the_browsers_score_is_known(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A browser brings a sandbox of its own and cannot be as tight: its score is printed, and bounded all the same."""
    verdict = _exposure(folder / KIOSK, 50)
    with capsys.disabled():
        print(f"\n{verdict.stdout.strip().splitlines()[-1]}")
    assert verdict.returncode == 0, verdict.stdout


def test_a_loose_sandbox_is_noticed(folder: Path, tmp_path: Path) -> None:
    """Control: without its system call filter and its users a unit is above the limit."""
    loose = tmp_path / "quayso-gateway.service"
    text = (folder / loose.name).read_text("utf-8")
    loose.write_text(re.sub(r"(?m)^(SystemCall|Restrict|Capability|Protect|User).*$", "", text), "utf-8")
    assert _exposure(loose).returncode != 0


def _exposure(unit: Path, limit: int = EXPOSURE_LIMIT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=true",
            "--no-pager",
            f"--threshold={limit}",
            str(unit),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_restarted_for_ever_and_watched(folder: Path, name: str) -> None:
    """Readiness and watchdog are announced by the program itself, and systemd never gives up on it."""
    unit = _settings(folder / name)
    assert unit["Type"] == ["notify"]
    assert unit["Restart"] == ["always"]
    assert unit["StartLimitIntervalSec"] == ["0"]
    assert int(unit["WatchdogSec"][0]) >= 30


def test_the_gateway_waits_for_neither_network_nor_time(folder: Path) -> None:
    """A counter without a cable or a time server starts all the same."""
    unit = _settings(folder / "quayso-gateway.service")
    assert not {"After", "Wants", "Requires", "BindsTo"} & set(unit)


def test_nothing_on_a_box_waits_for_the_network_or_for_central(folder: Path) -> None:
    """The screen and the first boot are ordered behind parts of this very box alone."""
    for name in (KIOSK, "quayso-claim.service"):
        unit = _settings(folder / name)
        assert not {"Requires", "BindsTo", "Wants"} & set(unit)
        assert "network-online.target" not in " ".join(unit["After"])


def test_the_gateway_may_ask_the_kernel_whether_the_time_is_right(folder: Path) -> None:
    """adjtimex is allowed (ProtectClock would forbid it), and no capability to set the clock is there."""
    unit = _settings(folder / "quayso-gateway.service")
    allowed = {call for line in unit["SystemCallFilter"] if line[0] != "~" for call in line.split()}
    assert {"adjtimex", "clock_adjtime"} <= allowed
    assert "ProtectClock" not in unit
    assert unit["CapabilityBoundingSet"] == [""]


def test_central_may_ask_the_clock_only_if_its_unit_lets_it(folder: Path, repository: Path) -> None:
    """Code in central that asks adjtimex needs the same exception as the gateway's unit has."""
    asks = any("adjtimex" in file.read_text("utf-8") for file in (repository / "central").rglob("*.py"))
    assert asks != ("ProtectClock" in _settings(folder / "quayso-central.service"))


def test_the_gateway_finds_its_folders_where_its_settings_look_for_them(folder: Path) -> None:
    """The defaults of gateway.toml lie in folders that the unit makes and owns."""
    unit = _settings(folder / "quayso-gateway.service")
    data_dir = GatewayConfig(gateway="q-03", site="trung-tam").data_dir
    assert data_dir == f"/var/lib/{unit['StateDirectory'][0]}"
    assert DEFAULT_SOCKET.startswith(f"/run/{unit['RuntimeDirectory'][0]}/")
    assert unit["Environment"] == [f"LG_WD=/run/{unit['RuntimeDirectory'][0]}"]


def _settings(unit: Path) -> dict[str, list[str]]:
    settings: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            key, _equals, value = line.partition("=")
            settings.setdefault(key, []).append(value)
    return settings


@pytest.mark.skipif(
    not Path("/lib/systemd/system/mosquitto.service").exists(), reason="mosquitto's unit is not installed"
)
@pytest.mark.parametrize(("wrong", "is_clean"), [("LimitNOFILE", True), ("LimitNOFILES", False)])
def test_the_addition_to_mosquitto_fits_debians_unit(folder: Path, tmp_path: Path, wrong: str, is_clean: bool) -> None:
    """Debian's own unit with our addition is clean; with a misspelt key (control) it is not."""
    unit = Path(shutil.copy("/lib/systemd/system/mosquitto.service", tmp_path))
    addition = (folder / "mosquitto.service.d" / "quayso.conf").read_text("utf-8")
    drop_in = tmp_path / "mosquitto.service.d" / "quayso.conf"
    drop_in.parent.mkdir()
    drop_in.write_text(addition.replace("LimitNOFILE=", f"{wrong}="), "utf-8")
    verdict = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verdict.returncode == 0 and not verdict.stderr) is is_clean


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not installed")
def test_the_users_and_groups_of_the_units_are_made(folder: Path, tmp_path: Path) -> None:
    """systemd-sysusers makes, on an empty system, every user and group that the units name."""
    (tmp_path / "etc").mkdir()
    verdict = subprocess.run(
        ["systemd-sysusers", f"--root={tmp_path}", str(folder / "sysusers.d" / "quayso.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verdict.returncode == 0, verdict.stderr
    users = {line.partition(":")[0] for line in (tmp_path / "etc/passwd").read_text("utf-8").splitlines()}
    groups = {line.partition(":")[0] for line in (tmp_path / "etc/group").read_text("utf-8").splitlines()}
    for name in [*UNITS, "quayso-backup.service", "quayso-renew.service", KIOSK]:
        unit = _settings(folder / name)
        assert unit["User"][0] in users
        named = {unit["Group"][0], *unit.get("SupplementaryGroups", [""])[0].split()}
        assert named <= groups | DEBIAN_GROUPS
