"""What would come in with files, per file and kind, and what would not and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_
from mdt_board.presenters.failure import SEVERITIES, told_line, told_once
from mdt_board.presenters.parts import Statement, Tone
from mdt_board.workflow.arrivals import ORIGIN, is_empty
from mdt_board.workflow.edit import all_records
from mdt_board.workflow.merge import difference

KINDS = {
    "diagnoses": N_("Diagnoses"),
    "oncology.treatments": N_("Treatment lines"),
    "oncology.co_medications": N_("Other medication"),
    "oncology.adherence": N_("Adherence checks"),
    "oncology.performance": N_("Performance status entries"),
    "oncology.symptoms": N_("Symptom entries"),
    "oncology.labs": N_("Laboratory and marker values"),
    "oncology.family": N_("Cancers in the family"),
    "oncology.history": N_("Other illnesses"),
    "radiology.studies": N_("Imaging studies"),
    "radiology.lesions": N_("Lesions"),
    "radiology.measurements": N_("Lesion measurements"),
    "pathology.specimens": N_("Specimens"),
    "pathology.stains": N_("Stains"),
    "pathology.failed_biopsies": N_("Biopsies without result"),
    "molecular.assays": N_("Molecular tests"),
    "molecular.variants": N_("Variant results"),
}
TONES = {
    Severity.REFUSED: Tone.ALARM,
    Severity.SKIPPED: Tone.CAUTION,
    Severity.NOTED: Tone.PLAIN,
}


@dataclass(frozen=True, slots=True)
class ImportState:
    """What a person decides on before anything changes.

    ``files`` is one line a file, ``problems`` the gravest first. ``can_accept`` is
    false where nothing would change.
    """

    into: str
    summary: str
    files: tuple[Statement, ...]
    problems_title: str
    problems: tuple[Statement, ...]
    can_accept: bool


def present(
    before: Case, after: Case, issues: tuple[Issue, ...], into: str, tr: Translator
) -> ImportState:
    """Say what the files would add to ``before`` and change in it.

    Args:
        before: the case as it is.
        after: what it would become.
        issues: what was wrong with the files.
        into: the case as a person calls it.
        tr: the language.
    """
    added = _added(before, after)
    changed = changes_of(before, after)
    total = sum(n for kinds in added.values() for n in kinds.values())
    return ImportState(
        into=tr(N_("Into the case of {name}"), name=into),
        summary=_summary(total, changed, tr),
        files=tuple(_file(name, kinds, tr) for name, kinds in added.items()),
        problems_title=tr(
            N_("Not taken over, or to look at · {count}"), count=len(issues)
        ),
        problems=_problems(issues, tr),
        can_accept=bool(total or any(changed)),
    )


class Changes(NamedTuple):
    """How many fields of known records were empty and are filled, and were changed."""

    filled: int
    changed: int


def changes_of(before: Case, after: Case) -> Changes:
    """Count what files make of the fields of records that the case has already."""
    edits = [e for e in difference(before, after) if e.field not in ("", *ORIGIN)]
    filled = sum(is_empty(e.before) for e in edits)
    return Changes(filled, len(edits) - filled)


def _added(before: Case, after: Case) -> dict[str, Counter[str]]:
    """Count the records that came, by the name of their file and by their kind."""
    had = {record.id for _, _, record in all_records(before)}
    names = {source.id: source.name for source in after.sources}
    found: dict[str, Counter[str]] = {}
    for path, _, record in all_records(after):
        kind = ".".join(path)
        if record.id not in had and kind in KINDS:
            name = names.get(record.source, "")
            found.setdefault(name, Counter())[kind] += 1
    return found


def _summary(added: int, changes: Changes, tr: Translator) -> str:
    if not added and not any(changes):
        return tr(N_("Nothing new was found in the files."))
    parts = [tr(N_("Records that would come in: {count}"), count=added)]
    if changes.filled:
        text = N_("Empty fields that would be filled: {count}")
        parts.append(tr(text, count=changes.filled))
    if changes.changed:
        text = N_("Values that would change: {count}")
        parts.append(tr(text, count=changes.changed))
    return " · ".join(parts)


def _file(name: str, kinds: Counter[str], tr: Translator) -> Statement:
    counts = [f"{tr(KINDS[kind])} +{number}" for kind, number in kinds.items()]
    return Statement(id=name, text=f"{name}: {' · '.join(counts)}", tone=Tone.GOOD)


def _problems(issues: Iterable[Issue], tr: Translator) -> tuple[Statement, ...]:
    order = list(TONES)
    ranked = sorted(issues, key=lambda issue: order.index(issue.severity))
    return tuple(
        Statement(
            id=f"{number}",
            text=tr.colon(tr(SEVERITIES[told.issue.severity]), told_line(told, tr)),
            tone=TONES[told.issue.severity],
        )
        for number, told in enumerate(told_once(ranked))
    )
