"""What citizens wrote (góp ý), what became of it, and which tickets a telephone rated.

How to count it (`central.feedback.figures` does, and a report should ask there):

- `feedback` has a row for each `feedback.left` line; one `note` is one piece of feedback, however often it was told.
  When it was left (time, day) stands with the line in `events`, at the same place. Its words are in `notes` under the
  same `note` and `seal`, and in no projection.
- `feedback_cases` is what staff did with it, one row for each `note`, made by the first act. No row: it is new, under
  the topic it was left with, due on the day that `central.feedback.due` gives. `due_day` is kept by the first act, so
  that a later change of holidays moves no past figure.
- On time: `ended_day` <= `due_day`. Late: `ended_day` > `due_day`. Without `ended_day` it is open, and overdue once
  `due_day` has passed.

`feedback` is made from `events` and can be made again; the other tables cannot.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from central.store.tables.base import Bytes16, RowId, metadata, place

feedback = Table(
    "feedback",
    metadata,
    *place(),
    Column("site", String(32), nullable=False, index=True),
    Column("note", Bytes16, nullable=False, index=True, comment="UUID of its words and of its case"),
    Column("seal", Bytes16, nullable=False, comment="which of the notes of that UUID is the true one"),
    Column("topic", String(64), nullable=False, comment="as it was left, see central.feedback.topics"),
)

feedback_cases = Table(
    "feedback_cases",
    metadata,
    Column("note", Bytes16, primary_key=True),
    Column("site", String(32), nullable=False, index=True),
    Column("state", String(16), nullable=False, comment="taken, handed, answered, redirected or closed"),
    Column("topic", String(64), nullable=False, comment="as staff sorted it"),
    Column("due_day", String(10), nullable=False, comment="YYYY-MM-DD, included"),
    Column("handed_to", String(200), nullable=False, comment="person or agency; '' for nobody"),
    Column("handed_day", String(10), nullable=False, comment="first hand-over, YYYY-MM-DD; '' never"),
    Column("ended_day", String(10), nullable=False, comment="answered, redirected or closed; '' not yet"),
    Column("answer", Text, nullable=False, comment="shown to who left it; '' for none"),
    Column("version", Integer, nullable=False, comment="grows with each act: two people do not overwrite each other"),
)

feedback_steps = Table(
    "feedback_steps",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("note", Bytes16, nullable=False, index=True),
    Column("at_ms", BigInteger, nullable=False, comment="central's clock, milliseconds UTC"),
    Column("person", String(64), nullable=False, comment="code of who did it"),
    Column("act", String(16), nullable=False, comment="take, sort, due, hand, answer, redirect, close or reopen"),
    Column("said", Text, nullable=False, comment="what was set, or why; '' for nothing"),
)
"""History of every case; nothing of it is ever changed."""

feedback_tickets = Table(
    "feedback_tickets",
    metadata,
    Column("note", Bytes16, primary_key=True),
    Column("ticket", Bytes16, nullable=False, index=True),
    Column("at_ms", BigInteger, nullable=False),
)
"""Under which ticket's page the answer is shown; for nothing else. The chain knows of no such tie."""

phone_ratings = Table(
    "phone_ratings",
    metadata,
    Column("rating", Bytes16, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("day", String(10), nullable=False, comment="on which it was given, YYYY-MM-DD"),
    Column("phone", Bytes16, nullable=False, comment="keyed hash of a random cookie, another one each day"),
    Column("ticket", Bytes16, nullable=False),
    Index(None, "day", "phone"),
)
"""How many visits one telephone rated today; rows of earlier days are deleted by the next rating."""
