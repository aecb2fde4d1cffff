"""Asks central over HTTPS, with the standard library alone. The code leaves the box only when central has proved
itself with a certificate of the one authority that the claim file names; redirects are not followed."""

import http.client
import ssl
from urllib.parse import urlsplit

import msgspec

from contract.claims import PATH, ClaimAnswer, ClaimFile, ClaimRefused, ClaimRequest
from gateway.claiming.words import ClaimProblem, bad_answer, no_way, not_our_central

TIMEOUT_S = 30.0
MOST_ANSWER_BYTES = 1024 * 1024
AGAIN_S = 60.0


def ask(claim: ClaimFile, request: ClaimRequest) -> ClaimAnswer:
    """Central's answer. Raises ClaimProblem."""
    try:
        connection = _connection(claim)
    except (ssl.SSLError, ValueError) as error:
        raise ClaimProblem(
            f"Chứng chỉ CA trong tệp không dùng được ({error}). Hãy tải lại tệp của máy này.",
            "The CA certificate in the file cannot be used. Download this box's file again.",
        ) from None
    try:
        connection.connect()
        body = msgspec.json.encode(request)
        connection.request("POST", PATH, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        said = response.read(MOST_ANSWER_BYTES + 1)
    except ssl.SSLCertVerificationError as error:
        raise not_our_central(claim.url, error.verify_message) from None
    except (OSError, http.client.HTTPException) as error:
        raise no_way(claim.url, error) from None
    finally:
        connection.close()
    if response.status == 200:
        return _answer(said)
    raise _refused(response.status, said, response.getheader("Retry-After", ""))


def _connection(claim: ClaimFile) -> http.client.HTTPSConnection:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=claim.ca)
    where = urlsplit(claim.url)
    host, port = where.hostname or "", where.port or 443
    if claim.proxy is None:
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)
    proxy = urlsplit(claim.proxy)
    # TLS goes through the proxy to central: the proxy sees a name and nothing else.
    connection = http.client.HTTPSConnection(
        proxy.hostname or "", proxy.port or 3128, timeout=TIMEOUT_S, context=context
    )
    connection.set_tunnel(host, port)
    return connection


def _answer(said: bytes) -> ClaimAnswer:
    if len(said) > MOST_ANSWER_BYTES:
        raise bad_answer("too long")
    try:
        return msgspec.json.decode(said, type=ClaimAnswer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise bad_answer(error) from None


def _refused(status: int, said: bytes, wait: str) -> ClaimProblem:
    """Central's own words, shown to whoever stands before the box."""
    wait_s = float(wait) if wait.isascii() and wait.isdecimal() else None
    try:
        refused = msgspec.json.decode(said, type=ClaimRefused)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return no_way(f"({status})", http.client.responses.get(status, "?"))
    if wait_s is None and status >= 500:
        wait_s = AGAIN_S
    return ClaimProblem(refused.vi, refused.en, wait_s)
