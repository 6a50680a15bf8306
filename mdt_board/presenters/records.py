"""The record editor: every record of a discipline as rows of cells to type into."""

from dataclasses import replace
from typing import Any

from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.radiology import Lesion, ReRead, Study
from mdt_board.model.text import N_
from mdt_board.presenters.choices import MODALITIES, studies
from mdt_board.presenters.editing import CellEdit
from mdt_board.presenters.new_records import draft, lesion_draft
from mdt_board.presenters.parts import Column, Row, Table
from mdt_board.presenters.record_cells import (
    cell,
    cell_of,
    lesion_records,
    seen_cell,
)
from mdt_board.presenters.record_kinds import (
    FITNESS,
    KINDS,
    PATIENT,
    Field,
    RecordKind,
)

GRID = "grid"
AREAS = {
    "oncology": (
        "treatments",
        "co-medications",
        "labs",
        "symptoms",
        "performance",
        "adherence",
        "family",
        "history",
    ),
    "radiology": (GRID, "studies", "lesions", "rereads"),
    "pathology": ("specimens", "stains", "failed-biopsies"),
    "molecular": ("variants", "assays"),
    "case": ("patient", "diagnoses", "fitness"),
}
SHEETS = {
    "patient": (N_("Patient and question"), PATIENT),
    "fitness": (N_("Fitness and wishes"), FITNESS),
}
MOST_ROWS = 200
NAMES_STUDY = frozenset({"study", "prior"})
Cells = tuple[tuple[int, CellEdit], ...]

EMPTY = N_("nothing recorded; Insert adds a row")


def titles(area: str, tr: Translator) -> dict[str, str]:
    """Return the tabs of one discipline, or of the patient as ``case``, by id."""
    return {name: tr(_title_of(name)) for name in AREAS[area]}


def _title_of(name: str) -> str:
    if name == GRID:
        return N_("Lesion grid")
    return SHEETS[name][0] if name in SHEETS else KINDS[name].title


def present(name: str, case: Case, tr: Translator) -> Table:
    """Return what one tab shows."""
    if name == GRID:
        return lesion_grid(case, tr)
    if name in SHEETS:
        return _sheet(SHEETS[name][1], case, tr)
    return _table(KINDS[name], case, tr)


# lists of records


def _table(kind: RecordKind, case: Case, tr: Translator) -> Table:
    records = _records(kind, case)
    shown = tuple(_row(kind, r, tr) for r in records[:MOST_ROWS])
    more = len(records) - len(shown)
    begun = draft(kind, tr)
    if kind.record is ReRead:  # it names studies, which each case has of its own
        shown = tuple(_naming_studies(row, case, tr) for row in shown)
        cells = _with_studies(begun.cells, case, tr)
        begun = replace(begun, cells=cells)
    return Table(
        title=tr(N_("{count} more are not listed here"), count=more) if more else "",
        columns=tuple(Column(_title(f, tr)) for f in kind.fields),
        rows=shown,
        empty=tr(EMPTY),
        draft=begun,
    )


def _naming_studies(row: Row, case: Case, tr: Translator) -> Row:
    edits = _with_studies(row.edits, case, tr)
    shown = [*row.cells]
    for place, edit in edits:
        shown[place] = _shown(edit)
    return replace(row, cells=tuple(shown), edits=edits)


def _with_studies(cells: Cells, case: Case, tr: Translator) -> Cells:
    """Offer the studies of the case where a record names one."""
    offered = studies(case, tr)
    names = {choice.value: choice.text for choice in offered}
    return tuple(
        (
            place,
            replace(edit, choices=offered, text=names.get(edit.text, edit.text))
            if edit.field in NAMES_STUDY
            else edit,
        )
        for place, edit in cells
    )


def _records(kind: RecordKind, case: Case) -> tuple[ListRecord, ...]:
    found: Any = case
    for name in kind.path.split("."):
        found = getattr(found, name)
    records: tuple[ListRecord, ...] = found
    return records


def _row(kind: RecordKind, record: ListRecord, tr: Translator) -> Row:
    cells = [cell(f, record, record.id, tr) for f in kind.fields]
    return Row(
        id=record.id,
        cells=tuple(_shown(c) for c in cells),
        records=(record.id,),
        edits=tuple(enumerate(cells)),
        removes=(record.id,),
    )


def _shown(edit: CellEdit) -> str:
    return edit.text or NO_VALUE


def _title(one: Field, tr: Translator) -> str:
    name = tr.term(one.term)
    is_said = not one.unit or name.endswith((f"({one.unit})", f"（{one.unit}）"))
    return name if is_said else f"{name} ({one.unit})"


# single records


def _sheet(fields: tuple[Field, ...], case: Case, tr: Translator) -> Table:
    return Table(
        title="",
        columns=(Column(tr(N_("Field"))), Column(tr(N_("Value")))),
        rows=tuple(_line(f, case, tr) for f in fields),
        empty="",
    )


def _line(one: Field, case: Case, tr: Translator) -> Row:
    edit = cell(one, case, "", tr)
    return Row(one.path, (_title(one, tr), _shown(edit)), edits=((1, edit),))


# the lesion grid


def lesion_grid(case: Case, tr: Translator) -> Table:
    """Return every lesion at every study, as a grid of diameters and states."""
    studies = sorted(
        (s for s in case.radiology.studies if not s.is_not_done),
        key=lambda s: s.on.first,
    )
    return Table(
        title="",
        columns=(
            Column(tr(N_("Lesion"))),
            Column(tr.term("field.role")),
            *(Column(_study_name(s, tr), is_number=True) for s in studies),
        ),
        rows=tuple(_grid_row(x, studies, case, tr) for x in case.radiology.lesions),
        empty=tr(EMPTY),
        draft=lesion_draft(case, tr, [s.id for s in studies]),
    )


def _study_name(study: Study, tr: Translator) -> str:
    return f"{study.on} {tr(MODALITIES[study.modality])}"


def _grid_row(lesion: Lesion, studies: list[Study], case: Case, tr: Translator) -> Row:
    seen = {m.study: m for m in case.radiology.measurements if m.lesion == lesion.id}
    cells = (
        cell_of("lesions", "label", lesion, tr),
        cell_of("lesions", "role", lesion, tr),
        *(seen_cell(lesion.id, s.id, seen.get(s.id), case, tr) for s in studies),
    )
    return Row(
        id=lesion.id,
        cells=tuple(_shown(c) for c in cells),
        records=(lesion.id, *(m.id for m in seen.values())),
        edits=tuple(enumerate(cells)),
        removes=lesion_records(case, lesion.id),
    )
