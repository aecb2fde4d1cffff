"""`provision ca renew`: central's own certificates are made anew in time, and boxes that must come again are named."""

import subprocess

import pytest

from central.provisioning.own import own_expiry_ms
from quayso import main

pytestmark = pytest.mark.slow


@pytest.fixture
def config(tmp_path):
    """A new central with its authority."""
    folder, file = tmp_path / "data", tmp_path / "central.toml"
    words = ["--host", "quayso.example", "--site", "xa-mau", "--name", "Xã", "--data", folder, "--broker-folder"]
    assert main(["provision", "init", "--config", str(file), *map(str, [*words, tmp_path / "broker"])]) == 0
    assert main(["provision", "ca", "create", "--config", str(file)]) == 0
    return file


def serial(file):
    """Of central's certificate towards the broker."""
    cert = file.parent / "data/authority/central.crt"
    return subprocess.run(["openssl", "x509", "-serial", "-noout", "-in", cert], capture_output=True, check=True).stdout


def test_what_is_good_for_years_is_left_alone(config, capsys):
    """Nothing is made, nothing is said."""
    before, _ = serial(config), capsys.readouterr()
    assert main(["provision", "ca", "renew", "--config", str(config)]) == 0
    assert (serial(config), capsys.readouterr().out) == (before, "")


@pytest.mark.parametrize("how", ["about to end", "missing"])
def test_what_is_about_to_end_or_missing_is_made_anew(config, capsys, how):
    """A new certificate, good for twenty years again."""
    from central.config import load_config

    before = serial(config)
    if how == "missing":
        (config.parent / "data/authority/web.crt").unlink()
    within = "8000" if how == "about to end" else "90"
    assert main(["provision", "ca", "renew", "--config", str(config), "--within", within]) == 0
    assert serial(config) != before
    assert "khởi động lại" in capsys.readouterr().out
    assert own_expiry_ms(load_config(config)) is not None
