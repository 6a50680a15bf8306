"""The same rules over many cases: a line of JSON for each."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from mdt_board.model.interpretation import to_json
from mdt_board.workspace import RefusedError, Workspace
from mdt_board.workspace.whole_file import write_whole


def interpret_all(
    workspace: Workspace, names: Iterable[str], out: Path, on: date | None = None
) -> tuple[RefusedError, ...]:
    """Interpret each case into one line of ``out``, in the order of ``names``.

    Names are ids in the store or case files. One that is refused has no line; it is
    returned, and the others go on.

    Raises:
        OSError: when a file cannot be read or ``out`` not be written.
    """
    lines: list[bytes] = []
    refused: list[RefusedError] = []
    for name in names:
        try:
            case = workspace.find(name).case
        except RefusedError as error:
            refused.append(error)
        else:
            lines.append(to_json(workspace.interpret(case, on)) + b"\n")
    write_whole(out, b"".join(lines))
    return tuple(refused)
