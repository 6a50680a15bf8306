"""A file that stays with the case as it came."""

from mdt_board.model.base import ListRecord


class Attachment(ListRecord):
    """One original file, known by the hash of its bytes."""

    name: str
    media_type: str
    sha256: str
    size_bytes: int
