"""What `show --ids` prints: every record as `edit` names it."""

import json
from collections.abc import Iterator

from mdt_board.cli.contents import INDENT
from mdt_board.cli.layout import columns
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.workflow.edit import all_records

MOST_LETTERS = 60
ORIGIN = frozenset({"id", "source", "place"})
NOBODYS = frozenset({"sources", "sign_offs"})  # the program's own, not edited


def id_lines(case: Case) -> Iterator[str]:
    """Show the records under the names of their lists: the id, then what was stated.

    Fields are written as `edit --set ID:FIELD=VALUE` takes them; long ones are cut.
    """
    lists: dict[str, list[ListRecord]] = {}
    for path, _, record in all_records(case):
        lists.setdefault(".".join(path), []).append(record)
    for name in (name for name in lists if name not in NOBODYS):
        rows = [(record.id, _brief(record)) for record in lists[name]]
        yield ""
        yield name
        yield from (INDENT + line for line in columns(rows).split("\n"))


def _brief(record: ListRecord) -> str:
    stated = record.model_dump(mode="json", exclude=set(ORIGIN), exclude_defaults=True)
    return "  ".join(f"{name}={_cut(value)}" for name, value in stated.items())


def _cut(value: object) -> str:
    is_text = isinstance(value, str)
    text = str(value) if is_text else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…"
