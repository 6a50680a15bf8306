"""Where a verb may write: never over what it reads, never over another kind of file."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Plain
from mdt_board.workspace.refused import RefusedError, refusal

IS_INPUT = N_("this file is read by the same command; name another one to write to")
NOT_A_FILE = N_("this is a folder or a device; name a file to write to")
OTHER_KIND = N_("the name of the file to write must end in {endings}")


def demand_output(out: Path, endings: tuple[str, ...], inputs: Iterable[Path]) -> None:
    """Say at once, before any work, that nothing may be written to ``out``.

    Args:
        out: the file to write.
        endings: of its name, in small letters, for the kind that is written.
        inputs: what the same command reads.

    Raises:
        RefusedError: when it is read too, no ordinary file or of another kind.
        FileNotFoundError: when its folder does not exist.
    """
    found = _problem(out, endings, inputs)
    if found:
        raise RefusedError(str(out), (found,))
    if not out.parent.is_dir():
        text = os.strerror(errno.ENOENT)
        raise FileNotFoundError(errno.ENOENT, text, str(out))


def _problem(
    out: Path, endings: tuple[str, ...], inputs: Iterable[Path]
) -> Issue | None:
    if any(_is_same(out, given) for given in inputs):
        return refusal("output-is-input", IS_INPUT)
    if out.exists() and not out.is_file():
        return refusal("output-not-a-file", NOT_A_FILE)
    if not out.name.lower().endswith(endings):
        words = {"endings": Plain(", ".join(endings))}
        return refusal("output-other-kind", OTHER_KIND, words=words)
    return None


def _is_same(one: Path, other: Path) -> bool:
    """Say whether both names lead to one file, by a link or another spelling too."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()
