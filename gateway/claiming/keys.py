"""The box's own key and its request for a certificate, made by the openssl program: it is on every Raspberry Pi OS,
and a library for two calls in a lifetime would cost the card 15 MB. The key never leaves the box."""

import subprocess
from pathlib import Path

from gateway.claiming.words import no_openssl

TIMEOUT_S = 60.0


def new_key() -> bytes:
    """A new P-256 key as PEM. Raises ClaimProblem."""
    return _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")


def request_for(key_file: Path) -> str:
    """A request for a certificate of this key; its name is central's to give. Raises ClaimProblem."""
    return _openssl("req", "-new", "-key", str(key_file), "-subj", "/CN=gateway", "-sha256").decode("ascii")


def public_key(key_file: Path) -> bytes:
    """The public half of a key. Raises ClaimProblem."""
    return _openssl("pkey", "-in", str(key_file), "-pubout")


def certified_key(certificate: str) -> bytes:
    """The public key that a certificate is about. Raises ClaimProblem."""
    return _openssl("x509", "-pubkey", "-noout", given=certificate.encode("ascii"))


def _openssl(*words: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(["openssl", *words], input=given, capture_output=True, timeout=TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise no_openssl(error) from None
    if done.returncode != 0 or not done.stdout:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["?"]
        raise no_openssl(lines[-1][:200])
    return done.stdout
