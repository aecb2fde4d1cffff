"""Why something is not done for a telephone: a status, and the sentence of the language packs that says so."""

from collections.abc import Mapping


class PublicRefused(Exception):
    """``key`` names the sentence, ``values`` stand in it; ``wait_s``: when it may be tried again."""

    def __init__(
        self, status: int, key: str, values: Mapping[str, str | int] | None = None, wait_s: float = 0.0
    ) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.values = dict(values or {})
        self.wait_s = wait_s
