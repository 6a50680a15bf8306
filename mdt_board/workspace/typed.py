"""Changes as somebody types them: a field and a value, a list and a record, an id."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args

from pydantic import JsonValue

from mdt_board.importers.json_text import parsed
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Count, Message, Plain
from mdt_board.terminology.completion import closest
from mdt_board.workflow.edit import (
    LISTS,
    NO_LIST,
    EditError,
    apply,
    changing,
    removing,
)
from mdt_board.workspace.field_errors import issues_of
from mdt_board.workspace.ids import NewId
from mdt_board.workspace.records import Kept, is_file_name
from mdt_board.workspace.refused import RefusedError, refusal

MAX_ID = 64
_ID_MARKS = frozenset("._-")

CASE_ID = N_(
    "The id of a case is made of 1 to {count} letters, digits, points, hyphens and "
    "underscores, begins with a letter or digit and does not end like a file's name."
)
NO_EQUALS = N_("Write the field, an equals sign and the value: patient.name.zh=示例甲")
NOT_A_RECORD = N_(
    "Write the list, an equals sign and the record as JSON in braces; `mdt-board edit "
    "--help` shows one."
)


NEAR_FIELD = N_(
    "The case has no such field; the closest are {known}. `mdt-board schema` lists all."
)
NEAR_LIST = N_(
    "The case has no such list; the closest are {known}. `mdt-board schema` lists all."
)
LIST_NAMES = tuple(".".join(path) for path in LISTS.values())


def demand_case_id(case_id: str) -> None:
    """Refuse the id of a new case by which it could not be named again.

    Raises:
        RefusedError: when it is no id.
    """
    has_only_marks = all(c.isalnum() or c in _ID_MARKS for c in case_id)
    is_fit = has_only_marks and case_id[:1].isalnum() and len(case_id) <= MAX_ID
    if not is_fit or is_file_name(case_id):
        words = {"count": Count(MAX_ID)}
        raise RefusedError(case_id, (refusal("case-id", CASE_ID, words=words),))


def edited(
    kept: Kept,
    *,
    settings: Iterable[str] = (),
    additions: Iterable[str] = (),
    removals: Iterable[str] = (),
    new_id: NewId,
) -> Case:
    """Return the case with all of these changes.

    Args:
        kept: the case and its name for messages.
        settings: ``FIELD=VALUE`` each, FIELD as `edit --help` explains.
        additions: ``LIST=JSON`` each.
        removals: ids of records.
        new_id: makes the id of a record that has none.

    Raises:
        RefusedError: for the first that does not fit; its place is what was typed.
    """
    case = kept.case
    for text in settings:
        case = _set(case, text, kept.name)
    for text in additions:
        case = _added(case, text, kept.name, new_id)
    for record_id in removals:
        case = _removed(case, record_id, kept.name)
    return case


def _set(case: Case, text: str, name: str) -> Case:
    address, value = _halves(text, name)
    record_id, field = address.rsplit(":", 1) if ":" in address else ("", address)
    problems: list[EditError] = []
    for candidate in _meanings(value):
        try:
            return apply(case, [changing(case, record_id, field, candidate)])
        except EditError as error:
            problems.append(error)
    raise _refused(name, address, problems[0], field)


def _meanings(value: str) -> Iterator[JsonValue]:
    """Yield what typed words can mean, the likelier first; 18.2 may be a text too."""
    found: Any = parsed(value.encode()) if value.strip() else ""
    if not isinstance(found, Issue):
        yield found
    yield value


def _added(case: Case, text: str, name: str, new_id: NewId) -> Case:
    path, value = _halves(text, name)
    record: Any = parsed(value.encode())
    if not isinstance(record, dict):
        raise RefusedError(name, (refusal("not-a-record", NOT_A_RECORD, path),))
    if not _has_ids(case, path):
        return _with_one_more(case, path, record, name)
    record = {"id": new_id(), **record}
    whole: JsonValue = {"list": path, "at": _length(case, path), "record": record}
    edit = Edit(record_id=str(record["id"]), field="", before=None, after=whole)
    return _applied(case, edit, name, path)


def _has_ids(case: Case, path: str) -> bool:
    """Say whether the records of this list have ids; of no list that they would."""
    *above, last = path.split(".")
    owner: Any = case
    for step in above:
        owner = getattr(owner, step, None)
    field = getattr(type(owner), "model_fields", {}).get(last)
    kinds = get_args(field.annotation) if field else ()
    is_plain = kinds[:1] and isinstance(kinds[0], type)
    return not is_plain or issubclass(kinds[0], ListRecord)


def _with_one_more(case: Case, path: str, record: JsonValue, name: str) -> Case:
    """Put a record that has no id, as a number of the patient, behind the others."""
    there = changing(case, "", path, None).before
    listed = [*(there if isinstance(there, list) else ()), record]
    return _applied(case, changing(case, "", path, listed), name, path)


def _length(case: Case, path: str) -> int:
    found: Any = case
    for step in path.split("."):
        found = getattr(found, step, ())
    return len(found) if isinstance(found, tuple) else 0


def _removed(case: Case, record_id: str, name: str) -> Case:
    try:
        return apply(case, [removing(case, record_id)])
    except EditError as error:
        raise _refused(name, record_id, error) from None


def _applied(case: Case, edit: Edit, name: str, place: str) -> Case:
    try:
        return apply(case, [edit])
    except EditError as error:
        raise _refused(name, place, error) from None


def _halves(text: str, name: str) -> tuple[str, str]:
    address, equals, value = text.partition("=")
    if not equals:
        raise RefusedError(name, (refusal("no-equals", NO_EQUALS),))
    return address.strip(), value


def _refused(
    name: str, place: str, problem: EditError, field: str = ""
) -> RefusedError:
    """Say what is wrong at ``place``, and what could stand there instead."""
    if problem.found:
        told = issues_of(*problem.found, field.rpartition(".")[2])
        inside = ("" if field else i.place.partition("]")[2] for i in told)
        issues = tuple(
            replace(i, place=f"{place}{rest}")
            for i, rest in zip(told, inside, strict=True)
        )
        return RefusedError(name, issues)
    message = problem.message
    if message.text == NO_LIST:
        message = Message(NEAR_LIST, {"known": _closest(LIST_NAMES, place)})
    elif problem.fields:
        asked = field.rpartition(".")[2]
        message = Message(NEAR_FIELD, {"known": _closest(problem.fields, asked)})
    return RefusedError(name, (Issue("edit", Severity.REFUSED, place, message),))


def _closest(names: Iterable[str], typed: str) -> Plain:
    return Plain(", ".join(closest(names, typed)))
