"""The pages of imports as a person uses them: choose a file, look, answer, store."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.store.engine import reading
from central.store.tables import imports


@dataclass
class Person:
    """Somebody at a browser."""

    client: FlaskClient
    where: str = ""
    page: str = ""
    status: int = 0

    def see(self, address: str) -> str:
        """Open a page; its text."""
        return self._take(self.client.get(address), address)

    def send(self, address: str, fields: Mapping[str, Any]) -> str:
        """Send a form with the word of this browser, and follow where it leads."""
        sent = {"csrf": self._word(), **fields}
        # Flask's client would leave the temporary file of a large form open.
        boundary, body = encode_multipart(sent)
        kind = f"multipart/form-data; boundary={boundary}"
        return self._take(self.client.post(address, data=body, content_type=kind), address)

    def choose(self, kind: str, data: bytes, name: str, **fields: str) -> str:
        """Choose a file on the first page; the text of what comes."""
        said = {"site": "bac-kan", "kind": kind, "layout": "", "from": "", "to": "", **fields}
        return self.send("/imports", {**said, "file": FileStorage(io.BytesIO(data), name)})

    def answer(self, **fields: str) -> str:
        """Answer what the preview asks."""
        return self.send(self.where, fields)

    def store(self, shown: str | None = None) -> str:
        """Press "Nạp" on the preview."""
        found = re.search(r'name="shown" value="(\w+)"', self.page)
        return self.send(f"{self.where}/store", {"shown": shown or (found[1] if found else "")})

    def _word(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.page) or re.search(
            r'name="csrf" value="([^"]+)"', self.client.get("/imports").text
        )
        assert found
        return unescape(found[1])

    def _take(self, answer: Any, address: str) -> str:
        if answer.status_code == 303:
            return self.see(answer.headers["Location"])
        self.status, self.page = answer.status_code, answer.text
        if address.startswith("/imports/preview/") and not address.endswith(("/store", "/discard")):
            self.where = address
        return self.text

    @property
    def text(self) -> str:
        """What is read on the page."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.page)).split())


@pytest.fixture
def person(client: FlaskClient) -> Person:
    """Somebody with every role of the staff."""
    return Person(client)


@pytest.fixture
def stored(engine: Engine) -> Callable[[], int]:
    """How many imports the store has."""

    def stored() -> int:
        with reading(engine) as connection:
            return int(connection.scalar(select(func.count()).select_from(imports)) or 0)

    return stored


@pytest.fixture(scope="session")
def book() -> Callable[..., bytes]:
    """``book({"Sheet": [[…], …]})``: an XLSX file as openpyxl writes it."""

    def book(sheets: Mapping[str, list[list[Any]]]) -> bytes:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        data = io.BytesIO()
        made.save(data)
        return data.getvalue()

    return book


@pytest.fixture
def put(engine: Engine) -> Callable[[str, bytes, str], None]:
    """Imports bytes as the command line does."""

    def put(kind: str, data: bytes, name: str) -> None:
        import_file(engine, IMPORTS[kind], "bac-kan", SourceFile(name, data))

    return put


@pytest.fixture
def known_agencies(put: Callable[[str, bytes, str], None]) -> Callable[..., None]:
    """``known_agencies("Sở A", "Sở B")``: imports a list of just these."""
    return lambda *names: put("agencies", "\n".join(["name", *names]).encode(), "agencies.csv")
