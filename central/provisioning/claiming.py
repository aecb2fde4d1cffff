"""Answers a box that shows a code: exactly one key becomes the device, and that key is answered again and again."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from sqlalchemy import Connection, Engine

from central.config import CentralConfig
from central.provisioning import certificates, refusals
from central.provisioning.alarms import GUESSING, NOBODY, SECOND_KEY, WRONG_BOX, alarm
from central.provisioning.answers import make_answer
from central.provisioning.authority import BadRequest, key_hash, read_request, sign
from central.provisioning.broker_files import hash_password
from central.provisioning.broker_folder import revoked_certificates
from central.provisioning.claims import Claim, claim_by_token, use
from central.provisioning.desk import Desk, now_ms, retire
from central.provisioning.devices import Device, change_device, device_of
from central.provisioning.guessing import Guesses
from central.provisioning.keyring import NoAuthority
from central.provisioning.refusals import Refusal
from central.store.engine import writing
from contract.claims import ClaimAnswer, ClaimRequest, CodeMistyped, read_code


class ClaimDesk:
    """The public side of provisioning; knows nothing of HTTP."""

    def __init__(
        self,
        engine: Engine,
        config: CentralConfig,
        desk: Desk,
        clock: Callable[[], int] = now_ms,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._config = config
        self._desk = desk
        self._clock = clock
        self._monotonic_s = monotonic_s
        self._guesses = Guesses()

    def answer(self, request: ClaimRequest, address: str) -> ClaimAnswer | Refusal:
        """The answer to a request from an address."""
        if (wait_s := self._guesses.wait_s(address, self._monotonic_s())) > 0:
            return refusals.too_often(wait_s)
        try:
            key = read_request(request.csr)
        except BadRequest:
            return self._wrong(refusals.BAD_REQUEST, address)
        try:
            token = read_code(request.code)
        except CodeMistyped:
            return self._wrong(refusals.UNKNOWN, address)
        try:
            with writing(self._engine) as connection:
                said = self._in_store(connection, request, token, key)
        except NoAuthority:
            # Nothing of the transaction stays: the code is as good as before.
            return refusals.NOT_READY
        if said is refusals.UNKNOWN:
            return self._wrong(refusals.UNKNOWN, address)
        if isinstance(said, ClaimAnswer):
            self._desk.refresh_broker()
        return said

    def _in_store(
        self, connection: Connection, request: ClaimRequest, token: bytes, key: EllipticCurvePublicKey
    ) -> ClaimAnswer | Refusal:
        now = self._clock()
        claim = claim_by_token(connection, token)
        device = None if claim is None else device_of(connection, claim.gateway)
        if claim is None or device is None:
            return refusals.UNKNOWN
        hashed = key_hash(key)
        if refusal := self._refusal(connection, request, claim, device, hashed, now):
            return refusal
        if claim.used_ms is None:
            if not use(connection, claim, hashed, now):
                return refusals.USED
            change_device(connection, device.gateway, state="active")
            if device.replaces:
                retire(connection, device.replaces, now)
        return self._become(connection, device, key, hashed, now)

    def _refusal(
        self, connection: Connection, request: ClaimRequest, claim: Claim, device: Device, hashed: str, now: int
    ) -> Refusal | None:
        said = (request.gateway or device.gateway, request.site or device.site)
        if said != (device.gateway, device.site):
            alarm(connection, WRONG_BOX, device.gateway, f"the card says {said[0]} of {said[1]}", now)
            return refusals.WRONG_BOX
        if claim.used_ms is not None and claim.key_hash != hashed:
            alarm(connection, SECOND_KEY, device.gateway, f"a second key {hashed[:16]} showed a used code", now)
            return refusals.USED
        if claim.withdrawn_ms is not None or device.state == "retired":
            return refusals.WITHDRAWN
        if claim.used_ms is None and now >= claim.expires_ms:
            return refusals.EXPIRED
        return None

    def _become(
        self, connection: Connection, device: Device, key: EllipticCurvePublicKey, hashed: str, now: int
    ) -> ClaimAnswer:
        """The certificate of this key, made once, and everything else as it is now."""
        keyring = self._desk.keyring
        pem = certificates.valid_pem(connection, device.gateway, hashed)
        if pem is None:
            issued = sign(
                keyring.signing(),
                device.gateway,
                key,
                datetime.fromtimestamp(now / 1000, UTC),
                self._config.provisioning.certificate_days,
                serves=[name for name in (device.host, device.gateway) if name],
            )
            certificates.keep(connection, issued, now)
            pem = issued.pem
        password = self._desk.password()
        if password is not None:
            change_device(connection, device.gateway, password_hash=hash_password(password))
        day = self._desk.today(device.site).date()
        revoked = revoked_certificates(connection, keyring)
        current = device_of(connection, device.gateway) or device
        return make_answer(connection, self._config, current, pem, keyring.bundle(), revoked, password, day)

    def _wrong(self, refusal: Refusal, address: str) -> Refusal:
        if self._guesses.was_wrong(address, self._monotonic_s()):
            with writing(self._engine) as connection:
                alarm(connection, GUESSING, NOBODY, f"many wrong codes from {address}", self._clock())
        return refusal
