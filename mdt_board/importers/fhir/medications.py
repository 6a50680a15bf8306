"""Drugs: what was given, never what was only planned.

Administrations of one drug are one treatment; an order counts where nothing else tells
of the drug.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    check_status,
    code_in,
    inner,
    listed,
    number,
    period,
    profiles,
    text,
    when,
    words,
)
from mdt_board.importers.fhir.procedures import (
    BACKWARD,
    DONE,
    is_palliative,
    procedure_kind,
)
from mdt_board.model.base import ListRecord
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import (
    CoMedication,
    Drug,
    Treatment,
    TreatmentKind,
)
from mdt_board.model.text import N_
from mdt_board.terminology.drugs import drug_name, is_anticancer
from mdt_board.terminology.fhir_codes import ATC

NO_DRUG = N_("This entry names no drug; it was left out.")
PROPOSAL = N_("This is a proposal or a plan and no treatment; it was left out.")
ALREADY = N_("The file tells when this drug was given; its order was left out.")

ADMINISTRATION, STATEMENT, REQUEST = (
    "MedicationAdministration",
    "MedicationStatement",
    "MedicationRequest",
)
GIVEN = frozenset({"completed", "in-progress", "stopped", "active", "on-hold"})
ENDED = frozenset({"completed", "stopped"})
MAX_GAP = timedelta(days=120)  # longer than any interval between two doses of a line


@dataclass(frozen=True, slots=True)
class Intake:
    """One entry that tells of a drug: when, how much, and whether it is over."""

    entry: Entry
    drug: Drug
    start: PartialDate | None
    stop: PartialDate | None
    status: str


@dataclass(slots=True)
class Intakes:
    """Which drugs were given, and which administrations belong together."""

    told: set[str] = field(default_factory=set)
    courses: dict[str, list[Intake]] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    drugs_of: dict[str, list[Drug]] = field(default_factory=dict)


def intakes(file: File) -> Intakes:
    """Return how the file's administrations join; what cannot be read is left out."""
    found = Intakes()
    statements = _readable(file, STATEMENT)
    by_drug: dict[str, list[Intake]] = {}
    for intake in _readable(file, ADMINISTRATION):
        if any(_covers(s, intake) for s in statements):
            found.joined.add(intake.entry.place)
        else:
            by_drug.setdefault(intake.drug.name, []).append(intake)
    found.told = {i.drug.name for i in statements} | by_drug.keys()
    for of_drug in by_drug.values():
        for course in _courses(of_drug):
            found.courses[course[0].entry.place] = course
            found.joined.update(i.entry.place for i in course[1:])
    for intake in statements:
        whole_course = _procedure_of(intake, file)
        if whole_course:
            found.drugs_of.setdefault(whole_course, []).append(intake.drug)
            found.joined.add(intake.entry.place)
    return found


def _readable(file: File, kind: str) -> list[Intake]:
    found: list[Intake] = []
    for entry in file.of_kind(kind):
        try:
            found.append(_intake(entry, file))
        except (ValueError, ArithmeticError):  # told where the entry itself is read
            continue
    return found


def _covers(statement: Intake, given: Intake) -> bool:
    """Say whether a statement tells of the time when a drug was given."""
    if statement.drug.name != given.drug.name or not (statement.start and given.start):
        return False
    is_before = given.start.last < statement.start.first
    return not is_before and not (
        statement.stop and given.start.first > statement.stop.last
    )


def _procedure_of(intake: Intake, file: File) -> str:
    """Return the place of the drug treatment whose days these are exactly."""
    try:
        wholes = [
            file.find(reference, intake.entry)
            for reference in listed(intake.entry.resource, "partOf")
        ]
        return next((w.place for w in wholes if w and _is_whole(w, intake)), "")
    except EntryError:  # told where the procedure itself is read
        return ""


def _is_whole(entry: Entry, intake: Intake) -> bool:
    if entry.kind != "Procedure" or not intake.start:
        return False
    check_status(entry.resource, DONE)
    is_drugs = procedure_kind(entry.resource) is TreatmentKind.SYSTEMIC
    days = period(entry.resource, "performedPeriod")
    return is_drugs and days == (intake.start, intake.stop)


def _courses(of_drug: list[Intake]) -> Iterable[list[Intake]]:
    """Divide one drug's administrations where none was given for long."""
    dated = [(i.start, i) for i in of_drug if i.start]
    dated.sort(key=lambda pair: pair[0].first)
    courses = [[i] for i in of_drug if not i.start]
    last: PartialDate | None = None
    for start, intake in dated:
        if last and start.first - last.last <= MAX_GAP:
            courses[-1].append(intake)
        else:
            courses.append([intake])
        last = intake.stop or start
    return courses


