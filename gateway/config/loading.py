"""Reads ``gateway.toml`` and ``site.toml`` and says everything that is wrong with them, at once.

Starts nothing; whoever loads a configuration that is refused must not start with it.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from contract.links import LinkConfig
from contract.site import SiteConfig
from contract.site_checks import site_problems
from contract.toml import ConfigProblem, ConfigRefused, TomlText
from gateway.config.device_checks import device_problems
from gateway.config.fit_checks import fit_problems
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.prefix_hints import drawing_hints, sound_hints
from gateway.config.role_checks import role_problems
from gateway.config.voices import AlsaVoiceConfig


@dataclass(frozen=True, slots=True)
class Configuration:
    """Both files of a gateway, checked against each other."""

    gateway: GatewayConfig
    site: SiteConfig


def load_gateway(path: Path) -> GatewayConfig:
    """Read ``gateway.toml`` by itself, its relative paths made absolute. Raises ConfigRefused."""
    return _read_gateway(path)[1]


def load_site(path: Path) -> SiteConfig:
    """Read ``site.toml`` by itself. Raises ConfigRefused."""
    return _read_site(path)[1]


def load_configuration(path: Path, site_file: Path | None = None) -> Configuration:
    """Read ``gateway.toml`` and its site file, or another one, and check that they fit. Raises ConfigRefused."""
    text, gateway = _read_gateway(path)
    site = _read_site(site_file or Path(gateway.site_file), asked_by=(text, "site_file"))[1]
    _refuse_if([*fit_problems(text, gateway, site), *role_problems(text, gateway, site)])
    return Configuration(gateway, site)


def gateway_hints(path: Path) -> list[ConfigProblem]:
    """What works and may still trouble people, in ``gateway.toml`` and its site file. Raises ConfigRefused."""
    text, gateway = _read_gateway(path)
    site_text, site = _read_site(Path(gateway.site_file), asked_by=(text, "site_file"))
    return [*sound_hints(site_text, site), *drawing_hints(site_text, site, gateway)]


def site_hints(path: Path) -> list[ConfigProblem]:
    """What works and may still trouble people, in ``site.toml`` by itself. Raises ConfigRefused."""
    return [*sound_hints(*_read_site(path))]


def _read_gateway(path: Path) -> tuple[TomlText, GatewayConfig]:
    text = TomlText(_read(path), path.name)
    config = text.read(GatewayConfig)
    _refuse_if(device_problems(text, config))
    return text, _with_whole_paths(config, path.resolve().parent)


def _read_site(path: Path, asked_by: tuple[TomlText, str] | None = None) -> tuple[TomlText, SiteConfig]:
    text = TomlText(_read(path, asked_by), path.name)
    site = text.read(SiteConfig)
    _refuse_if(site_problems(text, site))
    return text, site


def _read(path: Path, asked_by: tuple[TomlText, str] | None = None) -> str:
    """The text of a file. A file that cannot be read is a problem like any other."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        what_vi, what_en = f"không đọc được {path}", f"cannot read {path}: {error.strerror}"
    except UnicodeDecodeError as error:
        what_vi, what_en = f"{path} không phải văn bản UTF-8", f"{path} is not UTF-8 at byte {error.start}"
    if asked_by is not None:
        text, key = asked_by
        raise ConfigRefused([text.problem((key,), what_vi, what_en, f'{key} = "site.toml"')])
    instead = "tên của một tệp đọc được / the name of a readable file"
    raise ConfigRefused([ConfigProblem(path.name, 1, "(tệp / file)", what_vi, what_en, instead)])


def _with_whole_paths(config: GatewayConfig, folder: Path) -> GatewayConfig:
    def whole(path: str | None) -> str | None:
        return None if path is None else str(folder / path)

    def reached(broker: LinkConfig) -> LinkConfig:
        return msgspec.structs.replace(broker, ca=whole(broker.ca), cert=whole(broker.cert), key=whole(broker.key))

    web = config.web
    if web is not None:
        web = msgspec.structs.replace(web, cert=whole(web.cert), key=whole(web.key))
    voices = tuple(
        msgspec.structs.replace(voice, clips=whole(voice.clips)) if isinstance(voice, AlsaVoiceConfig) else voice
        for voice in config.voices
    )
    control = msgspec.structs.replace(config.control, socket=str(folder / config.control.socket))
    return msgspec.structs.replace(
        config,
        site_file=str(folder / config.site_file),
        data_dir=str(folder / config.data_dir),
        central=reached(config.central),
        hall=None if config.hall is None else reached(config.hall),
        web=web,
        control=control,
        voices=voices,
    )


def _refuse_if(problems: list[ConfigProblem]) -> None:
    if problems:
        raise ConfigRefused(problems)
