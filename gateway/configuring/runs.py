"""Runs of a gateway, one behind the other: each begins with the configuration in place; one that fails goes back."""

import logging
from collections.abc import Callable
from pathlib import Path

from contract.links import BrokerConfig
from contract.toml import ConfigRefused
from gateway.config import Configuration, load_configuration, load_gateway
from gateway.configuring.kept import Kept
from gateway.configuring.moment import is_safe
from gateway.configuring.receiver import Receiver
from gateway.link.mqtt_transport import MqttTransport
from gateway.link.transport import Transport
from gateway.wiring import Gateway

log = logging.getLogger(__name__)


class Runs:
    """What outlives one run. ``wake`` ends the waiting of main; ``wants_another`` then says why."""

    def __init__(self, config_file: Path, wake: Callable[[], None]) -> None:
        """Raises ConfigRefused when `gateway.toml` itself cannot be used."""
        self._config_file = config_file
        self._wake = wake
        self._kept = Kept(Path(load_gateway(config_file).data_dir))
        self._receiver: Receiver | None = None
        self._gateway: Gateway | None = None
        self.wants_another = False

    def load(self) -> Configuration:
        """The configuration to begin with: the newest that can be used. Raises ConfigRefused when none can."""
        self.wants_another = False
        while (site_file := self._kept.site_file) is not None:
            try:
                return load_configuration(self._config_file, site_file)
            except ConfigRefused as refused:
                self._kept.go_back(str(refused.problems[0])[:256])
        return load_configuration(self._config_file)

    def transport(self, gateway: str, broker: BrokerConfig, starts: int) -> Transport:
        """The link to central with an ear for configurations."""
        made = MqttTransport(gateway, broker, starts)
        self._receiver = Receiver(gateway, self._config_file, self._kept, self._is_safe, self._another)
        self._receiver.speak_over(made.publish)
        made.host(self._receiver, in_haste=False)
        return made

    def began(self, gateway: Gateway) -> None:
        """A gateway runs."""
        self._gateway = gateway
        try:
            self._kept.settle()
        except OSError as error:
            # A full card: it counts as a trial until there is room.
            log.error("that the configuration works could not be kept: %s", error)
        if self._receiver is not None:
            self._receiver.start()

    def ended(self) -> None:
        """It is about to stop."""
        if self._receiver is not None:
            self._receiver.stop()
        self._receiver = None

    def may_go_back(self, error: Exception) -> bool:
        """After a start that failed: whether there is an earlier configuration to try."""
        self._receiver = None
        if not self._kept.is_trial:
            return False
        self._kept.go_back(f"không khởi động được / does not start: {error}"[:256])
        return True

    def _another(self) -> None:
        self.wants_another = True
        self._wake()

    def _is_safe(self, waited_s: float) -> bool:
        gateway = self._gateway
        if gateway is None:
            return False
        heard = None if gateway.hall is None else gateway.hall.feed.look()
        # A counter alone waits for itself; hall, kiosk and boards serve everybody.
        own = gateway.config.counters if gateway.config.roles == ("counter",) else ()
        return is_safe(heard, own, waited_s)