def medication(entry: Entry, file: File, joins: Intakes) -> list[ListRecord]:
    """Return the treatment or co-medication that an entry tells.

    Raises:
        EntryError: when nothing was given, or no drug is named.
    """
    if entry.kind == REQUEST:
        intent = text(entry.resource, "intent")
        if intent in ("proposal", "plan", "option"):
            raise EntryError("only-planned", PROPOSAL)
    intake = _intake(entry, file)
    if entry.kind == REQUEST and intake.drug.name in joins.told:
        raise EntryError("order-of-given", ALREADY)
    if entry.place in joins.joined:
        return []
    course = joins.courses.get(entry.place, [intake])
    if _is_against_cancer(intake, file):
        return [_treatment(course, file)]
    return [_co_medication(course, file)]


def _intake(entry: Entry, file: File) -> Intake:
    resource = entry.resource
    check_status(resource, GIVEN)
    concept = _medication(entry, file)
    name = drug_name(words(concept))
    if not name:
        raise EntryError("no-drug", NO_DRUG)
    start, stop = _days(entry)
    if start and stop and stop.is_before(start):
        raise EntryError("stop-before-start", BACKWARD)
    drug = _dosed(name, _dosage(entry))
    return Intake(entry, drug, start, stop, text(resource, "status"))


def _medication(entry: Entry, file: File) -> Node:
    concept = inner(entry.resource, "medicationCodeableConcept")
    if concept:
        return concept
    found = file.find(inner(entry.resource, "medicationReference"), entry)
    if found is None:
        shown = text(inner(entry.resource, "medicationReference"), "display")
        return {"text": shown}
    named = inner(found.resource, "code")
    if words(named):
        return named
    parts = listed(found.resource, "ingredient")
    return inner(parts[0], "itemCodeableConcept") if len(parts) == 1 else {}


def _days(entry: Entry) -> tuple[PartialDate | None, PartialDate | None]:
    resource = entry.resource
    if entry.kind == REQUEST:
        instructions = listed(resource, "dosageInstruction")
        timing = inner(instructions[0], "timing") if len(instructions) == 1 else {}
        return period(inner(timing, "repeat"), "boundsPeriod")
    start, stop = period(resource, "effectivePeriod")
    return start or when(resource, "effective"), stop


def _dosage(entry: Entry) -> Node:
    """Return the one dosage that is stated; of several none is the drug's."""
    if entry.kind == ADMINISTRATION:
        return inner(entry.resource, "dosage")
    name = "dosageInstruction" if entry.kind == REQUEST else "dosage"
    found = listed(entry.resource, name)
    return found[0] if len(found) == 1 else {}


def _dosed(name: str, dosage: Node) -> Drug:
    rates = listed(dosage, "doseAndRate")
    dose = inner(dosage, "dose") or (
        inner(rates[0], "doseQuantity") if len(rates) == 1 else {}
    )
    value = number(dose, "value")
    unit = text(dose, "unit") or text(dose, "code")
    return Drug(
        name=name, dose=value, dose_unit=unit if value is not None else "",
        schedule=text(dosage, "text"),
    )  # fmt: skip


def _is_against_cancer(intake: Intake, file: File) -> bool:
    """Say whether the drug treats the cancer: by profile, class, or stated reason."""
    resource = intake.entry.resource
    claimed = profiles(resource)
    atc = code_in(_medication(intake.entry, file), *ATC)
    reasons = [file.find(r, intake.entry) for r in listed(resource, "reasonReference")]
    return (
        "cancer-related-medication" in claimed
        or "systemische-therapie" in claimed
        or atc.startswith(("L01", "L02"))
        or is_anticancer(intake.drug.name)
        or any("cancer-condition" in profiles(r.resource) for r in reasons if r)
    )


def _treatment(course: list[Intake], file: File) -> Treatment:
    first, last = course[0], course[-1]
    entry = first.entry
    given = entry.kind == ADMINISTRATION
    return Treatment(
        id=file.id_at(entry.place),
        source=file.source.id,
        place=entry.place,
        drugs=(_common(course),),
        is_palliative=is_palliative(entry.resource),
        started_on=first.start,
        stopped_on=None if given else first.stop,
        is_ongoing=_is_ongoing(first),
        last_given_on=(last.stop or last.start) if given else None,
    )


def _co_medication(course: list[Intake], file: File) -> CoMedication:
    first = course[0]
    return CoMedication(
        id=file.id_at(first.entry.place),
        source=file.source.id,
        place=first.entry.place,
        drug=_common(course),
        started_on=first.start,
        stopped_on=None if first.entry.kind == ADMINISTRATION else first.stop,
    )


def _common(course: list[Intake]) -> Drug:
    """Return the drug with its dose where it was the same each time."""
    drugs = {(i.drug.dose, i.drug.dose_unit, i.drug.schedule) for i in course}
    return course[0].drug if len(drugs) == 1 else Drug(name=course[0].drug.name)


def _is_ongoing(intake: Intake) -> bool | None:
    """Return whether it is still taken; an order does not say what was taken."""
    if intake.entry.kind != STATEMENT:
        return None
    if intake.status in ENDED or intake.stop:
        return False
    return True if intake.status == "active" else None
