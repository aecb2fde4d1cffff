"""The files of written blocks: read as an editor left them, replaced as a whole, one writer at a time."""

import fcntl
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

HISTORY, ABOUT = "history", "about"
"""Folders beside the texts: what stood there before, and who wrote what stands there now."""

SUFFIX = ".txt"
LONGEST = 100_000
_LONGEST_STEM = 60
_NAME = re.compile(r"[a-z0-9-]{2,32}\Z")
_UNFIT = re.compile(r"[^\w ,()–-]|^[ .]")


def names_a_folder(name: str) -> bool:
    """Whether a name leads nowhere but into the folder of that name."""
    return _NAME.match(name) is not None


def file_stem(name: str) -> str:
    """A file name for any name: the name itself where a file may bear it, else cut and told apart by its hash."""
    name = unicodedata.normalize("NFC", name)
    fit = _UNFIT.sub("_", name)[:_LONGEST_STEM]
    return fit if fit == name else f"{fit}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def version_of(text: str) -> str:
    """A word that changes with the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def read_text(path: Path) -> str:
    """The text of a block; a file that an editor wrote in another encoding says so in the document."""
    try:
        with path.open("rb") as file:
            content = file.read(4 * LONGEST)
    except OSError:
        return ""
    try:
        return plain_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return f"(Tệp {path.name} không phải UTF-8: hãy lưu lại bằng UTF-8.)"


def plain_text(text: str) -> str:
    """Composed letters, line ends of one kind, nothing that no printer knows."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c for c in line if c == "\t" or c.isprintable()).strip() for line in lines).strip()


def moment_of(path: Path) -> datetime | None:
    """When a file was changed last."""
    with suppress(OSError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None


def replace_text(path: Path, text: str) -> None:
    """Put a text in the place of what was there; after a power cut there is the one or the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other writers of a folder waiting, in this process and in others."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
