"""From claim to gateway in steps, each of which may be the last before the power goes; begun again, it goes on.

1. room on the card · 2. a key, kept · 3. the question, over HTTPS · 4. the answer, kept · 5. its files, tried by the
same reader that the gateway uses · 6. each in its place, ``gateway.toml`` last: with it the box is a gateway ·
7. the code written over everywhere.
"""

import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from contract.claims import MOST_BYTES, ClaimAnswer, ClaimFile, ClaimRequest, CodeMistyped, read_code
from contract.toml import ConfigRefused, read_toml
from contract.toml_writer import to_toml
from gateway.claiming import words
from gateway.claiming.disk import PUBLIC, SECRET, SHARED, make_room, problem, put, sync
from gateway.claiming.forgetting import PLACES, forget
from gateway.claiming.keys import certified_key, new_key, public_key, request_for
from gateway.claiming.words import ClaimProblem
from gateway.config import load_configuration

log = logging.getLogger(__name__)

CLAIM, ANSWER, KEY = "claim.toml", "claim-answer.json", "gateway.key"
GATEWAY, SITE, CA, CERT = "gateway.toml", "site.toml", "quayso-ca.crt", "gateway.crt"
BROKER = "broker"
_PLACE_OF_BROKER = "@FOLDER@"

_TYPED = "Mã do người cài đặt gõ · the code was typed by hand"

Ask = Callable[[ClaimFile, ClaimRequest], ClaimAnswer]


@dataclass(frozen=True, slots=True)
class Local:
    """What this box decides for itself; None: as a Raspberry Pi has it. Written into its ``gateway.toml``."""

    data_dir: str | None = None
    socket: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A box and its folder of settings. ``copies``: where the card may hold the code as well."""

    folder: Path
    ask: Ask
    local: Local = Local()
    copies: Iterable[Path] = PLACES

    @property
    def is_gateway(self) -> bool:
        """Whether everything is in its place."""
        return (self.folder / GATEWAY).exists()


def become(box: Box, typed: str | None = None) -> ClaimAnswer | None:
    """Make the box a gateway; None when it was one already. ``typed``: a code that somebody typed.

    Raises ClaimProblem; whatever happened by then, the same call goes on from there.
    """
    try:
        return _become(box, typed)
    except OSError as error:
        raise problem(error, box.folder) from error


def _become(box: Box, typed: str | None) -> ClaimAnswer | None:
    answer = _kept_answer(box)
    if box.is_gateway:
        if answer is None and _code_in(box.folder / CLAIM):
            raise words.is_gateway_already(box.folder / GATEWAY)
        _clean(box)
        return None
    make_room(box.folder)
    if answer is None:
        answer = _ask(box, read_claim(box.folder / CLAIM, typed), typed)
    _install(box, answer)
    _clean(box)
    return answer


def _ask(box: Box, claim: ClaimFile, typed: str | None) -> ClaimAnswer:
    """Central's answer, kept. A code that was typed is kept too, until central says that it is none."""
    key = box.folder / KEY
    if not key.exists():
        put(key, new_key(), SECRET)
    request = ClaimRequest(claim.code or "", request_for(key), claim.gateway, claim.site)
    if typed is not None:
        put(box.folder / CLAIM, to_toml(claim, _TYPED), SECRET)
    try:
        answer = box.ask(claim, request)
    except ClaimProblem as refused:
        if typed is not None and refused.wait_s is None:
            put(box.folder / CLAIM, to_toml(msgspec.structs.replace(claim, code=None), _TYPED), SECRET)
        raise
    _check(box, answer)
    put(box.folder / ANSWER, msgspec.json.encode(answer), SECRET)
    return answer


