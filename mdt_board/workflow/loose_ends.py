"""What arrived and hangs on nothing or cannot be: told once all files are in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.radiology import Lesion
from mdt_board.model.text import N_, Count, Message, Plain
from mdt_board.workflow.fields import CONTRADICTED

NO_STUDY = N_(
    "Measurements whose study is not in the case: {count}. Import the table of imaging "
    "studies too."
)
NO_ASSAY = N_(
    "Sample {sample} has no assay data. Import an assays table that names it, with its "
    "date, type and limit of detection."
)
NO_GENES = N_(
    "Variants without the name of a gene: {count}. Have the VCF annotated (CSQ or "
    "ANN); without it no rule that knows genes can look."
)
BELOW_ZERO = N_(
    "Laboratory values below zero: {count}. No concentration is; check the sign in the "
    "source."
)
TO_COME = N_(
    "Laboratory values dated after today: {count}. They count only from their day on; "
    "check the dates."
)
SIZE_OF_NONE = N_(
    "Measurements with a diameter beside a state that has none, such as absent: "
    "{count}. Which of the two holds? Correct the other in the source."
)
NO_ROLE = N_(
    "Lesions without a role: {count}. No response is computed from them until somebody "
    "says of each whether it is a target, a non-target or a new lesion: in the window "
    "under Radiology, Edit …, Lesions; or with `mdt-board edit CASE --set "
    "{lesion}:role=target` (or non-target, or new)."
)


def loose_ends(case: Case, today: date) -> tuple[Issue, ...]:
    """Return one note per file for what lacks or cannot be, and one per sample.

    The place is the name of the file from which the records came; empty when typed.
    """
    labs = case.oncology.labs
    below_zero = [v for v in labs if v.value < 0]
    to_come = [v for v in labs if v.on.first > today]
    studies = {s.id for s in case.radiology.studies}
    unread = [m for m in case.radiology.measurements if m.study not in studies]
    nameless = [v for v in case.molecular.variants if not v.gene]
    doubted = [
        m
        for m in case.radiology.measurements
        if m.state in CONTRADICTED and m.diameter is not None
    ]
    without_role = [x for x in case.radiology.lesions if x.role is None]
    return (
        *_counted("no-study", NO_STUDY, unread, case),
        *_counted("size-of-none", SIZE_OF_NONE, doubted, case),
        *_counted("no-gene", NO_GENES, nameless, case),
        *_without_role(without_role, case),
        *_counted("below-zero", BELOW_ZERO, below_zero, case),
        *_counted("to-come", TO_COME, to_come, case),
        *_unknown_samples(case),
    )


def _without_role(lesions: Sequence[Lesion], case: Case) -> Iterator[Issue]:
    """Say of each file how its first lesion is given a role, and so the others."""
    first = {x.source: Plain(x.id) for x in reversed(lesions)}
    names = {s.id: s.name for s in case.sources}
    counts = Counter(x.source for x in lesions)
    for source, count in counts.items():
        message = Message(NO_ROLE, {"count": Count(count), "lesion": first[source]})
        yield _noted("no-role", names.get(source, ""), message)


def _counted(
    code: str, text: str, records: Iterable[ListRecord], case: Case
) -> Iterator[Issue]:
    names = {s.id: s.name for s in case.sources}
    for source, count in Counter(r.source for r in records).items():
        message = Message(text, {"count": Count(count)})
        yield _noted(code, names.get(source, ""), message)


def _unknown_samples(case: Case) -> Iterator[Issue]:
    known = {a.sample for a in case.molecular.assays}
    names = {s.id: s.name for s in case.sources}
    loose = {v.sample: v.source for v in reversed(case.molecular.variants)}
    for sample in sorted(loose.keys() - known):
        message = Message(NO_ASSAY, {"sample": Plain(sample)})
        yield _noted("no-assay", names.get(loose[sample], ""), message)


def _noted(code: str, file: str, message: Message) -> Issue:
    return Issue(code, Severity.NOTED, file, message, file)
