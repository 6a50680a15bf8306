"""Ids of what a person begins. Randomness enters the program here and nowhere below."""

import secrets  # noqa: TID251  # the one place for it
from collections.abc import Callable

NewId = Callable[[], str]


def random_id() -> str:
    """Return an id that no other case has and that tells nothing of the patient."""
    return f"case-{secrets.token_hex(8)}"
