"""The file of a backup: a compressed tar whose first member lists every other one with its hash.

Knows bytes and names, not what they mean. Nothing is taken from it that the list does not name.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

FORMAT = 1
MANIFEST = "manifest.json"
STORE = "central.db"
SECRETS = "secrets.enc"
DOCUMENTS = "documents"
_PIECE = 1 << 20
_LONGEST_LIST = 16 << 20


class BackupRefused(Exception):
    """A file is no sound backup, or not one for this place; the message is for people."""


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. ``files``: SHA-256 of each member in hex; ``lines``: event lines in the store."""

    format: int
    made_at: str
    version: str
    schema: str
    lines: int
    files: dict[str, str]


def write_archive(target: Path, manifest: Manifest, sources: Mapping[str, Path | bytes]) -> None:
    """Write the list, then every member. Raises OSError, BackupRefused when a file changed since it was listed."""
    with target.open("xb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1) as archive:
        _add(archive, MANIFEST, msgspec.json.encode(manifest))
        for name in manifest.files:
            _add(archive, name, sources[name])


def _add(archive: tarfile.TarFile, name: str, source: Path | bytes) -> None:
    member = tarfile.TarInfo(name)
    member.mode = 0o600
    if isinstance(source, bytes):
        member.size = len(source)
        archive.addfile(member, io.BytesIO(source))
        return
    with source.open("rb") as file:
        member.size = source.stat().st_size
        archive.addfile(member, file)


def hash_of(source: Path | bytes) -> str:
    """SHA-256 in hex. Raises OSError."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(backup: Path) -> Manifest:
    """The list alone. Raises OSError, BackupRefused."""
    with _opened(backup) as archive:
        return _manifest(archive)


def unpack(backup: Path, folder: Path) -> Manifest:
    """Unpack every member into a folder and compare its hash. Raises OSError, BackupRefused."""
    with _opened(backup) as archive:
        manifest = _manifest(archive)
        missing = dict(manifest.files)
        while (member := archive.next()) is not None:
            expected = missing.pop(member.name, None)
            if expected is None or not member.isfile() or not _is_plain(member.name):
                raise BackupRefused(f"phần lạ “{member.name}” / an unknown part")
            content = archive.extractfile(member)
            assert content is not None
            if _copy(content, folder / member.name) != expected:
                raise BackupRefused(f"phần “{member.name}” đã bị thay đổi hoặc hỏng / changed or damaged")
        if missing:
            raise BackupRefused(f"thiếu phần “{min(missing)}” / a part is missing")
    return manifest


def _copy(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


@contextmanager
def _opened(backup: Path) -> Iterator[tarfile.TarFile]:
    """A stream read once from its beginning; whatever is wrong with its form is one refusal."""
    try:
        with tarfile.open(backup, mode="r|gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError) as error:
        raise BackupRefused(f"không phải bản sao lưu, hoặc đã hỏng / no backup, or damaged: {error}") from None
    except OSError as error:
        # What gzip and zlib say of broken bytes has no number; what the system says has one.
        if error.errno is not None:
            raise
        raise BackupRefused(f"bản sao lưu đã hỏng / damaged: {error}") from None
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        raise BackupRefused(f"bản sao lưu đã hỏng / damaged: {error}") from None


def _manifest(archive: tarfile.TarFile) -> Manifest:
    first = archive.next()
    content = archive.extractfile(first) if first is not None and first.isfile() else None
    if first is None or first.name != MANIFEST or content is None or first.size > _LONGEST_LIST:
        raise BackupRefused("không phải bản sao lưu của Quầy Số / no backup of this program")
    try:
        manifest = msgspec.json.decode(content.read(), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BackupRefused(f"bản sao lưu đã hỏng / damaged: {error}") from None
    if manifest.format != FORMAT:
        raise BackupRefused(
            f"do bản quayso mới hơn lập: hãy nâng cấp / made by a newer quayso (format {manifest.format})"
        )
    return manifest


def _is_plain(name: str) -> bool:
    """Whether a member stays in the folder that it is unpacked into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and str(path) == name
