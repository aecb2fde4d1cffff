"""Certificates of central's own authority: made, signed and revoked in memory. Knows no file and no store.

Every certificate begins long before it is made: a board without a clock believes that it is years ago, and must find
them valid all the same. Names come from central alone; of a request nothing but the key is taken.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
"""``notBefore`` of everything."""
AUTHORITY_DAYS = 20 * 365
LIST_DAYS = 20 * 365
"""An expired list of revoked certificates would shut every door: mosquitto then refuses everybody."""
MOST_REQUEST_BYTES = 16 * 1024


class BadRequest(ValueError):
    """Something that is no request for a certificate of a P-256 key."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority: ``number`` counts them, a new one is made by each rotation."""

    number: int
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        """Its own certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and what is stored about it."""

    serial: str
    name: str
    authority: int
    key_hash: str
    pem: str
    expires: datetime


def new_key() -> ec.EllipticCurvePrivateKey:
    """A new P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A key as the bytes of its file, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def new_authority(number: int, now: datetime) -> Authority:
    """A new authority with a key of its own."""
    key = new_key()
    name = _name(f"quayso-ca-{number}")
    builder = (
        _builder(name, name, key.public_key(), now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Authority(number, builder.sign(key, hashes.SHA256()), key)


def read_request(pem: str) -> ec.EllipticCurvePublicKey:
    """The key of a request whose sender holds it. Raises BadRequest."""
    if len(pem) > MOST_REQUEST_BYTES:
        raise BadRequest("too long")
    try:
        request = x509.load_pem_x509_csr(pem.encode("ascii"))
        key = request.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise BadRequest("the key is not of the curve P-256")
        if not request.is_signature_valid:
            raise BadRequest("not signed by its own key")
    except BadRequest:
        raise
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature) as error:
        raise BadRequest(str(error)[:200]) from None
    return key


def key_hash(key: ec.EllipticCurvePublicKey) -> str:
    """The SHA-256 of a public key, in hex: what tells one box from another."""
    data = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize().hex()


def sign(
    authority: Authority,
    name: str,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    days: int,
    serves: Iterable[str] = (),
) -> Issued:
    """A certificate whose common name is ``name``.

    ``serves``: host names and addresses under which its holder is a server too; without any it is a client alone.
    """
    hosts = list(dict.fromkeys(serves))
    purposes = [ExtendedKeyUsageOID.CLIENT_AUTH, *([ExtendedKeyUsageOID.SERVER_AUTH] if hosts else [])]
    # Never beyond the authority itself.
    expires = min(now + timedelta(days=days), authority.certificate.not_valid_after_utc)
    builder = (
        _builder(_name(name), authority.certificate.subject, key, expires)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
    made = builder.sign(authority.key, hashes.SHA256())
    pem = made.public_bytes(serialization.Encoding.PEM).decode("ascii")
    return Issued(f"{made.serial_number:x}", name, authority.number, key_hash(key), pem, made.not_valid_after_utc)


def revocation_list(authority: Authority, serials: Iterable[str], number: int) -> str:
    """The list of an authority's revoked certificates.

    It begins ``number`` minutes after ``BEGINS``: a broker without a right clock takes it, and one that has read an
    older list takes the later one.
    """
    begins = BEGINS + timedelta(minutes=number)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(begins)
        .next_update(begins + timedelta(days=LIST_DAYS))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )
    for serial in serials:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(begins).build()
        )
    made = builder.sign(authority.key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, expires: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(expires)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _host(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
