"""The verbs that the window and the command line share."""

from mdt_board.workspace.refused import RefusedError
from mdt_board.workspace.workspace import Workspace

__all__ = ["RefusedError", "Workspace"]
