"""Through the office's proxy: what is asked of it, and that everything behind its answer belongs to TLS."""

import socket
import threading

import pytest

from gateway.link.proxy import ProxyRefused, through_proxy


class Proxy:
    """Answers one CONNECT and then says one word more."""

    def __init__(self, answer: bytes) -> None:
        self.asked = b""
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with self._listener, self._listener.accept()[0] as peer:
            while not self.asked.endswith(b"\r\n\r\n"):
                self.asked += peer.recv(1024)
            peer.sendall(self._answer)

    def close(self) -> None:
        """Wait until it has answered."""
        self._thread.join(5)


def test_the_way_through_a_proxy_is_asked_for_and_what_follows_is_left_for_tls() -> None:
    """CONNECT names the broker; not one byte behind the answer's head is swallowed."""
    proxy = Proxy(b"HTTP/1.1 200 OK\r\nVia: x\r\n\r\ntls")
    with through_proxy(proxy.url, "quayso.mau.vn", 443, 5) as opened:
        assert opened.recv(16) == b"tls"
    proxy.close()
    assert proxy.asked.startswith(b"CONNECT quayso.mau.vn:443 HTTP/1.1\r\n")


@pytest.mark.parametrize("answer", [b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", b"", b"x" * 9000])
def test_a_proxy_that_refuses_is_an_error_that_is_tried_again(answer: bytes) -> None:
    """A refusal, a hang-up and endless talk end as the system's own kind of error."""
    proxy = Proxy(answer)
    with pytest.raises(ProxyRefused):
        through_proxy(proxy.url, "quayso.mau.vn", 443, 5)
    proxy.close()
