"""Where a package is written: a new folder or a ZIP file, complete or not at all."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a ZIP file can state: the same package has the same bytes whenever it is written."""


class Sink(Protocol):
    """Takes files by their path within the package."""

    def open(self, name: str) -> IO[bytes]:
        """A file to write into; close it before the next one is opened."""
        ...


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def open(self, name: str) -> IO[bytes]:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


class _Zip:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def open(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, _EARLIEST)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return self._file.open(entry, "w", force_zip64=True)


@contextmanager
def new_sink(output: Path) -> Iterator[Sink]:
    """A place for a package: a ZIP file for a name that ends so, else a folder.

    Raises FileExistsError where something is already: a package is never mixed with another one.
    """
    if output.exists():
        raise FileExistsError(output)
    # Beside its place at first, so that half a package never stands there.
    work = Path(tempfile.mkdtemp(dir=output.parent, prefix=f".{output.name}."))
    try:
        made = work / output.name
        if output.suffix == ".zip":
            with zipfile.ZipFile(made, "w") as file:
                yield _Zip(file)
        else:
            made.mkdir()
            yield _Folder(made)
        os.rename(made, output)
    finally:
        with suppress(OSError):
            shutil.rmtree(work)
