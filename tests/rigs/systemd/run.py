"""Rig: central and a gateway installed by their installers in a booted Debian tree, under their real units.

    run.py --tree DIR --mirror URL [--wheels DIR] [--keep]

From nothing to a gateway whose lines are acknowledged, without editing a file; then kills, hangs, sandbox, a boot
without network, backup and restore, upgrade and removal. Prints each step with its time; exit status 0 when all held.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import checks  # noqa: E402
import yaml  # noqa: E402
from booted import Booted  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = "/etc/quayso/central.toml"


class Steps:
    """What was shown, and how long each took."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self.count = 0

    def done(self, what: str) -> None:
        """One more step holds."""
        now, self.count = time.monotonic(), self.count + 1
        print(f"{self.count:2d}. {now - self._last:6.1f} s  {what}", flush=True)
        self._last = now


def install_central(tree: Booted, steps: Steps) -> None:
    """One command, then its units answer."""
    tree.run("bash", "/srv/tools/install_central.sh", "--wheels", "/srv/wheels", "--host", "localhost",
             "--site", "xa-mau", "--name", "Xã Mẫu", "--ratings", "free", timeout_s=600)  # fmt: skip
    tree.wait(lambda: checks.is_healthy(tree), 60, "/healthz")
    steps.done("trung tâm: một lệnh, mosquitto TLS, /healthz 200 · central by one command")


def install_gateway(tree: Booted, steps: Steps) -> None:
    """From the folder that central serves, then claimed with the files of a card."""
    tree.run("install", "-m", "644", "/var/lib/quayso-central/authority/quayso-ca.crt", "/srv/ca.crt")
    tree.run("bash", "/srv/tools/install_gateway.sh", "--from", "https://localhost:8443/cai-dat", "--ca", "/srv/ca.crt")
    steps.done("gateway: một lệnh, tải từ trung tâm qua TLS · a gateway by one command, from central")
    tree.run("runuser", "-u", "quayso-central", "--", "quayso", "provision", "claim", "add", "--config", SETTINGS,
             "--site", "xa-mau", "--roles", "counter", "--counters", "3", "--wiring", "software",
             "--output", "/var/lib/quayso-central/card")  # fmt: skip
    card = next((tree.root / "var/lib/quayso-central/card").rglob("user-data")).read_text("utf-8")
    (claim,) = [one for one in yaml.safe_load(card)["write_files"] if one["path"].endswith("claim.toml")]
    (tree.root / "etc/quayso/claim.toml").write_text(claim["content"], "utf-8")
    tree.run("systemctl", "restart", "quayso-claim")
    tree.wait(lambda: tree.said("systemctl", "is-active", "quayso-gateway") == "active", 60, "the gateway")
    steps.done("nhận máy: khóa, chứng chỉ, cấu hình, quayso-gateway chạy · claimed and ready")


def main() -> int:
    """Everything in its order."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tree", type=Path, required=True)
    parser.add_argument("--mirror", required=True)
    parser.add_argument("--wheels", type=Path)
    parser.add_argument("--keep", action="store_true")
    words = parser.parse_args()
    tree, steps = Booted(words.tree), Steps()
    if not (words.tree / "usr").is_dir():
        tree.build(words.mirror)
        steps.done("cây Debian 13 · the tree")
    prepare(tree, words.wheels)
    steps.done("tệp cài cho Python 3.13 · wheels")
    try:
        print(f"    khởi động · boot: {tree.boot():.1f} s")
        install_central(tree, steps)
        install_gateway(tree, steps)
        checks.all_of(tree, steps)
    except AssertionError:
        print(tree.said("journalctl", "--no-pager", "-b", "-n", "60", "-u", "quayso-*", "-u", "mosquitto"))
        raise
    finally:
        tree.off() if words.keep else tree.remove()
    print(f"systemd rig: passed, {steps.count} steps")
    return 0


def prepare(tree: Booted, wheels: Path | None) -> None:
    """Installers and wheels, where a stick would bring them."""
    for name in ("tools", "wheels"):
        shutil.rmtree(tree.root / "srv" / name, ignore_errors=True)
    shutil.copytree(ROOT / "tools", tree.root / "srv/tools")
    if wheels is not None:
        shutil.copytree(wheels, tree.root / "srv/wheels")
        return
    subprocess.run([sys.executable, ROOT / "tools/wheels.py", "--to", tree.root / "srv/wheels"], check=True)


if __name__ == "__main__":
    sys.exit(main())
