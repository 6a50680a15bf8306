"""What a sender's table means: remembered, so that it is answered once per form."""

from pydantic import Field

from mdt_board.model.base import Record


class MappedColumn(Record):
    """One header of the sender and the field of ours that it stands for.

    An empty ``field`` means that the column is not read. ``unit`` is that of its
    numbers where the header does not say.
    """

    header: str = Field(min_length=1, max_length=500)
    field: str = Field("", max_length=60)
    unit: str = Field("", max_length=60)


class TableMapping(Record):
    """How the columns of one form are read.

    ``kind`` is the id of a kind of table, or empty where the fields tell it.
    ``header_sha256`` is the signature of the form's headers; while it is empty the
    mapping is meant for whatever table has its headers. ``sender`` is who sends it.
    """

    kind: str = Field("", max_length=60)
    columns: tuple[MappedColumn, ...] = Field(min_length=1)
    sender: str = Field("", max_length=200)
    header_sha256: str = Field("", max_length=64)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The headers for which no field is known."""
        return tuple(c.header for c in self.columns if not c.field)
