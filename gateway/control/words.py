"""What is said over the control socket: one JSON object a line, both ways. Types only.

{"do":"sign_in","counter":"3","officer":"cb-01","role":"principal"}
{"ok":true,"code":"done","vi":"…","en":"…","facts":null}
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import Token
from gateway.commands import ControlAnswer

MOST_LINE_BYTES = 4096
MOST_ANSWER_BYTES = 1024 * 1024

BAD_REQUEST, TOO_LONG, NOT_KNOWN, TOO_MANY = "bad_request", "too_long", "not_known", "too_many"

Reason = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z", description="1-32 of a-z, 0-9 and '-'")]
"""A code and not a sentence: it stands in the chain for ever and may say nothing about a person."""


class _Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    pass


class SignInRequest(_Request, frozen=True, tag="sign_in"):
    """Sign an officer in."""

    counter: Token
    officer: Token
    role: Literal["principal", "substitute"] = "principal"


class SignOutRequest(_Request, frozen=True, tag="sign_out"):
    """Sign out whoever is at a counter."""

    counter: Token


class PauseRequest(_Request, frozen=True, tag="pause"):
    """Let a counter rest."""

    counter: Token
    reason: Reason | None = None


class ResumeRequest(_Request, frozen=True, tag="resume"):
    """Let it serve again."""

    counter: Token


class SetTestModeRequest(_Request, frozen=True, tag="test_mode"):
    """Turn training on or off."""

    on: bool


class StatusRequest(_Request, frozen=True, tag="status"):
    """Ask for the state."""


class PairRequest(_Request, frozen=True, tag="pair"):
    """Pair the screen that shows this code."""

    code: Annotated[str, Meta(min_length=1, max_length=16)]


class ScreensRequest(_Request, frozen=True, tag="screens"):
    """Ask which screens are paired."""


class UnpairRequest(_Request, frozen=True, tag="unpair"):
    """Let a paired screen do nothing more."""

    screen: Token


WorkerRequest = SignInRequest | SignOutRequest | PauseRequest | ResumeRequest | SetTestModeRequest | StatusRequest
ScreenRequest = PairRequest | ScreensRequest | UnpairRequest
"""Answered by the gateway's pages; the worker has no part in them."""

ControlRequest = WorkerRequest | ScreenRequest


class RequestUnreadable(ValueError):
    """A line that is no request; the text says what is wrong with it."""


def read_request(line: bytes) -> ControlRequest:
    """A request from its line. Raises RequestUnreadable."""
    try:
        request: ControlRequest = msgspec.json.decode(line, type=ControlRequest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestUnreadable(str(error)[:200]) from None
    return request


def read_answer(line: bytes) -> ControlAnswer:
    """An answer from its line. Raises msgspec.DecodeError."""
    return msgspec.json.decode(line, type=ControlAnswer)


def write_line(message: ControlRequest | ControlAnswer) -> bytes:
    """A message as its line, end included."""
    return msgspec.json.encode(message) + b"\n"


def refusal(code: str, vi: str, en: str) -> ControlAnswer:
    """An answer that says no."""
    return ControlAnswer(False, code, vi, en)
