"""`init`: everything of a new central, without an editor; `broker`: what mosquitto reads, written anew."""

import argparse
from pathlib import Path

from central.commands.opening import DONE, FINDINGS, WRONG_INPUT, Stopped
from central.commands.provisioning.common import Acts, add_act, opened
from central.config import load_config
from central.provisioning.beginning import Beginning, begin
from central.provisioning.broker_files import CONF
from contract.scales import SCALES
from contract.toml import ConfigRefused


def add_to(acts: Acts) -> None:
    """The words of this module."""
    init = add_act(acts, "init", "lập central.toml của một máy chủ mới / write central.toml of a new server", _init)
    add = init.add_argument
    add("--host", required=True, help="tên mà các máy dùng để tới máy chủ / the name under which boxes reach it")
    add("--site", required=True, help="mã của trung tâm / the first centre's id")
    add("--name", required=True, help="tên đầy đủ của trung tâm / its full name")
    add("--data", type=Path, default=Path("/var/lib/quayso-central"), help="nơi lưu dữ liệu / where data live")
    add("--broker-folder", type=Path, default=Path("/var/lib/quayso-broker"), help="nơi mosquitto đọc / for mosquitto")
    add("--broker-pid-file", help="tệp pid của mosquitto / mosquitto's pid file")
    add("--ratings", choices=("per-ticket", "free"), default="per-ticket")
    add("--scale", choices=tuple(SCALES), default="4-level")
    add("--listen", default="0.0.0.0")
    add("--web-port", type=int, default=8443)
    add("--mqtt-port", type=int, default=8883)
    add("--websocket-port", type=int)
    add("--passwords", action="store_true", help="mật khẩu thay chứng chỉ / passwords instead of certificates")
    add_act(acts, "broker", "viết lại cấu hình của mosquitto / write the broker's files anew", _broker)


def _init(arguments: argparse.Namespace) -> int:
    told = Beginning(
        host=arguments.host,
        site=arguments.site,
        name=arguments.name,
        data=arguments.data.resolve(),
        broker_folder=arguments.broker_folder.resolve(),
        ratings=arguments.ratings,
        scale=arguments.scale,
        listen=arguments.listen,
        web_port=arguments.web_port,
        mqtt_port=arguments.mqtt_port,
        websocket_port=arguments.websocket_port,
        access="passwords" if arguments.passwords else "certificates",
        broker_pid_file=arguments.broker_pid_file,
    )
    try:
        begin(told, arguments.config)
        load_config(arguments.config)
    except FileExistsError:
        raise Stopped(
            WRONG_INPUT, f"{arguments.config} đã có, không ghi đè / is there already, never replaced"
        ) from None
    except ConfigRefused as refused:
        # What it was told cannot stand in the file; nothing is left of it.
        arguments.config.unlink(missing_ok=True)
        raise Stopped(WRONG_INPUT, str(refused)) from None
    print(f"Đã lập · made: {arguments.config}")
    print(f"Tiếp theo · next: quayso provision ca create --config {arguments.config}")
    return DONE


def _broker(arguments: argparse.Namespace) -> int:
    with opened(arguments) as (config, _, desk):
        desk.keyring.signing()
        if not desk.refresh_broker():
            return FINDINGS
        folder = Path(config.provisioning.broker_folder or "broker")
        print(f"Đã viết · written: {folder}")
        print(f"mosquitto -c {folder / CONF}   (hoặc · or: include trong /etc/mosquitto/conf.d/)")
    return DONE
