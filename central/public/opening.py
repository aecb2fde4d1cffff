"""Which ticket a token opens. Every centre's secret is tried each time, so that the time taken tells nothing."""

from collections.abc import Mapping
from uuid import UUID

from contract.tokens import read_token

NOBODY = UUID(int=0)
"""Looked up in the place of a ticket that a token does not name: a wrong token costs what an unknown ticket costs."""


def open_token(token: str, secrets: Mapping[str, str]) -> tuple[str, UUID] | None:
    """Site and ticket of a token; None for one that no centre of ours made."""
    found = None
    for site, secret in secrets.items():
        ticket = read_token(token, secret)
        if ticket is not None and found is None:
            found = (site, ticket)
    return found
