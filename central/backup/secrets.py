"""What nobody who finds a backup may read, in one encrypted member: the authority's keys and `central.toml`.

Whoever has the authority's key can make a gateway of anything, and backups lie where many can copy them. Without
the key a restored central knows no box any more. So it goes along, locked with a passphrase kept elsewhere.
"""

import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from central.backup.archive import BackupRefused

SHORTEST_PASSPHRASE = 16
_MARK = b"quayso-secrets-1"
_SALT, _NONCE = 16, 12


def read_passphrase(file: Path) -> str:
    """The passphrase: the first line of a file. Raises OSError, BackupRefused when it is too short."""
    words = file.read_text("utf-8").partition("\n")[0].strip()
    if len(words) < SHORTEST_PASSPHRASE:
        raise BackupRefused(
            f"cụm mật khẩu trong {file} ngắn hơn {SHORTEST_PASSPHRASE} ký tự / the passphrase is too short"
        )
    return words


def lock(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """Files by name, encrypted."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return _MARK + salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, plain.getvalue(), _MARK)


def unlock(locked: bytes, passphrase: str) -> dict[str, bytes]:
    """The files again. Raises BackupRefused for a wrong passphrase or changed bytes."""
    body = locked[len(_MARK) :]
    salt, nonce, sealed = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    try:
        if not locked.startswith(_MARK):
            raise InvalidTag
        plain = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _MARK)
    except (InvalidTag, ValueError):
        raise BackupRefused("cụm mật khẩu không đúng / the passphrase does not fit") from None
    files = {}
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None or "/" in member.name or member.name.startswith("."):
                raise BackupRefused(f"phần lạ “{member.name}” / an unknown part")
            files[member.name] = content.read()
    return files


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode("utf-8"))
