"""Central's own certificates: towards the broker, of the broker, of the pages. Made with the authority, again with each
rotation."""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from sqlalchemy import Connection

from central.config import CentralConfig
from central.provisioning import certificates
from central.provisioning.authority import Issued, key_pem, new_key, sign
from central.provisioning.broker_files import SERVER_CERT, SERVER_KEY
from central.provisioning.files import PUBLIC, SECRET, SHARED, write_file
from central.provisioning.keyring import Keyring
from contract.ids import CENTRAL_GATEWAY

DAYS = 20 * 365
"""As long as the authority: nobody is there at night to renew them; a rotation makes new ones, and so does `renew`."""
BUNDLE = "quayso-ca.crt"
OWN_CERT, OWN_KEY = "central.crt", "central.key"
WEB_CERT, WEB_KEY = "web.crt", "web.key"
HERE = ("localhost", "127.0.0.1")


def issue_own(connection: Connection, config: CentralConfig, keyring: Keyring, now_ms: int) -> None:
    """Make and write them all. Raises NoAuthority, OSError."""
    settings = config.provisioning
    folder, broker = Path(settings.folder or "authority"), Path(settings.broker_folder or "broker")
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    hosts = [*([settings.host] if settings.host else []), *HERE]
    server = settings.host or HERE[0]
    places: list[tuple[str, list[str], Path, Path, int]] = [
        (CENTRAL_GATEWAY, [], folder / OWN_CERT, folder / OWN_KEY, SECRET),
        (f"{server}:mqtt"[:64], hosts, broker / SERVER_CERT, broker / SERVER_KEY, SHARED),
        (f"{server}:web"[:64], hosts, folder / WEB_CERT, folder / WEB_KEY, SECRET),
    ]
    write_file(folder / BUNDLE, keyring.bundle(), PUBLIC)
    for name, serves, cert_file, key_file, mode in places:
        key = new_key()
        issued: Issued = sign(keyring.signing(), name, key.public_key(), now, DAYS, serves)
        certificates.keep(connection, issued, now_ms)
        write_file(key_file, key_pem(key), mode)
        write_file(cert_file, issued.pem, PUBLIC)


def own_expiry_ms(config: CentralConfig) -> int | None:
    """When the first of them ends; None when one is missing or cannot be read."""
    folder, broker = (
        Path(config.provisioning.folder or "authority"),
        Path(config.provisioning.broker_folder or "broker"),
    )
    try:
        read = [
            x509.load_pem_x509_certificate(path.read_bytes())
            for path in (folder / OWN_CERT, folder / WEB_CERT, broker / SERVER_CERT)
        ]
    except (OSError, ValueError):
        return None
    return min(int(one.not_valid_after_utc.timestamp() * 1000) for one in read)
