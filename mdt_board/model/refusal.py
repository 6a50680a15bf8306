"""How a verb says no: a value with a code and reasons, never an exception."""

from dataclasses import dataclass

from mdt_board.model.text import Message


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was done, and why; counts as false where a yes or no is asked."""

    code: str
    reasons: tuple[Message, ...]

    def __bool__(self) -> bool:
        """Say no."""
        return False


@dataclass(frozen=True, slots=True)
class Allowed:
    """Nothing speaks against it."""
