"""The page on which the code of a spare box is typed."""

import http.client
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from gateway.claiming.code_page import CodePage


@pytest.fixture
def page() -> Iterator[CodePage]:
    """The page, with something to say that somebody else wrote."""
    made = CodePage("127.0.0.1", 0, lambda: "Mã <script>sai</script>")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def ask(page: CodePage) -> Callable[..., tuple[int, str]]:
    """Asks as a browser does."""

    def ask(method: str, path: str, **fields: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=10)
        connection.request(method, path, urlencode(fields) if fields else None)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, text

    return ask


def test_what_is_typed_is_handed_on_and_what_went_wrong_is_shown(
    page: CodePage, ask: Callable[..., tuple[int, str]]
) -> None:
    """The form, its style, the code, and words of others that cannot become a part of the page."""
    status, text = ask("GET", "/")
    assert status == 200 and 'name="code"' in text and "&lt;script&gt;" in text
    assert ask("GET", "/style.css")[0] == 200 and ask("GET", "/../etc/passwd")[0] == 404
    assert ask("POST", "/", code=" 4K7M-… ")[0] == 303 and page.codes.get(timeout=5) == "4K7M-…"
    assert ask("POST", "/", code="x" * 3000)[0] == 413 and page.codes.empty()
