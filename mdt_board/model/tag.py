"""How well a number or statement is founded."""

from enum import StrEnum


class Tag(StrEnum):
    """How well a number or statement is founded."""

    CHECKED = "V"
    SECONDARY = "v2"
    COMPUTED = "C"
    JUDGED = "J"
    UNVERIFIED = "M"
