"""The configuration that central wishes for a gateway: how its content is hashed, made and read. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from contract.messages import ConfigPushed
from contract.site import SiteConfig
from contract.site_checks import site_problems
from contract.toml import ConfigRefused, TomlText
from contract.toml_writer import to_toml

REMARK = "Do máy chủ trung tâm lập, không sửa tay · made by central, not to be edited by hand"
FILE = "site.toml"


def fingerprint(site: Mapping[str, Any], gateway: Mapping[str, Any]) -> str:
    """SHA-256 of the content, however it was written as JSON."""
    plain = json.dumps({"gateway": gateway, "site": site}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def pushed(version: int, site: SiteConfig) -> ConfigPushed:
    """The message for a gateway; its own `gateway.toml` stays as it is."""
    values: dict[str, Any] = json.loads(msgspec.json.encode(site))
    return ConfigPushed(version, fingerprint(values, {}), values, {})


def is_whole(message: ConfigPushed) -> bool:
    """Whether the content is what its hash says."""
    return fingerprint(message.site, message.gateway) == message.sha256


def site_text(settings: SiteConfig) -> str:
    """The text of a `site.toml`."""
    return to_toml(settings, REMARK)


def read_site(text: str, file: str = FILE) -> SiteConfig:
    """Read a `site.toml` with every check that needs no gateway. Raises ConfigRefused."""
    read = TomlText(text, file)
    site = read.read(SiteConfig)
    if problems := site_problems(read, site):
        raise ConfigRefused(problems)
    return site


def site_from_json(values: Mapping[str, Any]) -> SiteConfig:
    """The site out of a message; days in JSON are texts. Raises msgspec.ValidationError."""
    return msgspec.convert(values, SiteConfig, builtin_types=())
