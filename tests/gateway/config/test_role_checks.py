"""What a gateway's roles need before it may start."""

from datetime import date

import pytest

from contract.services import Service
from contract.site import Counter, RatingRules, SiteConfig
from contract.toml import TomlText
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.role_checks import role_problems

BUTTONS = '[[ticket_panels]]\ndriver = "dummy"\nname = "nut"\nbuttons = [{ service = "a" }]\n'


def problems(roles, more="", services=True):
    """The keys at which the checks find something."""
    site = SiteConfig(
        "trung-tam",
        "Trung tâm",
        (RatingRules("4-level", "per-ticket", date(2026, 1, 1)),),
        (Counter("3"),),
        services=(Service("a", "Việc A", "A"),) if services else (),
    )
    listed = ", ".join(f'"{role}"' for role in roles)
    text = TomlText(f'gateway = "q-03"\nsite = "trung-tam"\nroles = [{listed}]\n{more}', "gateway.toml")
    return [problem.key for problem in role_problems(text, text.read(GatewayConfig), site)]


@pytest.mark.parametrize(
    ("roles", "more", "services", "found"),
    [
        (["hall", "kiosk", "counter", "display"], "[web]\n", True, []),
        (["counter"], '[hall]\nhost = "10.0.0.2"\n', True, []),
        (["counter"], "", False, []),
        (["hall", "kiosk"], BUTTONS, True, []),
        (["counter"], "", True, ["roles"]),
        (["hall", "kiosk"], "", True, ["roles[2]"]),
        (["hall", "counter", "display"], "", False, ["roles[1]", "roles[3]"]),
    ],
)
def test_a_role_without_what_it_needs_is_refused(roles, more, services, found):
    """A queue needs services, a counter of a queue a hall to ask, a kiosk a screen or buttons."""
    assert problems(roles, more, services) == found
