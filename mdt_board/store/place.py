"""Where a store is: the file that a path or a URL names, or this user's own."""

from pathlib import Path

from mdt_board.model.text import N_, Message
from mdt_board.store.errors import StoreRefusedError

NOT_THIS_KIND = N_("This program keeps its store in a file; name one.")
_SCHEME = "sqlite:///"


def default_path() -> Path:
    """Return where this user's store is when no other place is named."""
    from platformdirs import user_data_path  # late: a named store does not need it

    return user_data_path("mdt-board", appauthor=False) / "store" / "board.sqlite"


def path_of(place: str | Path) -> Path:
    """Return the file that ``place`` names.

    Raises:
        StoreRefusedError: for the URL of a database that is no file.
    """
    if isinstance(place, Path):
        return place
    if place.startswith(_SCHEME):
        return Path(place.removeprefix(_SCHEME))
    if "://" in place:
        raise StoreRefusedError("no-such-kind", Message(NOT_THIS_KIND))
    return Path(place)
