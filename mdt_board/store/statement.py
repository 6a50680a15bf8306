"""Statements that every save runs: written with SQLAlchemy, compiled once, run bare.

SQLAlchemy's own execution takes several times as long as SQLite does for such a row.
"""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.expression import Delete, Insert, Select, TextClause, Update

Row = dict[str, Any]


class Statement:
    """One statement; its parameters are plain texts, whole numbers and bytes."""

    def __init__(
        self, statement: Select[Any] | Insert | Update | Delete | TextClause
    ) -> None:
        """Take the statement; it is compiled when it first runs on a dialect."""
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, connection: Connection, row: Row) -> Any:
        """Run it in the connection's transaction and return the driver's cursor.

        Raises:
            Exception: the driver's own; `errors.speaking` knows them.
        """
        text, order = self._compiled.get(connection.dialect.name) or self._compile(
            connection, row
        )
        cursor = connection.connection.cursor()
        cursor.execute(text, row if order is None else [row[name] for name in order])
        return cursor

    def one(self, connection: Connection, row: Row) -> Any | None:
        """Run a select of at most one row and return it, its columns as attributes."""
        cursor = self.run(connection, row)
        found = cursor.fetchone()
        names = [column[0] for column in cursor.description]
        cursor.close()
        if found is None:
            return None
        return SimpleNamespace(**dict(zip(names, found, strict=True)))

    def _compile(
        self, connection: Connection, row: Row
    ) -> tuple[str, list[str] | None]:
        compiled = self._statement.compile(
            dialect=connection.dialect, column_keys=list(row)
        )
        names = getattr(compiled, "positiontup", None)
        found = (str(compiled), list(names) if names else None)
        self._compiled[connection.dialect.name] = found
        return found
