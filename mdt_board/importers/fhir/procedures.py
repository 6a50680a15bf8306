"""Procedures: operations, radiotherapy, and drug treatments told as a whole."""

from decimal import Decimal

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    check_status,
    code_in,
    codes,
    extensions,
    free,
    inner,
    listed,
    number,
    period,
    profiles,
    text,
    when,
    whole,
    words,
)
from mdt_board.model.base import ListRecord
from mdt_board.model.oncology import Drug, StopReason, Treatment, TreatmentKind
from mdt_board.model.text import N_
from mdt_board.terminology import fhir_codes
from mdt_board.terminology.snomed import ORGANS

NO_TREATMENT = N_(
    "This procedure is no operation, radiotherapy or drug treatment that is known here;"
    " it was left out."
)
BACKWARD = N_("This entry ends before it begins; it was left out.")

DONE = frozenset({"completed", "in-progress", "stopped"})
CGY_PER_GY = 100


def procedure(
    entry: Entry, file: File, drugs: tuple[Drug, ...] = ()
) -> list[ListRecord]:
    """Return the operation, radiotherapy or drug treatment that a Procedure says.

    Raises:
        EntryError: when it is none of these, or was not done.
    """
    resource = entry.resource
    check_status(resource, DONE)
    kind = procedure_kind(resource)
    if kind is None:
        raise EntryError("no-treatment", NO_TREATMENT)
    start, stop = period(resource, "performedPeriod")
    start = start or when(resource, "performed")
    if start and stop and stop.is_before(start):
        raise EntryError("stop-before-start", BACKWARD)
    dose_gy, fractions = _dose(resource)
    return [
        Treatment(
            id=file.id_at(entry.place),
            source=file.source.id,
            place=entry.place,
            kind=kind,
            drugs=drugs,
            procedure=free(words(inner(resource, "code"))),
            region=_region(resource),
            dose_gy=dose_gy,
            fractions=fractions,
            is_palliative=is_palliative(resource),
            started_on=start,
            stopped_on=stop if kind is not TreatmentKind.SURGERY else None,
            stop_reason=_stop_reason(resource),
        )
    ]


def procedure_kind(resource: Node) -> TreatmentKind | None:
    """Return what kind of treatment a procedure is; None when it is none."""
    category = codes(inner(resource, "category"))
    claimed = profiles(resource)
    operation = code_in(inner(resource, "code"), "/ops")
    found = category | codes(inner(resource, "code"))
    is_radiation = operation.startswith(("8-52", "8-53"))
    if is_radiation or found & fhir_codes.RADIOTHERAPY or "radiotherapy-" in claimed:
        return TreatmentKind.RADIOTHERAPY
    is_operation = operation.startswith("5-") or "surgical-procedure" in claimed
    if is_operation or category & fhir_codes.SURGERY:
        return TreatmentKind.SURGERY
    if "systemische-therapie" in claimed:
        return TreatmentKind.SYSTEMIC
    return None


def _stop_reason(resource: Node) -> StopReason | None:
    found = codes(inner(resource, "outcome")) | codes(inner(resource, "statusReason"))
    known = [fhir_codes.STOP_REASONS[c] for c in found & fhir_codes.STOP_REASONS.keys()]
    return known[0] if len(known) == 1 else None


def _region(resource: Node) -> str:
    sites = listed(resource, "bodySite")
    if len(sites) != 1:
        return ""
    code = code_in(sites[0], fhir_codes.SNOMED)
    return ORGANS.get(code) or words(sites[0])


def _dose(resource: Node) -> tuple[Decimal | None, int | None]:
    """Return dose in Gy and fractions where one volume was treated."""
    volumes = extensions(resource, "radiotherapy-dose-delivered-to-volume")
    if len(volumes) == 1:
        doses = extensions(volumes[0], "totalDoseDelivered")
        counts = extensions(volumes[0], "fractionsDelivered")
        count = whole(counts[0], "valueUnsignedInt") if counts else None
        return _gray(doses[0]) if doses else None, count
    total = extensions(resource, "bestrahlung-gesamtdosis")
    return (_gray(total[0]) if len(total) == 1 else None), None


def has_several_doses(resource: Node) -> bool:
    """Say whether several volumes were treated, of which none is the course's dose."""
    return len(extensions(resource, "radiotherapy-dose-delivered-to-volume")) > 1


def _gray(extension: Node) -> Decimal | None:
    dose = inner(extension, "valueQuantity")
    value, unit = number(dose, "value"), text(dose, "code")
    if value is None or unit not in ("Gy", "cGy"):
        return None
    return value if unit == "Gy" else value / CGY_PER_GY


def is_palliative(resource: Node) -> bool | None:
    """Return whether the treatment is palliative, where its intent is coded."""
    for ending in ("intent", "intention"):
        for extension in extensions(resource, ending):
            found = codes(inner(extension, "valueCodeableConcept"))
            if found & fhir_codes.PALLIATIVE:
                return True
            if found & fhir_codes.CURATIVE:
                return False
    return None
