"""Schema 2: the accounts of those who may work in the store."""

from sqlalchemy import Connection

STATEMENTS = (
    """CREATE TABLE accounts (
        id VARCHAR NOT NULL PRIMARY KEY,
        document TEXT NOT NULL)""",
)
SQLITE_ONLY = (
    """CREATE TRIGGER accounts_DELETE BEFORE DELETE ON accounts
    BEGIN SELECT RAISE (ABORT, 'accounts are closed, not deleted'); END""",
)


def apply(connection: Connection) -> None:
    """Add the table, empty: who may work here is said by whoever opens it next."""
    extra = SQLITE_ONLY if connection.dialect.name == "sqlite" else ()
    for statement in (*STATEMENTS, *extra):
        connection.exec_driver_sql(statement)
