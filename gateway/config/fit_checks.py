"""Whether ``gateway.toml`` fits the site it names: the same site, its counters, services and levels."""

from collections.abc import Iterator

from contract.scales import SCALES, Scale
from contract.site import SiteConfig
from contract.toml import ConfigProblem, TomlText
from gateway.config.claims import tables
from gateway.config.gateway_toml import GatewayConfig


def fit_problems(text: TomlText, config: GatewayConfig, site: SiteConfig) -> list[ConfigProblem]:
    """Everything in ``gateway.toml`` that contradicts the site file."""
    return [
        *_site_id(text, config, site),
        *_counters(text, config, site),
        *_gateways(text, config, site),
        *_services(text, config, site),
        *_transfers(text, config, site),
        *_levels(text, config, site),
    ]


def _site_id(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    if config.site != site.site:
        yield text.problem(
            ("site",),
            f"tệp {config.site_file} là của “{site.site}”, không phải “{config.site}”",
            f"the file {config.site_file} is that of “{site.site}”, not “{config.site}”",
            f'site = "{site.site}"',
        )


def _counters(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    known = [counter.id for counter in site.counters]
    for table, devices in tables(config).items():
        for index, device in enumerate(devices):
            if getattr(device, "counter", None) not in (None, *known):
                yield text.problem(
                    (table, index, "counter"),
                    f"site.toml không có quầy “{device.counter}”",
                    f"site.toml has no counter “{device.counter}”",
                    " | ".join(f'counter = "{counter}"' for counter in known) or "[[counters]] in site.toml",
                )


def _gateways(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    """The hall lets a counter's own gateway act alone: devices of another one would be refused all day."""
    named = {counter.id: counter.gateway for counter in site.counters if counter.gateway is not None}
    for table in ("keypads", "badges"):
        for index, device in enumerate(tables(config)[table]):
            other = named.get(device.counter, config.gateway)
            if other != config.gateway and "hall" not in config.roles:
                yield text.problem(
                    (table, index, "counter"),
                    f"quầy {device.counter} thuộc máy “{other}” theo site.toml: máy này sẽ bị từ chối",
                    f"site.toml gives counter {device.counter} to the gateway “{other}”: this one would be refused",
                    f'gateway = "{config.gateway}" ở quầy này trong site.toml / at this counter in site.toml',
                )


def _services(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    known = [service.code for service in site.services]
    for index, panel in enumerate(config.ticket_panels):
        for place, button in enumerate(panel.buttons):
            if button.service not in known:
                yield text.problem(
                    ("ticket_panels", index, "buttons", place, "service"),
                    f"site.toml không có dịch vụ “{button.service}”",
                    f"site.toml has no service “{button.service}”",
                    " | ".join(f'service = "{code}"' for code in known) or "[[services]] in site.toml",
                )


def _transfers(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    """A keypad's transfer key says where to, and nothing else does."""
    known = {"to_service": [s.code for s in site.services], "to_counter": [c.id for c in site.counters]}
    goals = " | ".join(f'{name} = "{code}"' for name, codes in known.items() for code in codes[:3])
    for index, keypad in enumerate(config.keypads):
        for place, key in enumerate(getattr(keypad, "keys", ())):
            named = {name: code for name in known if (code := getattr(key, name)) is not None}
            if len(named) != (key.action == "transfer"):
                yield text.problem(
                    ("keypads", index, "keys", place, "action"),
                    "phím chuyển cần đúng một nơi đến; phím khác không có nơi đến",
                    "a transfer key needs one goal, any other key none",
                    goals if key.action == "transfer" else 'action = "transfer"',
                )
            for name, code in named.items():
                if code not in known[name]:
                    yield text.problem(
                        ("keypads", index, "keys", place, name),
                        f"site.toml không có “{code}”",
                        f"site.toml has no “{code}”",
                        goals,
                    )


def _levels(text: TomlText, config: GatewayConfig, site: SiteConfig) -> Iterator[ConfigProblem]:
    """A panel offers every level of one of the site's scales and no other: no level is easier to give.

    A site that changes its scale on a day has two scales, so the day does not matter here.
    """
    scales = [SCALES[code] for code in dict.fromkeys(rules.scale for rules in site.ratings)]
    for index, panel in enumerate(config.panels):
        levels = [button.level for button in panel.buttons]
        if any(set(levels) == _codes(scale) for scale in scales):
            continue
        scale = max(scales, key=lambda scale: len(_codes(scale) & set(levels)))
        wrong = [(place, level) for place, level in enumerate(levels) if not scale.has(level)]
        for place, level in wrong:
            yield text.problem(
                ("panels", index, "buttons", place, "level"),
                f"mức “{level}” không thuộc {scale.title} của site.toml",
                f"the level “{level}” is not of the scale {scale.code} of site.toml",
                " | ".join(f'level = "{known.code}"' for known in scale.levels),
            )
        missing = [level for level in scale.levels if level.code not in levels]
        if missing:
            yield text.problem(
                ("panels", index, "buttons"),
                f"thiếu nút cho mức {_listed(level.title for level in missing)}",
                f"no button for the level {_listed(level.code for level in missing)}",
                f"một nút cho mỗi mức / one button for each level: {_listed(lv.code for lv in scale.levels)}",
            )


def _codes(scale: Scale) -> set[str]:
    return {level.code for level in scale.levels}


def _listed(words: Iterator[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
