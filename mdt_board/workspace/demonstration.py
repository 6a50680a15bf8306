"""The example meeting, taken through a store of its own to the signatures."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mdt_board.model.case import Case, IdentifierKind
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, FreeText
from mdt_board.model.view import View
from mdt_board.workflow.access import single_user
from mdt_board.workflow.edit import numbered
from mdt_board.workspace import records
from mdt_board.workspace.archive import Archive, Login, refusing
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.decisions import Confirmation
from mdt_board.workspace.ids import counted_ids
from mdt_board.workspace.imports import import_own_files
from mdt_board.workspace.meetings import (
    EXAMPLE_USER,
    ExampleCase,
    example_files,
    example_meeting,
)
from mdt_board.workspace.records import Kept
from mdt_board.workspace.refused import RefusedError, refusal
from mdt_board.workspace.whole_file import write_whole
from mdt_board.workspace.workspace import Workspace

STORE_NAME = "examples.sqlite"
CHAIR = single_user(
    "example-chair",
    FreeText(zh="示例主持人", en="Example Chair"),
    FreeText(zh="主任医师", en="Chief physician"),
)
OTHER_STORE = N_(
    "This is not a store of the examples alone and is not overwritten; name another "
    "folder."
)
IN_USE = N_("Another program has this store open; close it first.")
Confirm = Callable[[View, str, str], Confirmation]


@dataclass(frozen=True, slots=True)
class Signed:
    """One example after its meeting: what came in, and the signed case as shown."""

    example: ExampleCase
    view: View


@contextmanager
def example_workspace(language: str, out: Path) -> Iterator[Workspace]:
    """Open a new store for the examples, and leave it in ``out`` when all went well.

    Raises:
        RefusedError: when another store, or one that is in use, is in the way.
    """
    _demand_free(out / STORE_NAME)
    with tempfile.TemporaryDirectory(prefix="mdt-board-") as folder:
        workspace = Workspace(
            now=example_now,
            new_id=counted_ids("example"),
            user=EXAMPLE_USER,
            language=language,
            store=str(Path(folder) / STORE_NAME),
            login=Login(CHAIR.id),
        )
        workspace.meeting = example_meeting()
        try:
            workspace.archive.store.add_first_account(CHAIR, at=example_now())
            yield workspace
        finally:
            workspace.close()
        _demand_free(out / STORE_NAME)
        written = Path(folder).glob(f"{STORE_NAME}*")
        for file in sorted(path for path in written if path.is_file()):
            write_whole(out / file.name, file.read_bytes())


def _demand_free(place: Path) -> None:
    """Refuse to write over anything but a store of the examples that nobody uses."""
    if not place.exists():
        return
    if not _is_of_examples(place):
        raise RefusedError(str(place), (refusal("other-store", OTHER_STORE),))
    log = place.with_name(f"{place.name}-wal")
    if log.exists() and log.stat().st_size:
        raise RefusedError(str(place), (refusal("store-in-use", IN_USE),))
    for left in (log, place.with_name(f"{place.name}-shm")):
        left.unlink(missing_ok=True)


def _is_of_examples(place: Path) -> bool:
    """Say whether a file is a store with the examples and nobody's own work."""
    from mdt_board.store.errors import StoreRefusedError  # late: SQLAlchemy

    looked_at = Archive(
        str(place),
        Login(),
        now=example_now,
        new_id=counted_ids("look"),
        is_read_only=True,
    )
    try:
        people = {account.id for account in looked_at.store.accounts()}
        cases = looked_at.store.list_cases()
        return people == {CHAIR.id} and all(case.is_example for case in cases)
    except StoreRefusedError:
        return False
    finally:
        looked_at.close()


def signed_example(workspace: Workspace, folder: Path, confirm: Confirm) -> Signed:
    """Take one example in, import its files, propose its decision and sign it.

    Args:
        workspace: one of `example_workspace`.
        folder: the example's.
        confirm: returns what the signer is shown and confirms.

    Raises:
        RefusedError: when a step is refused, with the reasons.
    """
    typed, files = example_files(folder)
    begun = Kept(Case(id=typed.id))
    kept = _done(records.keep(workspace.archive, begun, numbered(typed, 0), "create"))
    case, issues = import_own_files(kept.case, files, example_now(), EXAMPLE_USER)
    kept = _done(workspace.keep(kept, case, "import"))
    if case.decision:
        kept = _done(workspace.propose(kept, case.decision))
    name, number = _identifiers(case)
    confirmed = confirm(workspace.proposal(kept), name, number)
    kept = _done(workspace.sign(kept, confirmed))
    view = workspace.view_of(kept.case, issues=issues)
    return Signed(ExampleCase(kept.case, files, issues), view)


def _identifiers(case: Case) -> tuple[str, str]:
    numbers = case.patient.identifiers
    record = (n.value for n in numbers if n.kind is IdentifierKind.RECORD_NUMBER)
    return case.patient.name.zh or case.patient.name.en, next(record, "")


def _done(answer: Kept | Refused) -> Kept:
    if isinstance(answer, Refused):
        raise refusing(EXAMPLE_USER, answer)
    return answer
