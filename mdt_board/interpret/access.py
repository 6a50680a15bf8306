"""What the site's own table of access says of the drugs that the next steps name.

A row speaks for the day on which someone checked it. A step none of whose drugs can
be had goes to the end of the plan and says so; it is not hidden, for the board may send
the patient elsewhere. Without rows nothing is said: the table ships empty.
"""

from dataclasses import replace
from datetime import date

from mdt_board.interpret.exposure import classes_of
from mdt_board.model.interpretation import NextStep
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.settings import AccessRow
from mdt_board.model.text import N_, Count, Message, On, Plain, Term, Word

OLD_AFTER_DAYS = 180  # formularies and trials change; an older row is checked again [J]
# The drugs or classes behind the actions that are not called like their drug.
DRUGS_OF = {
    "third-generation-egfr-tki": frozenset({"egfr-tki-3g"}),
    "met-inhibitor-combination": frozenset({"met-tki"}),
    "next-generation-ros1-tki": frozenset({"ros1-tki"}),
    "platinum-etoposide": frozenset({"platinum", "etoposide"}),
    "oral-serd": frozenset({"oral-serd"}),
}
TRIAL = "trial"


def with_access(
    steps: tuple[NextStep, ...],
    rows: tuple[AccessRow, ...],
    knowledge: Knowledge,
    on: date,
) -> tuple[NextStep, ...]:
    """Return the steps with what the table says; those out of reach come last."""
    if not rows:
        return steps
    marked = [_marked(s, rows, knowledge, on) for s in steps]
    return tuple(sorted(marked, key=lambda s: s.is_out_of_reach))


def _marked(
    step: NextStep, rows: tuple[AccessRow, ...], knowledge: Knowledge, on: date
) -> NextStep:
    own = [r for r in rows if _is_about(step.id, r, knowledge)]
    if not own:
        return step
    notes = tuple(note for row in own for note in _notes(row, on))
    is_out = all(_is_closed(row) for row in own)
    return replace(step, access=notes, is_out_of_reach=is_out)


def _is_about(action: str, row: AccessRow, knowledge: Knowledge) -> bool:
    """A trial step is about every row with a trial; others about their drugs."""
    if action == TRIAL:
        return bool(row.trial)
    wanted = DRUGS_OF.get(action, frozenset({action}))
    return bool(wanted & classes_of(row.drug, knowledge))


def _is_closed(row: AccessRow) -> bool:
    """Say whether every road in the row is closed; what nobody stated is open."""
    others = (row.off_label_filing, row.assistance, row.trial)
    return row.is_in_formulary is False and not any(others)


def _notes(row: AccessRow, on: date) -> tuple[Message, ...]:
    drug: dict[str, Word] = {"drug": Term(row.drug)}
    notes = []
    if row.is_in_formulary is not None:
        text = (
            N_("{drug}: in the formulary")
            if row.is_in_formulary
            else N_("{drug}: not in the formulary")
        )
        notes.append(Message(text, drug))
    if row.washout_days is not None:
        text = N_("{drug}: a trial asks for {days} days without the current drug")
        notes.append(Message(text, drug | {"days": Count(row.washout_days)}))
    is_old = (on - row.checked_on).days > OLD_AFTER_DAYS
    text = (
        N_("{drug}: checked by {person} on {on}, check again")
        if is_old
        else N_("{drug}: checked by {person} on {on}")
    )
    person: dict[str, Word] = {
        "person": Plain(row.checked_by),
        "on": On(row.checked_on),
    }
    notes.append(Message(text, drug | person))
    return tuple(notes)
