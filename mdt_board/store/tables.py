"""The tables, the same for every database.

Rows of ``audit`` and ``versions`` are only ever added. ``listing`` says again what the
latest version of each case says, for lists and searches, and can be made anew from it.
``state`` has one row; every transaction rewrites it. A row of ``accounts`` counts only
while it is what its latest entry in ``audit`` sealed.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()


class _AsStored(LargeBinary):
    """Bytes as the driver gives them.

    SQLAlchemy would make bytes of whatever a hand put there: of a number as many zeros.
    """

    def result_processor(self, dialect: object, coltype: object) -> None:
        """Leave what was read as it is; `documents` says what is no document."""


# first of all: SQLite then keeps it on the file's second page, where `wal` looks for it
state = Table(
    "state",
    METADATA,
    Column("only", Integer, primary_key=True),
    Column("mark", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("seal", String, nullable=False),
)

audit = Table(
    "audit",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("revision", Integer),
    Column("before_sha256", String, nullable=False),
    Column("after_sha256", String, nullable=False),
    Column("details_sha256", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("seal", String, nullable=False, unique=True),
)

versions = Table(
    "versions",
    METADATA,
    Column("case_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("save_id", String, nullable=False, unique=True),
    Column("sequence", ForeignKey(audit.c.sequence), nullable=False, unique=True),
    Column("sha256", String, nullable=False),
    Column("document", _AsStored, nullable=False),
)

listing = Table(
    "listing",
    METADATA,
    Column("sequence", Integer, primary_key=True),  # of the save: new ones come last
    Column("case_id", String, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("summary", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("sha256", String, nullable=False),
)

drafts = Table(
    "drafts",
    METADATA,
    Column("case_id", String, primary_key=True),
    Column("by", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("base_revision", Integer, nullable=False),
    Column("edits", Text, nullable=False),
)

accounts = Table(
    "accounts",
    METADATA,
    Column("id", String, primary_key=True),
    Column("document", Text, nullable=False),
)
