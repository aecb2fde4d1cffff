"""Tries a configuration from central as a start of this gateway would read it. Puts nothing in place."""

import shutil
from pathlib import Path

import msgspec

from contract.configuration import FILE, is_whole, site_from_json, site_text
from contract.messages import ConfigPushed
from contract.reasons import short
from contract.toml import ConfigRefused
from gateway.config import load_configuration

LONGEST = 256


class NotUsable(ValueError):
    """Why it is not used, with the key that is wrong."""


def tried(message: ConfigPushed, config_file: Path, folder: Path) -> str:
    """The text of its `site.toml`, which this gateway could start with. Raises NotUsable and OSError."""
    if not is_whole(message):
        raise NotUsable("sha256: nội dung không khớp mã / the content is not what its hash says")
    if message.gateway:
        raise NotUsable("gateway: máy này chỉ nhận cấu hình của trung tâm / only site is taken by this version")
    try:
        text = site_text(site_from_json(message.site))
    except (msgspec.ValidationError, RecursionError, OverflowError) as error:
        raise NotUsable(_said(f"site: {short(error)}")) from None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    trial = folder / ".trial"
    shutil.rmtree(trial, ignore_errors=True)
    trial.mkdir(mode=0o700)
    try:
        (trial / FILE).write_text(text, "utf-8")
        load_configuration(config_file, trial / FILE)
    except ConfigRefused as refused:
        raise NotUsable(_said(str(refused.problems[0]))) from None
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    return text


def _said(text: str) -> str:
    """As much as the answer has room for, on one line."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
