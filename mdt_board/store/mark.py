"""The mark that every transaction leaves: which store this is, and which write.

It names the mark before it. SQLite takes any write-ahead log that lies beside a file
for the file's own; by the marks in both, a log of another store, or of another time of
the same one, is told apart before SQLite is let near it.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

_FORM = re.compile(rb"mdt-board:([0-9a-f]{32}):(\d{12}):([0-9a-f]{16}):([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Mark:
    """One write of one store; its text always has the same length."""

    store: str
    write: int
    before: str
    own: str

    @classmethod
    def first(cls, store: str) -> Self:
        """Return the mark of the write that creates a store; ``store`` is 32 hex."""
        return cls(store, 1, "0" * 16, _short(store))

    @classmethod
    def found_in(cls, page: bytes) -> Self | None:
        """Return the mark on a page of the file, or None when there is none."""
        return cls._of(_FORM.search(page))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the mark that ``text`` is, or None."""
        return cls._of(_FORM.fullmatch(text.encode(errors="replace")))

    @classmethod
    def _of(cls, match: re.Match[bytes] | None) -> Self | None:
        if match is None:
            return None
        store, write, before, own = (part.decode() for part in match.groups())
        return cls(store, int(write), before, own)

    def next(self, what: str) -> "Mark":
        """Return the mark of the write after this one, which writes ``what``."""
        own = _short(f"{self.own}:{what}")
        return Mark(self.store, self.write + 1, self.own, own)

    def __str__(self) -> str:
        return f"mdt-board:{self.store}:{self.write:012d}:{self.before}:{self.own}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
