"""The clock. It enters the program here and is handed to everything that needs it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]

EXAMPLE_DAY = date(2026, 11, 24)
_EXAMPLE_START = datetime(2026, 11, 24, 14, tzinfo=timezone(timedelta(hours=8)))


def real_now() -> datetime:
    """Return this instant in the machine's own time zone."""
    return datetime.now(UTC).astimezone()  # noqa: TID251  # the one place for it


def example_now() -> datetime:
    """Return the instant at which the example meeting always takes place."""
    return _EXAMPLE_START
