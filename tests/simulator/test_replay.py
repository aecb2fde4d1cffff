"""The published table pressed through the whole product, through either broker."""

import signal
import subprocess
import sys
import tomllib

import pytest

from simulator.broker import find_mosquitto, has_iotcore

pytestmark = pytest.mark.slow

NAME = "bac_kan_20210101-20210614_ratings.csv"
MISSING = {
    "mosquitto": pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
    "iotcore": pytest.mark.skipif(not has_iotcore(), reason="the package iotcore is not installed"),
}


def demo(*words, timeout_s=150, stderr=subprocess.STDOUT):
    """Run `quayso demo` to its end."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "quayso", "demo", *words],
        stdout=subprocess.PIPE, stderr=stderr, text=True, timeout=timeout_s, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("broker", [pytest.param(name, marks=mark) for name, mark in MISSING.items()])
def test_the_replay_equals_the_table(tmp_path, broker):
    """1.742 presses through pins, journal, broker, ingest and report: 17 of 17 rows, 1.736 / 4 / 2 / 0."""
    done = demo("--replay", NAME, "--data", str(tmp_path / "data"), "--broker", broker)
    assert done.returncode == 0, done.stdout
    assert "17/17 hàng bằng nhau" in done.stdout
    assert "Tốt 1.736 · Khá 4 · Trung bình 2 · Kém 0" in done.stdout
    assert "the published numbering skips 12" in done.stdout
    audit = subprocess.run(
        [sys.executable, "-P", "-m", "quayso", "audit", "--config", str(tmp_path / "data" / "central.toml")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert audit.returncode == 0, audit.stdout + audit.stderr
    site = tomllib.loads((tmp_path / "data" / "central.toml").read_text("utf-8"))["sites"].popitem()[0]
    config = str(tmp_path / "data" / "central.toml")
    period = ["--from", "2021-01-01", "--to", "2021-06-14"]
    words = ["--config", config, "--site", site, *period, "--output", str(tmp_path / "proof")]
    export = subprocess.run(
        [sys.executable, "-P", "-m", "quayso", "export", "proof", *words],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert export.returncode == 0, export.stdout + export.stderr
    verify = [sys.executable, "-I", "-S", str(tmp_path / "proof" / "verify.py")]
    proof = subprocess.run(verify, capture_output=True, text=True, timeout=60, check=False)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "1742 lượt tính lại được" in proof.stdout


def test_a_report_that_differs_is_named(tmp_path):
    """The control: a table that was changed after it was pressed ends with 1 and the row that differs."""
    table = tmp_path / "small_20210301-20210305_ratings.csv"
    table.write_text("no,officer,agency,good,fair,average,poor\n1,Người Một,Sở A,3,0,1,0\n2,Người Hai,Sở B,1,0,0,0\n")
    changing = (
        "import sys, simulator.replay.command as command\n"
        "real = command.compare\n"
        "command.compare = lambda table, report: real(table, report.replace('Sở B,1', 'Sở B,2'))\n"
        "import quayso\n"
        "sys.exit(quayso.main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", changing, "demo", "--replay", str(table), "--data", str(tmp_path / "data")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "cb-02 (số/no 2), good: bảng/table 1, báo cáo/report 2" in done.stdout
    again = demo("--replay", str(table), "--data", str(tmp_path / "data"))
    assert again.returncode == 2
    assert "is not empty" in again.stdout


def test_bad_files_end_with_status_2(tmp_path):
    """A bad file ends with 2 and says file, row, column and what is allowed; no traceback, nothing started."""
    table = tmp_path / "x_20210301-20210305_y.csv"
    table.write_text("no,officer,agency,good,fair,average,poor\n1,A,B,-1,0,0,0\n")
    done = demo("--replay", str(table), "--data", str(tmp_path / "data"), stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert f"{table.name}, dòng/row 2, cột/column good" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "data").exists()


def test_an_interrupted_replay_stops_cleanly(tmp_path, wait_until):
    """Ctrl-C in the middle of a replay ends it with 130 within 5 s."""
    output = tmp_path / "terminal.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "quayso", "demo", "--replay", NAME, "--data", str(tmp_path / "data")],
            stdout=file, stderr=file,
        )  # fmt: skip
    wait_until(lambda: "đèn xác nhận" in output.read_text("utf-8"), 40.0)
    process.send_signal(signal.SIGINT)
    assert process.wait(8) == 130
    assert "Traceback" not in output.read_text("utf-8")
