"""Ids of what a person begins. Randomness enters the program here, nowhere below."""

import secrets  # noqa: TID251  # the one place for it
from collections.abc import Callable
from itertools import count

NewId = Callable[[], str]


def random_id() -> str:
    """Return an id that nothing else has and that tells nothing of the patient."""
    return secrets.token_hex(8)


def counted_ids(prefix: str) -> NewId:
    """Return a maker of ids that are the same each time, for the examples."""
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers)}"
