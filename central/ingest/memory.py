"""What ingest remembers between transactions, so that the common line needs no question to the store."""

from central.config import CentralConfig
from central.ingest.fast import FastReader
from central.ingest.streams import StreamBook
from central.projections.calendar import Calendar
from central.projections.clocks import Boots
from central.projections.days import Days


class Memory:
    """Streams, boots, days and accepted codes. Nothing in it is needed: it can be forgotten at any time."""

    def __init__(self, config: CentralConfig) -> None:
        self.counts_per_ticket = config.counts_per_ticket
        self.streams = StreamBook()
        self.boots = Boots()
        self.days = Days(config)
        self.calendar = Calendar(config, self.days)
        self.fast = FastReader()

    def forget(self) -> None:
        """After a transaction that failed, what was remembered of it is not true."""
        self.streams.forget()
        self.boots.forget()
