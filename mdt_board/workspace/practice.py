"""The example meeting in a store that is thrown away: whatever is tried there is safe.

The store is made when something is first saved; only looking at the examples costs no
more than reading them.
"""

import tempfile
from pathlib import Path

from mdt_board.model.view import View
from mdt_board.workspace.archive import Login
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.demonstration import CHAIR
from mdt_board.workspace.meetings import EXAMPLE_USER
from mdt_board.workspace.workspace import Workspace

STORE_NAME = "practice.sqlite"


class Practice:
    """A workspace of its own around the examples; `close` throws it all away."""

    def __init__(self, language: str) -> None:
        """Make room for a store and put nothing there yet; raises OSError."""
        self._folder = tempfile.TemporaryDirectory(
            prefix="mdt-board-", ignore_cleanup_errors=True
        )
        self.workspace = Workspace(
            now=example_now,
            user=EXAMPLE_USER,
            language=language,
            store=str(Path(self._folder.name) / STORE_NAME),
            login=Login(CHAIR.id),
        )
        self.workspace.archive.first = CHAIR  # with the title that a signature needs

    def views(self) -> tuple[View, ...]:
        """Build each example from its source files, in the order of the meeting."""
        self.workspace.open_example_meeting()
        return tuple(map(self.workspace.view, self.workspace.case_ids()))

    def close(self) -> None:
        """Throw away what was tried."""
        self.workspace.close()
        self._folder.cleanup()
