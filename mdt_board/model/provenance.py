"""Where a record came from."""

from pydantic import AwareDatetime

from mdt_board.model.base import ListRecord


class Source(ListRecord):
    """One file that was imported into the case.

    ``name`` is the file's own name without its folder; ``sha256`` is over its bytes.
    """

    name: str
    format: str
    sha256: str
    imported_at: AwareDatetime | None = None
    imported_by: str = ""
