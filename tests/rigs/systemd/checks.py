"""What must hold once central and a gateway are installed in a booted tree; each check says what was seen."""

import time
from typing import Any

from booted import Booted

UNITS = ("quayso-gateway.service", "quayso-central.service", "quayso-claim.service", "quayso-kiosk.service",
         "quayso-backup.service", "quayso-renew.service")  # fmt: skip


def all_of(tree: Booted, steps: Any) -> None:
    """In an order in which each leaves the next a running system."""
    for check in (units_are_sound, sandbox_is_in_force, hung_gateway, killed_ones, backup_and_restore, without_network):
        steps.done(check(tree))
    for check in (upgrade, removal):
        steps.done(check(tree))


def units_are_sound(tree: Booted) -> str:
    """Debian 13's own systemd and udev, with the real programs in place."""
    done = tree.run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *UNITS[:3], *UNITS[4:])
    assert done.stderr.strip() == "", done.stderr
    rules = tree.run("udevadm", "verify", "/etc/udev/rules.d/70-quayso.rules", check=False)
    assert rules.returncode == 0, rules.stdout + rules.stderr
    scores = []
    for unit in UNITS:
        if tree.said("systemctl", "show", "-P", "LoadState", unit) == "loaded":
            last = tree.said("systemd-analyze", "security", "--no-pager", unit).splitlines()[-1]
            scores.append(f"{unit.removeprefix('quayso-').removesuffix('.service')} {last.split(':')[1].split()[0]}")
    assert all(float(score.split()[1]) <= 2.5 for score in scores), scores
    return f"systemd 257 và udev không chê gì · have nothing to say; exposure: {', '.join(scores)}"


def sandbox_is_in_force(tree: Booted) -> str:
    """Looked at from inside the namespaces of the running gateway; a plain service (control) may all of it."""
    pid = tree.pid("quayso-gateway")
    status = tree.run("cat", f"/proc/{pid}/status").stdout
    held = {line.split(":")[0]: line.split(":")[1].strip() for line in status.splitlines() if ":" in line}
    assert (held["Seccomp"], held["NoNewPrivs"], int(held["CapEff"], 16)) == ("2", "1", 0), held
    mounts = tree.run("cat", f"/proc/{pid}/mounts").stdout
    assert any(line.split()[1] == "/" and "ro" in line.split()[3].split(",") for line in mounts.splitlines())
    tried = ["touch /etc/x", "touch /usr/x"]
    properties = ("User=quayso-gateway", "ProtectSystem=strict", "DevicePolicy=closed", "NoNewPrivileges=yes")
    strict = [word for one in properties for word in ("-p", one)]
    for attempt in tried:
        assert tree.run("systemd-run", "--wait", "-q", *strict, "sh", "-c", attempt, check=False).returncode != 0
        assert tree.run("systemd-run", "--wait", "-q", "sh", "-c", attempt, check=False).returncode == 0, "control"
    return "hộp cát có hiệu lực: seccomp 2, không quyền nào, / chỉ đọc · the sandbox is in force"


def hung_gateway(tree: Booted) -> str:
    """A frozen process is killed by the watchdog and a new one gets ready."""
    before = tree.pid("quayso-gateway")
    begun = time.monotonic()
    tree.run("kill", "-STOP", before)
    tree.wait(lambda: _is_another(tree, "quayso-gateway", before), 90, "the watchdog")
    journal = tree.said("journalctl", "-u", "quayso-gateway", "--no-pager", "-n", "40")
    assert "Watchdog timeout" in journal, journal
    return (
        f"gateway treo: mạch canh khởi động lại sau · a hung gateway ran again after {time.monotonic() - begun:.0f} s"
    )


def killed_ones(tree: Booted) -> str:
    """SIGKILL for gateway, central and broker; all come back by themselves."""
    for unit in ("quayso-gateway", "quayso-central", "mosquitto"):
        before = tree.pid(unit)
        tree.run("kill", "-KILL", before)
        tree.wait(lambda unit=unit, before=before: _is_another(tree, unit, before), 60, unit)  # type: ignore[misc]
    tree.wait(lambda: is_healthy(tree), 60, "/healthz")
    tree.wait(lambda: _acknowledged(tree), 60, "acknowledged lines")
    return "gateway, trung tâm, mosquitto bị giết: tự chạy lại, mọi dòng đã được nhận · killed, back, all acknowledged"