def read_claim(path: Path, typed: str | None) -> ClaimFile:
    """The claim file, with the code that was typed in the place of its own. Raises ClaimProblem."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES).decode("utf-8")
    except FileNotFoundError:
        raise words.no_claim_file(path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise words.unreadable(path, error) from None
    try:
        claim = read_toml(text, ClaimFile, path.name)
    except ConfigRefused as refused:
        raise words.unreadable(path, refused) from None
    if typed is not None:
        # The code says which box this becomes; a name in the file would be another's.
        claim = msgspec.structs.replace(claim, code=typed, gateway=None, site=None)
    if claim.code is None:
        raise words.no_code()
    try:
        read_code(claim.code)
    except CodeMistyped as wrong:
        raise words.mistyped() if typed is not None else words.unreadable(path, wrong) from None
    return claim


def _kept_answer(box: Box) -> ClaimAnswer | None:
    """The answer of an earlier attempt; a broken one is asked for again, the same key is answered again."""
    try:
        return msgspec.json.decode((box.folder / ANSWER).read_bytes(), type=ClaimAnswer)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        log.warning("the kept answer cannot be read, asking again: %s", error)
        return None


def _check(box: Box, answer: ClaimAnswer) -> None:
    """The certificate is about our key."""
    if certified_key(answer.certificate) != public_key(box.folder / KEY):
        raise words.bad_answer("certificate of another key")


def _install(box: Box, answer: ClaimAnswer) -> None:
    own = _with_local(answer.gateway_toml, box.local)
    _try(box, answer, own)
    put(box.folder / CA, answer.ca, PUBLIC)
    put(box.folder / CERT, answer.certificate, PUBLIC)
    # The service's group reads it; beside the folder's own group nobody does.
    put(box.folder / KEY, (box.folder / KEY).read_bytes(), SHARED, owner_of=box.folder)
    put(box.folder / SITE, answer.site_toml, SHARED, owner_of=box.folder)
    _install_broker(box, answer)
    put(box.folder / GATEWAY, own, SHARED, owner_of=box.folder)


def _try(box: Box, answer: ClaimAnswer, own: str) -> None:
    """Read the settings as the gateway will, before any of them is in its place. Raises ClaimProblem."""
    trial = box.folder / ".trial"
    # An earlier attempt may have ended in the middle.
    shutil.rmtree(trial, ignore_errors=True)
    trial.mkdir(mode=0o700)
    try:
        put(trial / SITE, answer.site_toml, SECRET)
        put(trial / GATEWAY, own, SECRET)
        made = load_configuration(trial / GATEWAY).gateway
        if (made.gateway, made.site) != (answer.gateway, answer.site):
            raise words.bad_answer("settings of another box")
    except ConfigRefused as refused:
        raise words.bad_answer(refused) from None
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _install_broker(box: Box, answer: ClaimAnswer) -> None:
    """The centre's own broker, on the box that keeps the queue."""
    if answer.hall_broker is None:
        return
    folder = box.folder / BROKER
    folder.mkdir(mode=0o750, exist_ok=True)
    os.chown(folder, -1, box.folder.stat().st_gid)
    files = answer.hall_broker
    put(folder / CA, answer.ca, PUBLIC)
    put(folder / "quayso-server.crt", answer.certificate, PUBLIC)
    put(folder / "quayso-server.key", (box.folder / KEY).read_bytes(), SHARED, owner_of=folder)
    put(folder / "quayso-revoked.crl", files.crl, PUBLIC)
    put(folder / "quayso.acl", files.acl, SHARED, owner_of=folder)
    if files.passwords is not None:
        put(folder / "quayso.passwd", files.passwords, SHARED, owner_of=folder)
    put(folder / "quayso.conf", files.conf.replace(_PLACE_OF_BROKER, str(folder)), PUBLIC)


def _with_local(text: str, local: Local) -> str:
    """The settings with what this box decides: plain keys before the first table, tables behind the last."""
    head = [f"data_dir = {_quoted(local.data_dir)}"] if local.data_dir else []
    tables = {"control": {"socket": local.socket}, "clock": {"source": local.clock}}
    tail = [to_toml({name: values}, "máy này · this box") for name, values in tables.items() if all(values.values())]
    first, _, rest = text.partition("\n")
    return "\n".join([first, *head, rest, *tail])


def _quoted(text: str) -> str:
    return re.sub(r"^# .*\nx = ", "", to_toml({"x": text}, "-")).strip()


def _clean(box: Box) -> None:
    """Nothing that opens anything stays; also done when the power went before."""
    if code := _code_in(box.folder / CLAIM):
        # The claim file last: without it nobody knows any more what to look for.
        forget(code, [*box.copies, box.folder / CLAIM])
    # The answer after it: as long as it is there, this is still the end of a claim.
    for name in (CLAIM, ANSWER):
        (box.folder / name).unlink(missing_ok=True)
        sync(box.folder)


def _code_in(path: Path) -> str | None:
    """The code of the claim file, as it is written there."""
    try:
        return read_toml(path.read_text("utf-8"), ClaimFile, path.name).code
    except (OSError, UnicodeDecodeError, ConfigRefused):
        return None
