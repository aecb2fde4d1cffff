"""Whether a gateway's roles have what they need: services, a hall to ask, a way to take a number."""

from collections.abc import Iterator

from contract.site import SiteConfig
from contract.toml import ConfigProblem, TomlText
from gateway.config.gateway_toml import GatewayConfig

OF_THE_QUEUE = ("hall", "kiosk", "display")


def role_problems(text: TomlText, config: GatewayConfig, site: SiteConfig) -> list[ConfigProblem]:
    """Everything that the roles of ``gateway.toml`` lack."""
    return [*_services(text, config, site), *_hall(text, config, site), *_taking(text, config)]


def _services(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    for index, role in enumerate(config.roles):
        if role in OF_THE_QUEUE and not site.services:
            yield text.problem(
                ("roles", index),
                f"vai trò “{role}” cần hàng đợi, mà site.toml chưa có mục [[services]] nào",
                f"the role “{role}” needs a queue, and site.toml has no [[services]]",
                '[[services]] code = …, name = …, prefix = "A" trong / in site.toml',
            )


def _hall(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    if site.services and "hall" not in config.roles and config.hall is None:
        yield text.problem(
            ("roles",),
            "không có mục [hall]: máy này không biết hỏi số ở đâu",
            "there is no [hall]: this gateway does not know whom to ask about the queue",
            '[hall] host = "…" (máy giữ hàng đợi / the hall), hoặc / or roles = ["hall", …]',
        )


def _taking(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    for index, role in enumerate(config.roles):
        if role == "kiosk" and config.web is None and not config.ticket_panels:
            yield text.problem(
                ("roles", index),
                "máy lấy số cần màn hình ([web]) hoặc nút bấm ([[ticket_panels]])",
                "a kiosk needs a screen ([web]) or buttons ([[ticket_panels]])",
                '[web] port = 8080 hoặc / or [[ticket_panels]] driver = "gpio" …',
            )
