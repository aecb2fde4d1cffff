"""Projections of the queue: what was told of tickets and counters, the visits made of it, their exact daily sums.

All of it can be rebuilt from `events`. The agency of a visit stands nowhere here: the list of services says whose
a service was on a day, and a new list changes no figure that was stored.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from central.store.tables.base import Bytes16, metadata, place

ticket_events = Table(
    "ticket_events",
    metadata,
    *place(),
    Column("ticket", Bytes16, nullable=False, index=True),
    Column("site", String(32), nullable=False),
    Column("type", String(64), nullable=False, comment="of its line: ticket.issued, service.finished …"),
    Column("time_ms", BigInteger),
    Column("counter", String(64), nullable=False, comment="'' when it names none"),
    Column("officer", String(64), nullable=False, comment="'' when it names none"),
    Column("said", Text, nullable=False, comment="what else it says, JSON, see central.rules.telling"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("ticket", Bytes16, primary_key=True, comment="UUID; one row, whoever told of it"),
    Column("site", String(32), nullable=False),
    Column("day", String(10), nullable=False, comment="on which it was issued, YYYY-MM-DD; '' not known"),
    Column("hour", Integer, nullable=False, comment="local hour in which it was issued; -1 not known"),
    Column("number", String(16), nullable=False),
    Column("state", String(16), nullable=False, comment="issued, served, missed, abandoned, void or unissued"),
    Column("taken_service", String(64), nullable=False, comment="for which the number was taken"),
    Column("service", String(64), nullable=False, comment="after its last transfer"),
    Column("need", String(16), nullable=False),
    Column("priority", Integer, nullable=False, comment="1 or 0"),
    Column("needs", Text, nullable=False, comment="access needs, JSON list; '' for none"),
    Column("items", Integer, comment="dossiers that were announced"),
    Column("channel", String(16), nullable=False),
    Column("counter", String(64), nullable=False, comment="where it ended or was called last; '' never called"),
    Column("officer", String(64), nullable=False, comment="of that; '' for none"),
    Column("issued_ms", BigInteger),
    Column("called_ms", BigInteger, comment="first call"),
    Column("started_ms", BigInteger, comment="first start that was recorded"),
    Column("finished_ms", BigInteger),
    Column("wait_s", Integer, comment="all waiting up to the last call; NULL: not called, or a time is not known"),
    Column("work_wait_s", Integer, comment="what of it lies in the site's hours; NULL when those are not known"),
    Column("service_s", Integer, comment="NULL: not served, nobody finished it, or a time is not known"),
    Column("transfers", Integer, nullable=False),
    Column("recalls", Integer, nullable=False, comment="calls beyond the first one of each round"),
    Column("outcomes", Text, nullable=False, comment="JSON list of [service, outcome, count]; '' for none"),
    Index(None, "site", "day"),
    sqlite_with_rowid=False,
)

visits_daily = Table(
    "visits_daily",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("day", String(10), primary_key=True, comment="YYYY-MM-DD; '' = không rõ ngày"),
    Column("service", String(64), primary_key=True),
    Column("counter", String(64), primary_key=True),
    Column("officer", String(64), primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("need", String(16), primary_key=True),
    Column("priority", Integer, primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("state", String(16), primary_key=True),
    Column("n", BigInteger, nullable=False, comment="never 0: such a row is deleted"),
    sqlite_with_rowid=False,
)
"""Tickets per day and dimension, as the columns of `tickets` name them."""

durations_daily = Table(
    "durations_daily",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("measure", String(16), primary_key=True, comment="wait, work_wait or service"),
    Column("service", String(64), primary_key=True),
    Column("counter", String(64), primary_key=True),
    Column("officer", String(64), primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("seconds", Integer, primary_key=True),
    Column("n", BigInteger, nullable=False, comment="never 0"),
    sqlite_with_rowid=False,
)
"""Exact histograms of seconds, of served tickets alone: sums, medians and percentiles over any days are exact."""

outcomes_daily = Table(
    "outcomes_daily",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("service", String(64), primary_key=True, comment="of the outcome, not of the ticket"),
    Column("counter", String(64), primary_key=True),
    Column("officer", String(64), primary_key=True),
    Column("outcome", String(32), primary_key=True, comment="'' = nobody said what the visit brought"),
    Column("n", BigInteger, nullable=False, comment="how many times, as the officers counted"),
    Column("visits", BigInteger, nullable=False, comment="each visit once for each of its outcomes"),
    sqlite_with_rowid=False,
)
"""What served tickets brought. A visit with one outcome for two services stands under the first alone in `visits`."""

seat_events = Table(
    "seat_events",
    metadata,
    *place(),
    Column("site", String(32), nullable=False),
    Column("type", String(64), nullable=False),
    Column("time_ms", BigInteger),
    Column("day", String(10), nullable=False),
    Column("counter", String(64), nullable=False),
    Column("officer", String(64), nullable=False, comment="'' for a pause, which is the counter's"),
    Column("reason", String(64), nullable=False, comment="of a sign-out or a pause; role of a sign-in"),
    Index(None, "site", "day"),
)

seats_daily = Table(
    "seats_daily",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("counter", String(64), primary_key=True),
    Column("officer", String(64), primary_key=True),
    Column("session", String(2), primary_key=True, comment="am, pm; '' when the time is not known"),
    Column("role", String(16), nullable=False, comment="principal or substitute, of the last sign-in"),
    Column("first_ms", BigInteger, comment="from when the officer sat there in that session"),
    Column("last_ms", BigInteger, comment="until when; as far as is known"),
    Column("sign_ins", Integer, nullable=False),
    Column("unended", Integer, nullable=False, comment="sign-ins of which no end is known"),
    Column("pauses", Integer, nullable=False),
    Column("open_s", BigInteger, nullable=False, comment="signed in and not paused"),
    Column("paused_s", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Who sat where in the morning and in the afternoon, and how long the counter was open with them."""
