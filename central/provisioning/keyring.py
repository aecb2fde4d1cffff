"""The keys and certificates of central's authorities, in a folder of their own, readable by central alone.

The newest signs; those before it are trusted until they are dropped, so that a rotation shuts nobody out.
"""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from central.provisioning.authority import Authority, key_pem, new_authority
from central.provisioning.files import PUBLIC, SECRET, sync_folder, write_file


class NoAuthority(LookupError):
    """No authority has been made yet, or its files cannot be read."""

    def __init__(self, why: str = "") -> None:
        super().__init__(
            "chưa có cơ quan cấp chứng chỉ: hãy chạy quayso provision ca create"
            f" / there is no certificate authority yet: run it{f' ({why})' if why else ''}"
        )


class Keyring:
    """The authorities in a folder: ``ca-1.key``, ``ca-1.crt`` and so on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def numbers(self) -> list[int]:
        """The authorities that are trusted, oldest first."""
        if not self._folder.is_dir():
            return []
        names = [path.stem.removeprefix("ca-") for path in self._folder.glob("ca-*.crt")]
        return sorted(int(name) for name in names if name.isdecimal())

    def create(self, now: datetime) -> Authority:
        """Make one more authority, which signs from now on. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = new_authority(max(self.numbers(), default=0) + 1, now)
        # The certificate last: without it the key is nobody's, and the next attempt takes its place.
        write_file(self._key_file(made.number), key_pem(made.key), SECRET)
        write_file(self._cert_file(made.number), made.pem, PUBLIC)
        return made

    def drop(self, number: int) -> None:
        """Trust an authority no more. Its files stay under another name. Raises KeyError for the one that signs."""
        if number not in self.numbers()[:-1]:
            raise KeyError(number)
        self._cert_file(number).rename(self._folder / f"dropped-{number}.crt")
        sync_folder(self._folder)

    def signing(self) -> Authority:
        """The one that signs. Raises NoAuthority."""
        numbers = self.numbers()
        if not numbers:
            raise NoAuthority
        return self.load(numbers[-1])

    def all(self) -> list[Authority]:
        """Every one that is trusted. Raises NoAuthority."""
        return [self.load(number) for number in self.numbers()]

    def bundle(self) -> str:
        """What others have to trust: the certificates, the one that signs first. Raises NoAuthority."""
        numbers = self.numbers()
        if not numbers:
            raise NoAuthority
        return "".join(self._cert_file(number).read_text("ascii") for number in reversed(numbers))

    def load(self, number: int) -> Authority:
        """One authority with its key. Raises NoAuthority."""
        try:
            certificate = x509.load_pem_x509_certificate(self._cert_file(number).read_bytes())
            key = serialization.load_pem_private_key(self._key_file(number).read_bytes(), None)
        except (OSError, ValueError) as error:
            raise NoAuthority(str(error)) from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise NoAuthority("not a P-256 key")
        return Authority(number, certificate, key)

    def _key_file(self, number: int) -> Path:
        return self._folder / f"ca-{number}.key"

    def _cert_file(self, number: int) -> Path:
        return self._folder / f"ca-{number}.crt"
