"""From an empty central to a counted press, over real TLS and the real mosquitto, without editing a file."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulator.broker import find_mosquitto
from simulator.gateway_process import GatewayProcess

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

OFFICERS = "code,name,agency,role,valid_from,valid_to,employment\ncb-01,Nguyễn Thị Mẫu,,,,,\n"


@pytest.mark.parametrize(
    "way",
    ["certificates", *(pytest.param(way, marks=pytest.mark.long) for way in ("passwords", "websocket behind a proxy"))],
)
def test_from_an_empty_central_to_a_counted_press(
    province: Callable[..., Any], steps: Any, no_secret: Callable[[str], list[str]], connect_proxy: Any, way: str
) -> None:
    """Every step of commissioning by the product's own commands; the press stands in the report in the end."""
    here = province(*(["--passwords"] if way == "passwords" else []))
    network = ["--web-only", "--proxy", connect_proxy.url] if "proxy" in way else []
    steps.done("central.toml, cơ quan cấp chứng chỉ · settings and authority")
    (here.folder / "officers.csv").write_text(OFFICERS, "utf-8")
    here.quayso("import", "officers", "officers.csv", "--config", here.config, "--site", "xa-mau")
    here.provision("broker")
    here.start_broker()
    here.start_central()
    steps.done("mosquitto và quayso central chạy · both run")
    box = here.card("q3", "--site", "xa-mau", "--roles", "counter", "--counters", "3", "--wiring", "software", *network)
    steps.done("Thêm thiết bị, tệp cho thẻ nhớ · the card's files")
    said = here.claim(box)
    assert "xa-mau-q3" in said
    steps.done("lần bật đầu tiên: khóa, chứng chỉ, cấu hình · first boot")
    assert no_secret((box / "boot" / "user-data").read_text("utf-8")) == [], "the code is still on the card"
    gateway = GatewayProcess(box / "etc" / "gateway.toml", box / "run")
    try:
        gateway.start()
        here.wait_until(lambda: "quayso/v1/status/xa-mau-q3" in here.broker.log(), timeout_s=20, what="its birth")
        steps.done("máy đã báo có mặt · birth seen")
        gateway.press("bang-3", "good")
        here.wait_until(lambda: len(gateway.confirmed()) == 1, timeout_s=20, what="the lamp")
        here.wait_until(lambda: counted(here) == 1, timeout_s=40, what="the press in the report")
        steps.done("một lần bấm đã được tính · one press counted")
    finally:
        gateway.stop()
    assert steps.end() < 120
    assert connect_proxy.asked == ([here.web_port, here.websocket_port] if network else [])
    assert "Denied" not in here.broker.log()
    logs = "".join(path.read_text("utf-8", "replace") for path in here.folder.rglob("*.log"))
    assert no_secret(logs + said) == [], "a secret stands in a log"


def counted(here: Any) -> int:
    """How many ratings the officers' report counts."""
    today = datetime.now(UTC).date()
    around = ("--from", today - timedelta(days=1), "--to", today + timedelta(days=1))
    output = here.folder / "report.json"
    words = ("--config", here.config, "--site", "xa-mau", *around, "--format", "json", "--output", output)
    here.quayso("report", "officer-ratings", *words)
    rows = json.loads(output.read_text("utf-8"))["rows"]
    return int(next(row["ratings"] for row in rows if row["row_kind"] == "total"))