def backup_and_restore(tree: Booted) -> str:
    """The unit's own backup, then the restore command; the gateway sends again what the copy lacks; audit is clean."""
    tree.run("systemctl", "start", "quayso-backup.service")
    (made,) = list((tree.root / "var/backups/quayso").glob("quayso-*.tar.gz"))
    tree.run("systemctl", "restart", "quayso-gateway")
    tree.wait(lambda: _acknowledged(tree), 60, "lines after the backup")
    lines = _lines(tree)
    words = ["runuser", "-u", "quayso-central", "--", "quayso", "restore", "--config", "/etc/quayso/central.toml"]
    words += ["--from", f"/var/backups/quayso/{made.name}"]
    assert tree.run(*words, check=False).returncode == 3, "control: refused while central runs"
    tree.run("systemctl", "stop", "quayso-central")
    tree.run(*words)
    assert _lines(tree) < lines
    tree.run("systemctl", "start", "quayso-central")
    tree.wait(lambda: _lines(tree) >= lines, 90, "the lines that the copy lacked")
    tree.run("runuser", "-u", "quayso-central", "--", "quayso", "audit", "--config", "/etc/quayso/central.toml")
    return f"sao lưu, khôi phục: {lines} dòng lại đủ, audit 0 · restored, all lines are back"


def without_network(tree: Booted) -> str:
    """A boot with no link but loopback, broker and central switched off: the gateway gets ready all the same."""
    tree.run("systemctl", "disable", "mosquitto", "quayso-central")
    tree.off()
    tree.boot()
    took = tree.wait(lambda: tree.said("systemctl", "is-active", "quayso-gateway") == "active", 60, "the gateway")
    assert tree.said("systemctl", "is-active", "mosquitto") != "active"
    tree.run("systemctl", "enable", "--now", "mosquitto", "quayso-central")
    tree.wait(lambda: is_healthy(tree), 60, "/healthz")
    return (
        f"khởi động không mạng, không máy chủ: gateway chạy · boots without network or broker ({took:.1f} s after boot)"
    )


def upgrade(tree: Booted) -> str:
    """The same command again: a backup first, settings and data stay, the gateway is acknowledged afterwards."""
    before = len(list((tree.root / "var/backups/quayso").glob("quayso-*.tar.gz")))
    tree.run("bash", "/srv/tools/install_central.sh", "--wheels", "/srv/wheels", timeout_s=600)
    tree.run("bash", "/srv/tools/install_gateway.sh", "--from", "/srv/wheels", timeout_s=600)
    assert len(list((tree.root / "var/backups/quayso").glob("quayso-*.tar.gz"))) == before + 1
    tree.wait(lambda: is_healthy(tree) and _acknowledged(tree), 90, "both after the upgrade")
    return "nâng cấp: sao lưu trước, rồi chạy tiếp · upgraded, with a backup first"


def removal(tree: Booted) -> str:
    """Programs and units go, data stay; with --purge they go too, backups never."""
    tree.run("bash", "/srv/tools/install_gateway.sh", "--remove")
    tree.run("bash", "/srv/tools/install_central.sh", "--remove")
    assert (tree.root / "var/lib/quayso-central/central.db").exists() and (tree.root / "var/lib/quayso").exists()
    assert not (tree.root / "opt/quayso").exists()
    tree.run("bash", "/srv/tools/install_central.sh", "--remove", "--purge")
    assert not (tree.root / "var/lib/quayso-central").exists()
    assert list((tree.root / "var/backups/quayso").glob("quayso-*.tar.gz"))
    return "gỡ: dữ liệu còn; --purge: chỉ còn bản sao lưu · removed"


def _is_another(tree: Booted, unit: str, before: str) -> bool:
    return tree.pid(unit) not in ("0", before) and tree.said("systemctl", "is-active", unit) == "active"


def is_healthy(tree: Booted) -> bool:
    """Whether central says over TLS that everything is there."""
    ca = "/var/lib/quayso-central/authority/quayso-ca.crt"
    context = f"ssl.create_default_context(cafile='{ca}')"
    ask = f"import ssl, urllib.request as u; u.urlopen('https://localhost:8443/healthz', context={context})"
    return tree.run("python3", "-c", ask, check=False).returncode == 0


def _lines(tree: Booted) -> int:
    return _ask(tree, "/var/lib/quayso-central/central.db", "SELECT count(*) FROM events")


def _acknowledged(tree: Booted) -> bool:
    """Whether central holds the last line of the gateway's journal."""
    last = _ask(tree, "/var/lib/quayso/journal.db", "SELECT max(seq) FROM lines")
    joined = "events e JOIN streams s ON s.id = e.stream_id WHERE s.gateway <> 'central'"
    return 0 < last <= _ask(tree, "/var/lib/quayso-central/central.db", f"SELECT max(e.seq) FROM {joined}")


def _ask(tree: Booted, store: str, question: str) -> int:
    """One number out of a store that is in use."""
    ask = f"import sqlite3; print(sqlite3.connect({store!r}, timeout=30).execute({question!r}).fetchone()[0] or 0)"
    return int(tree.run("python3", "-c", ask).stdout)
