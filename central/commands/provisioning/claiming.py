"""`claim`, `batch`, `spare`, `revoke`: boxes come and go."""

import argparse
import csv
import sys
from pathlib import Path

from central.commands.opening import DONE, WRONG_INPUT, Stopped, unreadable
from central.commands.provisioning.common import Acts, add_act, by_whom, opened
from central.config import CentralConfig
from central.provisioning.answers import claim_url
from central.provisioning.batch import read_batch
from central.provisioning.boot_files import boot_files
from central.provisioning.claims import newest_claims
from central.provisioning.desk import now_ms
from central.provisioning.devices import ROLES, Device, Network
from central.provisioning.files import SECRET, write_file
from central.provisioning.orders import Order
from central.provisioning.wirings import WIRINGS
from central.store.engine import reading


def add_to(acts: Acts) -> None:
    """The words of this module."""
    parser = acts.add_parser("claim", help="mã nhận máy / claims of new boxes")
    words = parser.add_subparsers(required=True, metavar="VIỆC")
    new = add_act(words, "add", "thêm một máy, in mã một lần / add a box, its code is printed once", _add)
    add = new.add_argument
    add("--site", default="")
    add("--counters", nargs="*", default=[], metavar="SỐ")
    add("--roles", nargs="+", default=[], choices=ROLES)
    add("--wiring", choices=tuple(WIRINGS), default="gpio")
    add("--gateway", default="", help="mã máy; không có thì tự đặt / its id, else one is found")
    add("--host", default="", help="địa chỉ của máy trong trung tâm / where others of the centre reach it")
    add("--address", default="", help="192.168.10.21/24; không có thì DHCP / else DHCP")
    add("--router", default="")
    add("--dns", nargs="*", default=[])
    add("--proxy", default="", help="http://proxy:3128")
    add("--web-only", action="store_true", help="chỉ ra được cổng web: MQTT qua WebSocket / MQTT over WebSocket")
    add("--days", type=int, default=0, help="mã có hiệu lực bao nhiêu ngày / for how many days")
    add("--replaces", help="thay chỗ máy này; máy cũ bị thu hồi khi máy mới nhận mã / takes its place")
    add("--output", type=Path, metavar="THƯ MỤC", help="ghi tệp cho thẻ nhớ / write the card's files")
    add_act(words, "list", "các máy và mã / boxes and claims", _list)
    many = add_act(acts, "batch", "nhiều máy từ một bảng CSV / many boxes from one table", _batch)
    many.add_argument("file", type=Path, metavar="FILE.csv")
    many.add_argument("--output", type=Path, required=True, metavar="THƯ MỤC")
    spare = add_act(acts, "spare", "tệp thẻ nhớ cho máy dự phòng, chưa có mã / a spare box's card", _spare)
    spare.add_argument("--output", type=Path, required=True, metavar="THƯ MỤC")
    gone = add_act(acts, "revoke", "thu hồi mọi quyền của một máy / take every right from a box", _revoke)
    gone.add_argument("gateway", metavar="MÃ MÁY")


def _add(arguments: argparse.Namespace) -> int:
    network = Network(arguments.address, arguments.router, tuple(arguments.dns), arguments.proxy, arguments.web_only)
    order = Order(
        site=arguments.site,
        roles=tuple(arguments.roles),
        counters=tuple(arguments.counters),
        wiring=arguments.wiring,
        gateway=arguments.gateway,
        host=arguments.host,
        network=network,
        days=arguments.days,
        replaces=arguments.replaces,
    )
    with opened(arguments) as (config, _, desk):
        url = _url(config)
        desk.keyring.signing()
        [(device, code)] = desk.add([order], by_whom())
        print(f"{device.gateway}\t{code}")
        if arguments.output is not None:
            _write_card(arguments.output, boot_files(url, desk.keyring.bundle(), device, code, _zone(config, device)))
    return DONE


def _batch(arguments: argparse.Namespace) -> int:
    with opened(arguments) as (config, _, desk):
        url = _url(config)
        desk.keyring.signing()
        try:
            text = arguments.file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = unreadable(arguments.file, error) if isinstance(error, OSError) else f"{arguments.file}: UTF-8?"
            raise Stopped(WRONG_INPUT, why) from None
        orders, wrong = read_batch(text, config.sites, config.provisioning.host)
        if wrong:
            raise Stopped(WRONG_INPUT, "\n".join(map(str, wrong)))
        made = desk.add(orders, by_whom())
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["gateway", "site", "counters", "code"])
        for device, code in made:
            files = boot_files(url, desk.keyring.bundle(), device, code, _zone(config, device))
            _write_card(arguments.output / device.gateway, files)
            writer.writerow([device.gateway, device.site, "|".join(device.counters), code])
    return DONE


def _spare(arguments: argparse.Namespace) -> int:
    with opened(arguments) as (config, _, desk):
        _write_card(arguments.output, boot_files(_url(config), desk.keyring.bundle(), None, None))
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    with opened(arguments) as (_, engine, desk):
        with reading(engine) as connection:
            claims = newest_claims(connection)
        for device in desk.devices():
            claim = claims.get(device.gateway)
            state = claim.state(now_ms()) if claim else "-"
            print("\t".join([device.gateway, device.site, device.state, "|".join(device.counters) or "-", state]))
    return DONE


def _revoke(arguments: argparse.Namespace) -> int:
    with opened(arguments) as (_, _, desk):
        if not desk.retire(arguments.gateway):
            raise Stopped(WRONG_INPUT, f"không có máy “{arguments.gateway}” / there is no such box")
        print(f"Đã thu hồi · revoked: {arguments.gateway}")
    return DONE


def _url(config: CentralConfig) -> str:
    url = claim_url(config)
    if url is None or config.web.cert is None:
        raise Stopped(
            WRONG_INPUT,
            "central.toml cần [provisioning] host và [web] cert, key: quayso provision init lập đủ"
            " / [provisioning] host and [web] cert, key are needed",
        )
    return url


def _zone(config: CentralConfig, device: Device) -> str:
    return config.sites[device.site].timezone


def _write_card(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        write_file(folder / name, text, SECRET)
