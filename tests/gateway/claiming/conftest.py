"""A box before its first boot, and a central that lives in the test: it signs with openssl and counts who asked."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.claims import ClaimAnswer, ClaimFile, ClaimRequest, new_token, write_code
from contract.toml_writer import to_toml
from gateway.claiming.becoming import CLAIM, Box, Local

CODE = write_code(bytes(range(16)))
SITE = """site = "xa-mau"
name = "Xã Mẫu"
ratings = [{ scale = "4-level", mode = "free", valid_from = 2020-01-01 }]
counters = [{ id = "3" }]
"""
GATEWAY = """# made by central
gateway = "q-03"
site = "xa-mau"
[central]
host = "mau.vn"
ca = "quayso-ca.crt"
"""


def openssl(*words: str | Path) -> None:
    """Run the program."""
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class LittleCentral:
    """One code, one key, the same answer to the same key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[ClaimRequest] = []
        self.fault: Exception | None = None
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=ca", "-keyout", folder / "ca.key", "-out", folder / "ca.crt")  # fmt: skip
        self.ca = (folder / "ca.crt").read_text("ascii")
        self._certificates: dict[bytes, str] = {}

    def ask(self, claim: ClaimFile, request: ClaimRequest) -> ClaimAnswer:
        """Answer as central does."""
        self.requests.append(request)
        if self.fault is not None:
            raise self.fault
        return ClaimAnswer("q-03", "xa-mau", self.ca, GATEWAY, SITE, (), self.sign(request.csr))

    def sign(self, csr: str) -> str:
        """The certificate of a key, made once; a second key is refused by the test itself."""
        (self.folder / "a.csr").write_text(csr, "ascii")
        openssl("req", "-in", self.folder / "a.csr", "-noout", "-pubkey", "-out", self.folder / "a.pub")
        key = (self.folder / "a.pub").read_bytes()
        if key not in self._certificates:
            openssl("x509", "-req", "-in", self.folder / "a.csr", "-CA", self.folder / "ca.crt", "-CAkey",
                    self.folder / "ca.key", "-CAcreateserial", "-days", "2", "-out", self.folder / "a.crt")  # fmt: skip
            self._certificates[key] = (self.folder / "a.crt").read_text("ascii")
        assert len(self._certificates) == 1, "one code makes one key a gateway"
        return self._certificates[key]


@pytest.fixture
def central(tmp_path: Path) -> LittleCentral:
    """A central."""
    (tmp_path / "central").mkdir()
    return LittleCentral(tmp_path / "central")


@pytest.fixture
def card(tmp_path: Path, central: LittleCentral) -> Callable[..., Box]:
    """Makes a box with a claim file in its folder and the code once more on its boot partition."""

    def make(code: str | None = CODE, **said: str) -> Box:
        claim = ClaimFile("https://mau.vn:8443", central.ca, code, **{"gateway": "q-03", "site": "xa-mau", **said})
        text = to_toml(claim, "claim")
        (tmp_path / "etc").mkdir()
        (tmp_path / "boot").mkdir()
        (tmp_path / "etc" / CLAIM).write_text(text, "utf-8")
        (tmp_path / "boot" / "user-data").write_text(f"#cloud-config\n# {text!r}\n", "utf-8")
        return Box(tmp_path / "etc", central.ask, Local("journal", "control.sock"), [tmp_path / "boot"])

    return make


@pytest.fixture
def another_code() -> str:
    """A code that is well formed and somebody else's."""
    return write_code(new_token())
