"""Codes from the vocabularies that hospitals exchange."""

from mdt_board.model.base import Record


class Coding(Record):
    """One code of one code system, with the words it came with."""

    system: str
    code: str
    display: str = ""
