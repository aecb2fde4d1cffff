"""The page on which somebody types the code of a spare box, served by the standard library until the box is a gateway.

It holds nothing that is secret: what is typed goes to central, and central says whether it is right.
"""

import html
import queue
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

MOST_BYTES = 2048
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
STYLE = """body{margin:0;background:#f7f5f0;color:#17212b;font:20px/1.4 sans-serif}
main{max-width:34rem;margin:8vh auto;padding:0 1.5rem}h1{font-size:1.7rem;margin:0 0 .5rem}
label{display:block;margin:1.5rem 0 .5rem}input{width:100%;box-sizing:border-box;font:1.3rem monospace;padding:.8rem;
border:2px solid #0b5563;border-radius:12px;text-transform:uppercase}button{margin-top:1rem;font:600 1.2rem sans-serif;
padding:.9rem 1.6rem;border:0;border-radius:12px;background:#0b5563;color:#fff}
.note{margin-top:1.5rem;padding:1rem;border-radius:12px;background:#ffe3a8;color:#5c3b00;white-space:pre-line}
.en{color:#55606b;font-size:.85em}"""
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Nhận máy · Quầy Số</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css"></head>
<body><main><h1>Máy này chưa có việc</h1><p>Gõ mã nhận máy lấy ở trang Thêm thiết bị của máy chủ trung tâm,
hoặc quét mã QR bằng đầu đọc.<br><span class="en">Type the code from central, or scan it.</span></p>
<form method="post" action="/"><label for="code">Mã nhận máy · Code</label>
<input id="code" name="code" autocomplete="off" autofocus spellcheck="false" maxlength="64" required>
<button>Nhận máy</button></form>{note}</main></body></html>"""


class CodePage:
    """Serves the form; ``codes`` gives what was typed. ``status``: what to say below it."""

    def __init__(self, host: str, port: int, status: Callable[[], str]) -> None:
        self._address = (host, port)
        self._status = status
        self.codes: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_address[1] if self._server else self._address[1]

    def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        page = self

        class Handler(_Handler):
            codes = page.codes
            status = staticmethod(page._status)

        self._server = ThreadingHTTPServer(self._address, Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="code page", daemon=True).start()

    def stop(self) -> None:
        """Free the port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Handler(BaseHTTPRequestHandler):
    codes: queue.SimpleQueue[str]
    status: Callable[[], str]
    timeout = 10
    server_version, sys_version = "quayso", ""

    def do_GET(self) -> None:
        if self.path == "/style.css":
            self._say(200, STYLE, {"Content-Type": "text/css; charset=utf-8"})
        elif self.path == "/":
            self._show()
        else:
            self._say(404, "")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self._say(413, "")
            return
        typed = parse_qs(self.rfile.read(int(length)).decode("ascii", "replace")).get("code", [""])[0]
        if typed.strip():
            self.codes.put(typed.strip()[:64])
        self._say(303, "", {"Location": "/"})

    def _show(self) -> None:
        note = type(self).status()
        self._say(200, PAGE.format(note=f'<p class="note" role="status">{html.escape(note)}</p>' if note else ""))

    def _say(self, status: int, text: str, more: dict[str, str] | None = None) -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        for name, value in {**HEADERS, **(more or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """What is typed must not end in a log."""
