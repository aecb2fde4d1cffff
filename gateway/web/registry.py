"""The pages of a gateway: one row each. A page stands on the gateways that have one of its roles.

``tls_only``: other machines reach it over TLS alone, because a PIN or a dossier code is typed there.
"""

from collections.abc import Collection
from dataclasses import dataclass

from contract.messages import Role
from gateway.web.pages import board, desk, follow, guide, rate, status, take
from gateway.web.parts import MakePages

ANY: frozenset[Role] = frozenset(("hall", "kiosk", "counter", "display"))


@dataclass(frozen=True, slots=True)
class PageModule:
    """A module of ``gateway/web/pages``; ``name`` is that of its blueprint."""

    name: str
    make: MakePages
    roles: frozenset[Role] = ANY
    tls_only: bool = False


PAGES: tuple[PageModule, ...] = (
    PageModule("take", take.pages, frozenset(("kiosk",))),
    PageModule("board", board.pages),
    PageModule("desk", desk.pages, frozenset(("hall",)), tls_only=True),
    PageModule("guide", guide.pages, frozenset(("hall",)), tls_only=True),
    PageModule("rate", rate.pages, frozenset(("counter", "display"))),
    PageModule("follow", follow.pages, frozenset(("hall",))),
    PageModule("status", status.pages),
)  # fmt: skip


def pages_for(roles: Collection[Role]) -> tuple[PageModule, ...]:
    """The pages of a gateway with these roles."""
    return tuple(page for page in PAGES if not page.roles.isdisjoint(roles))
