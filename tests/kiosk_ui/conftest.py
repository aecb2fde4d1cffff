"""What the page tests share: the preview's report pages, a server for them, all of them."""

import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def preview() -> Callable[[str], ModuleType]:
    """Call it with the name of a file of preview/, which is no package, to get its module."""
    server = Path(__file__).parent / "preview" / "server.py"

    def load(name: str) -> ModuleType:
        loader = sys.modules.get("preview_server")
        if loader is None:
            spec = importlib.util.spec_from_file_location("preview_server", server)
            assert spec is not None and spec.loader is not None
            loader = importlib.util.module_from_spec(spec)
            sys.modules["preview_server"] = loader
            spec.loader.exec_module(loader)
        return loader if name == "server" else loader.load(name)

    return load


@pytest.fixture(scope="session")
def pages_url(preview: Callable[[str], ModuleType]) -> Iterator[str]:
    """Address of a running preview server."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, preview("server").make_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
