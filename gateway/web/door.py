"""Who may ask what of the pages, before any page looks at it: same origin, and TLS where a page demands it.

Whether a browser is paired is asked by the pages (`gateway/web/asking.py`).
"""

import ipaddress
import urllib.parse
from collections.abc import Collection

from flask import Flask, request

from gateway.web.errors import Refused


def install(app: Flask, tls_pages: Collection[str], tls_port: int | None) -> None:
    """Guard every request. ``tls_pages`` are names of blueprints; without ``tls_port`` nothing speaks TLS here."""

    @app.before_request
    def _guard() -> None:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not comes_from_own_page():
            raise Refused(403, "foreign_page", "Yêu cầu không đến từ trang của máy này", "", "Xin mở lại trang.")
        if request.blueprint in tls_pages:
            needs_tls(tls_port)


def comes_from_own_page() -> bool:
    """Tell whether the browser says that a page of this very address made the request.

    Browsers send ``Origin`` with every order, and nothing that a page can do changes it.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = urllib.parse.urlsplit(request.headers.get("Origin", ""))
    return origin.scheme == request.scheme and origin.netloc == request.host


def needs_tls(tls_port: int | None) -> None:
    """Let through what came over TLS or from a browser on this very machine. Raises Refused, with the address."""
    if request.is_secure or is_loopback(request.remote_addr):
        return
    if tls_port is None:
        then = "Xin mở ngay trên máy này, hoặc đặt cert và key ở mục [web] của gateway.toml để mở từ máy khác."
    else:
        then = f"Xin mở địa chỉ https://{_name(request.host)}:{tls_port}{request.full_path.rstrip('?')}"
    raise Refused(403, "tls_needed", "Trang này chỉ mở qua kết nối mã hóa", "Trang này có mã PIN và mã hồ sơ.", then)


def is_loopback(address: str | None) -> bool:
    """Tell whether an address is this machine's own."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _name(host: str) -> str:
    name = urllib.parse.urlsplit(f"//{host}").hostname or "localhost"
    return f"[{name}]" if ":" in name else name
