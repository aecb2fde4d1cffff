"""A gateway's settings in a folder, and configurations that central might wish."""

import json
from datetime import date

import msgspec
import pytest

from contract.configuration import fingerprint, pushed
from contract.messages import ConfigPushed
from contract.site import Agency, Counter, Officer, RatingRules, SiteConfig
from contract.toml_writer import to_toml

GATEWAY = {
    "gateway": "q-03",
    "site": "mau",
    "panels": [
        {
            "name": "nut-3", "driver": "dummy", "counter": "3",
            "buttons": [{"level": level} for level in ("good", "fair", "average", "poor")],
        }
    ],
}  # fmt: skip


def site_with(**more) -> SiteConfig:
    """A small centre."""
    return SiteConfig(
        **{
            "site": "mau",
            "name": "Trung tâm mẫu",
            "ratings": (RatingRules("4-level", "free", date(2020, 1, 1)),),
            "counters": (Counter("3"),),
            "officers": (Officer("cb-01", "Lò Thị Mai", "Sở Tư pháp"),),
            "agencies": (Agency("Sở Tư pháp", "Sở Tư pháp"),),
            **more,
        }
    )


def changed_wish(change, version=8) -> ConfigPushed:
    """A wish whose content was changed and whose hash fits."""
    values = json.loads(msgspec.json.encode(site_with()))
    change(values)
    return ConfigPushed(version, fingerprint(values, {}), values, {})


@pytest.fixture
def make_site():
    """Makes a centre: ``make_site(name=…)``."""
    return site_with


@pytest.fixture
def wish():
    """What central wishes: ``wish(7, name=…)``."""
    return lambda version=7, **more: pushed(version, site_with(**more))


@pytest.fixture
def broken():
    """A wish that was changed: ``broken(lambda site: …)``."""
    return changed_wish


@pytest.fixture
def config_file(tmp_path):
    """The settings of a counter as it was set up."""
    settings = {**GATEWAY, "data_dir": str(tmp_path / "data"), "control": {"socket": str(tmp_path / "s")}}
    (tmp_path / "gateway.toml").write_text(to_toml(settings, "-"), "utf-8")
    (tmp_path / "site.toml").write_text(to_toml(site_with(), "-"), "utf-8")
    return tmp_path / "gateway.toml"
