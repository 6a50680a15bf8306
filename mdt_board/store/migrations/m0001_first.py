"""Schema 1: versions, audit trail, listing with its word index, drafts."""

from sqlalchemy import Connection

STATEMENTS = (
    # first of all: it then stands on the file's second page
    """CREATE TABLE state (
        only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
        mark VARCHAR NOT NULL,
        sequence INTEGER NOT NULL,
        seal VARCHAR NOT NULL)""",
    """CREATE TABLE audit (
        sequence INTEGER NOT NULL PRIMARY KEY,
        at VARCHAR NOT NULL,
        actor VARCHAR NOT NULL,
        action VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        revision INTEGER,
        before_sha256 VARCHAR NOT NULL,
        after_sha256 VARCHAR NOT NULL,
        details_sha256 VARCHAR NOT NULL,
        previous VARCHAR NOT NULL,
        seal VARCHAR NOT NULL UNIQUE)""",
    "CREATE INDEX ix_audit_subject ON audit (subject)",
    """CREATE TABLE versions (
        case_id VARCHAR NOT NULL,
        revision INTEGER NOT NULL,
        save_id VARCHAR NOT NULL UNIQUE,
        sequence INTEGER NOT NULL UNIQUE REFERENCES audit (sequence),
        sha256 VARCHAR NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (case_id, revision))""",
    """CREATE TABLE listing (
        sequence INTEGER NOT NULL PRIMARY KEY,
        case_id VARCHAR NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        summary TEXT NOT NULL,
        words TEXT NOT NULL,
        sha256 VARCHAR NOT NULL,
        FOREIGN KEY (case_id, revision) REFERENCES versions (case_id, revision))""",
    """CREATE TABLE drafts (
        case_id VARCHAR NOT NULL,
        "by" VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        base_revision INTEGER NOT NULL,
        edits TEXT NOT NULL,
        PRIMARY KEY (case_id, "by"))""",
)
SQLITE_ONLY = (
    """CREATE VIRTUAL TABLE word_index USING fts5 (
        words, content='listing', content_rowid='sequence',
        tokenize="unicode61 tokenchars '_'")""",
    *(
        f"""CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE (ABORT, '{table} is only added to'); END"""
        for table in ("audit", "versions")
        for verb in ("UPDATE", "DELETE")
    ),
)


def apply(connection: Connection) -> None:
    """Create everything in an empty database."""
    extra = SQLITE_ONLY if connection.dialect.name == "sqlite" else ()
    for statement in (*STATEMENTS, *extra):
        connection.exec_driver_sql(statement)
