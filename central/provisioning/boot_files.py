"""The files for the boot partition of a card: cloud-init's `user-data`, `network-config` and `meta-data`. Pure.

Whoever has these files can become the device until somebody did: they are made for a download and stored nowhere.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence

from central.provisioning.devices import Device, Network
from contract.claims import ClaimFile
from contract.toml_writer import to_toml

CLAIM_PATH = "/etc/quayso/claim.toml"
REMARK = "Mã nhận máy, dùng một lần: không sửa, không gửi cho ai · one-time claim: never edit it, show it to nobody"
README = """Quầy Số: {gateway} ({site})

1. Ghi Raspberry Pi OS (bản có Quầy Số) vào thẻ nhớ.
2. Chép ba tệp user-data, network-config, meta-data vào phân vùng "bootfs" của thẻ, thay các tệp cùng tên.
3. Cắm thẻ vào máy, cắm dây mạng, bật nguồn và đợi khoảng 2 phút.
   Mã chỉ dùng được một lần, đến hết hạn đã chọn. Giữ thẻ như giữ chìa khóa cho đến khi máy đã nhận.

1. Write Raspberry Pi OS (the image with Quầy Số) to the card.
2. Copy the three files to the card's partition "bootfs", over those of the same names.
3. Put the card into the box, connect the network, switch it on and wait about 2 minutes.
   The code works once. Until the box has taken it, guard the card like a key.
"""


def claim_toml(url: str, authorities: str, device: Device | None, code: str | None, proxy: str = "") -> str:
    """The claim as the box reads it. Without device and code: a spare box on which somebody types a code."""
    claim = ClaimFile(
        url=url,
        ca=authorities,
        code=code,
        gateway=device.gateway if device else None,
        site=device.site if device else None,
        proxy=proxy or None,
    )
    return to_toml(claim, REMARK)


def user_data(host_name: str, timezone: str, claim: str) -> str:
    """What cloud-init does at the first boot. Values are written as JSON, which YAML reads as it is."""
    lines = [
        "#cloud-config",
        f"# {REMARK}",
        f"hostname: {json.dumps(host_name)}",
        "manage_etc_hosts: true",
        f"timezone: {json.dumps(timezone)}",
        "ssh_pwauth: false",
        "write_files:",
        f"- path: {CLAIM_PATH}",
        "  owner: root:root",
        "  permissions: '0600'",
        f"  content: {json.dumps(claim, ensure_ascii=False)}",
        "runcmd:",
        "- [systemctl, start, --no-block, quayso-claim.service]",
    ]
    return "\n".join(lines) + "\n"


def network_config(network: Network) -> str:
    """The wired network, by DHCP or with a fixed address; a box without a cable starts all the same."""
    lines = ["network:", "  version: 2", "  ethernets:", "    eth0:", "      optional: true"]
    if not network.address:
        return "\n".join([*lines, "      dhcp4: true"]) + "\n"
    lines += ["      dhcp4: false", f"      addresses: [{json.dumps(network.address)}]"]
    if network.router:
        lines.append(f"      routes: [{{to: default, via: {json.dumps(network.router)}}}]")
    if network.name_servers:
        lines.append(f"      nameservers: {{addresses: {json.dumps(list(network.name_servers))}}}")
    return "\n".join(lines) + "\n"


def boot_files(
    url: str, authorities: str, device: Device | None, code: str | None, timezone: str = "Asia/Ho_Chi_Minh"
) -> dict[str, str]:
    """Every file of a card by its name."""
    network = device.network if device else Network()
    name = device.gateway if device else "quayso-du-phong"
    claim = claim_toml(url, authorities, device, code, network.proxy)
    return {
        "user-data": user_data(name, timezone, claim),
        "network-config": network_config(network),
        "meta-data": f"instance-id: {name}-{(device.created_ms if device else 0)}\n",
        "DOC-TRUOC.txt": README.format(gateway=name, site=device.site if device else "dự phòng"),
    }


def packed(cards: Mapping[str, Mapping[str, str]], lists: Sequence[tuple[str, str]] = ()) -> bytes:
    """Cards as one ZIP file: a folder for each, its files at the top where there is one card alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, files in cards.items():
            for name, text in files.items():
                archive.writestr(name if len(cards) == 1 else f"{folder}/{name}", text)
        for name, text in lists:
            archive.writestr(name, text)
    return buffer.getvalue()
