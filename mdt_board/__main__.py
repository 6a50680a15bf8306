"""The way in: the command line, or the window when no verb is given.

The only module that may start either.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mdt_board.cli.main import main as run_command_line
from mdt_board.cli.window import has_screen

if TYPE_CHECKING:
    from mdt_board.cli.session import WindowRequest
    from mdt_board.workspace import Workspace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if list(given) == ["--read-files-for-parent"]:  # the packaged program by itself
        from mdt_board.importers.child import main as read_files  # late: as Qt below

        return read_files()
    return run_command_line(given, _open_window)


def _open_window(workspace: "Workspace", request: "WindowRequest") -> int:
    from mdt_board.cli.exits import NoScreenError  # late: brings the translator

    if not request.screenshot and not has_screen(sys.platform, os.environ):
        raise NoScreenError
    from mdt_board.gui import app  # late: no other verb needs Qt

    if request.screenshot:
        if request.case:
            workspace.open_kept_case(request.case)
        app.screenshot(
            workspace,
            request.screenshot,
            workspace.language,
            request.width,
            request.height,
        )
        return 0
    if request.case and not workspace.archive.needs_login():
        workspace.find(request.case)  # what cannot be opened is said in the terminal
    return app.run(workspace, workspace.language, request.case)


if __name__ == "__main__":
    sys.exit(main())
