"""The Word template that a centre's staff changed: put in its place only when it can be used, the old ones kept."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from central.documents.docx_writer import SHIPPED, TEMPLATE
from central.documents.faces import Face
from central.documents.template_check import check_template

HISTORY = "history"


@dataclass(frozen=True, slots=True)
class TemplateStore:
    """The templates under the folder of documents. Making one touches nothing."""

    folder: Path

    @property
    def path(self) -> Path:
        """Where the staff's own template lies, when there is one."""
        return self.folder / "templates" / TEMPLATE

    @property
    def is_own(self) -> bool:
        """Whether documents are made from a template of the staff's own."""
        return self.path.is_file()

    def current(self) -> bytes:
        """The template in use."""
        return (self.path if self.is_own else SHIPPED / TEMPLATE).read_bytes()

    def put(self, data: bytes, face: Face, now: datetime) -> list[str]:
        """Use another template from now on; what to look at in it. Raises TemplateWrong, OSError: nothing changed."""
        remarks = check_template(data, face)
        self._keep(now)
        _replace(self.path, data)
        return remarks

    def drop(self, now: datetime) -> None:
        """Use the shipped template again; the staff's own stays in the history."""
        self._keep(now)
        self.path.unlink(missing_ok=True)

    def _keep(self, now: datetime) -> None:
        if self.is_own:
            stem, _, ending = TEMPLATE.rpartition(".")
            kept = self.path.parent / HISTORY / f"{stem}.{now:%Y%m%dT%H%M%S%f}.{ending}"
            _replace(kept, self.path.read_bytes())


def shipped() -> bytes:
    """The template that comes with the program."""
    return (SHIPPED / TEMPLATE).read_bytes()


def _replace(path: Path, data: bytes) -> None:
    """The whole file or what was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
