"""An empty central with an authority, and boxes that show codes to it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine

from central.config import CentralConfig, CentralSite
from central.provisioning.authority import new_key
from central.provisioning.claiming import ClaimDesk
from central.provisioning.desk import Desk
from central.provisioning.settings import ProvisioningConfig
from contract.claims import ClaimRequest

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class Times:
    """Central's two clocks, moved by hand."""

    def __init__(self) -> None:
        self.ms = int(NOON.timestamp() * 1000)
        self.s = 1000.0

    def days(self, days: float) -> None:
        """Let days pass."""
        self.ms += int(days * 86_400_000)
        self.s += days * 86_400


@pytest.fixture
def times() -> Times:
    """A Monday at noon in Vietnam."""
    return Times()


@pytest.fixture
def settings(tmp_path: Path, config: CentralConfig) -> CentralConfig:
    """Two sites, and folders of the test's own."""
    provisioning = ProvisioningConfig(
        host="quayso.mau.vn", folder=str(tmp_path / "authority"), broker_folder=str(tmp_path / "broker")
    )
    sites = {**config.sites, "xa-mau": CentralSite(name="Xã Mẫu", ratings="free")}
    return msgspec.structs.replace(config, provisioning=provisioning, sites=sites)


@pytest.fixture
def desk(engine: Engine, settings: CentralConfig, times: Times) -> Desk:
    """Provisioning with an authority."""
    made = Desk(engine, settings, lambda: times.ms)
    made.keyring.create(NOON)
    return made


@pytest.fixture
def claiming(engine: Engine, settings: CentralConfig, desk: Desk, times: Times) -> ClaimDesk:
    """The public side."""
    return ClaimDesk(engine, settings, desk, lambda: times.ms, lambda: times.s)


def request_of(name: str = "box") -> str:
    """A request for a certificate of a new key; what name it asks for is nobody's business."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    )
    return builder.sign(new_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture(scope="session")
def box() -> Callable[..., ClaimRequest]:
    """Makes what a new box sends: ``box(code)``, with another key each time."""
    return lambda code, csr=None, **said: ClaimRequest(code, csr or request_of(), **said)
