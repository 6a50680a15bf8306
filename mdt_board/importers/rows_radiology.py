"""Rows of lesions and of imaging studies.

A study is known by its accession number, or by its date, modality and regions; a
lesion by its label: so the same one in a later file is the same record.
"""

from mdt_board.importers import cells
from mdt_board.importers.cells import Row
from mdt_board.model.base import ListRecord
from mdt_board.model.quantity import ZERO, Length
from mdt_board.model.radiology import (
    Lesion,
    LesionRole,
    LesionState,
    Measurement,
    Modality,
    Reading,
    Study,
)
from mdt_board.model.text import N_, FreeText
from mdt_board.terminology import values
from mdt_board.terminology.names import slug
from mdt_board.terminology.organs import is_node, organ_id

NO_STUDY = N_(
    "{column} is empty, and so is the modality: which study was measured cannot be "
    "told. The row was left out."
)
ZERO_IS_ABSENT = N_("In {column} 0 mm was read as: the lesion is gone.")


def lesion_row(row: Row) -> list[ListRecord]:
    """Return lesion, measurement and, where the row describes it, the study."""
    lesion = _lesion(row)
    study = _study_id(row)
    described = [study_row(row)[0]] if "modality" in row.cells else []
    return [*described, lesion, _measurement(row, lesion.id, study)]


def study_row(row: Row) -> list[ListRecord]:
    """Return one study."""
    modality = cells.word(row, "modality", values.MODALITIES)
    reading = cells.word(row, "reading", values.READINGS)
    study = Study(
        id=_study_id(row),
        source=row.source,
        place=row.place,
        on=cells.required_day(row, "date"),
        modality=Modality(modality) if modality else Modality.OTHER,
        regions=cells.terms(row, "regions", "region"),
        sequence=cells.text(row, "sequence"),
        slice_mm=cells.amount(row, "slice"),
        has_contrast=cells.answer(row, "contrast"),
        contrast_phase=cells.text(row, "phase"),
        reader=cells.text(row, "reader"),
        accession=cells.text(row, "accession"),
        series=cells.text(row, "series") if "lesion" not in row.cells else "",
        reading=Reading(reading) if reading else None,
    )
    return [study]


def _study_id(row: Row) -> str:
    accession = cells.text(row, "accession")
    if accession:
        return f"study-{slug(accession)}"
    modality = cells.word(row, "modality", values.MODALITIES)
    if modality is None:
        raise row.error("no-study", NO_STUDY, "accession")
    regions = "-".join(cells.terms(row, "regions", "region"))
    named = f"{cells.required_day(row, 'date')} {modality} {regions}"
    return f"study-{slug(named)}"


def _lesion(row: Row) -> Lesion:
    label = cells.required(row, "lesion")
    role = cells.word(row, "role", values.ROLES)
    organ = cells.named(row, "organ", cells.text(row, "organ"), organ_id)
    return Lesion(
        id=f"lesion-{slug(label)}",
        source=row.source,
        place=row.place,
        label=label,
        role=LesionRole(role) if role else None,
        organ=organ,
        is_node=is_node(organ) if organ_id(organ) else None,
        site=FreeText(zh=cells.text(row, "site_zh"), en=cells.text(row, "site_en")),
    )


def _measurement(row: Row, lesion: str, study: str) -> Measurement:
    state, diameter = _seen(row)
    return Measurement(
        id=f"measurement-{lesion.removeprefix('lesion-')}-{study.removeprefix('study-')}",
        source=row.source,
        place=row.place,
        lesion=lesion,
        study=study,
        state=state,
        diameter=diameter,
        reader=cells.text(row, "reader"),
        accession=cells.text(row, "accession"),
        series=cells.text(row, "series"),
        suv_max=cells.amount(row, "suv_max"),
    )


def _seen(row: Row) -> tuple[LesionState, Length | None]:
    said = cells.word(row, "state", values.STATES)
    state = LesionState(said) if said else LesionState.MEASURED
    if "diameter" not in row.cells:
        if state is LesionState.MEASURED:
            cells.required(row, "diameter")
        return state, None
    diameter = cells.length(row, "diameter")
    if diameter == ZERO:
        row.note("zero-is-absent", ZERO_IS_ABSENT, "diameter")
        return (state if said else LesionState.ABSENT), None
    return state, diameter
