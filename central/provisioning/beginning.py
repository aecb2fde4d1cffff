"""``quayso provision init``: the `central.toml` of a new server, complete, with every path and secret in it."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from central.provisioning.broker_files import hash_password, password_line
from central.provisioning.broker_folder import CENTRAL_PASSWORD
from central.provisioning.files import SECRET, SHARED, write_file
from central.provisioning.own import BUNDLE, OWN_CERT, OWN_KEY, WEB_CERT, WEB_KEY
from central.provisioning.settings import Access
from contract.ids import CENTRAL_GATEWAY
from contract.toml_writer import to_toml

REMARK = "Quầy Số, máy chủ trung tâm; tệp mẫu central.toml giải thích từng khóa · the example explains every key"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new central is told."""

    host: str
    site: str
    name: str
    data: Path
    broker_folder: Path
    ratings: str = "per-ticket"
    scale: str = "4-level"
    listen: str = "0.0.0.0"
    web_port: int = 8443
    mqtt_port: int = 8883
    websocket_port: int | None = None
    access: Access = "certificates"
    broker_pid_file: str | None = None


def central_toml(told: Beginning, password: str | None) -> str:
    """The text of the file."""
    authority = told.data / "authority"
    own = (
        {"cert": str(authority / OWN_CERT), "key": str(authority / OWN_KEY)}
        if password is None
        else {"username": CENTRAL_GATEWAY, "password": password}
    )
    return to_toml(
        {
            "web": {
                "host": told.listen,
                "port": told.web_port,
                "cert": str(authority / WEB_CERT),
                "key": str(authority / WEB_KEY),
            },
            "broker": {"host": "localhost", "port": told.mqtt_port, "ca": str(authority / BUNDLE), **own},
            "database": {"url": f"sqlite:///{told.data / 'central.db'}"},
            "provisioning": {
                "host": told.host,
                "mqtt_port": told.mqtt_port,
                "websocket_port": told.websocket_port,
                "access": told.access,
                "folder": str(authority),
                "broker_folder": str(told.broker_folder),
                "broker_pid_file": told.broker_pid_file,
            },
            "sites": {
                told.site: {
                    "name": told.name,
                    "scale": told.scale,
                    "ratings": told.ratings,
                    "secret": secrets.token_urlsafe(32),
                }
            },
        },
        REMARK,
    )


def begin(told: Beginning, config_file: Path) -> None:
    """Write the file and, where passwords are used, central's own. Raises FileExistsError, OSError."""
    if config_file.exists():
        raise FileExistsError(config_file)
    password = secrets.token_urlsafe(16) if told.access == "passwords" else None
    if password is not None:
        line = password_line(CENTRAL_GATEWAY, hash_password(password))
        write_file(told.data / "authority" / CENTRAL_PASSWORD, line + "\n", SECRET)
    write_file(config_file, central_toml(told, password), SHARED)
