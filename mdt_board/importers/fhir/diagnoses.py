"""Conditions: a cancer is a diagnosis, anything else an illness of the history."""

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    check_status,
    code_in,
    codes,
    codings,
    day,
    extensions,
    free,
    inner,
    listed,
    profiles,
    when,
    words,
)
from mdt_board.importers.fhir.staging import Stages
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Diagnosis
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import FamilyHistory, PastIllness
from mdt_board.model.text import N_
from mdt_board.terminology import oncotree
from mdt_board.terminology.fhir_codes import ICD_O_3, SNOMED

NOT_CONFIRMED = N_("This condition is not confirmed; it was left out.")
REFUTED = N_("This condition was refuted or entered in error; it was left out.")
DEATH = N_("A cause of death is not read as a diagnosis of its own; it was left out.")
NO_NAME = N_("This entry does not say what it is about; it was left out.")
NO_RELATIVE = N_("This entry names no relative or no cancer; it was left out.")

TOLD = frozenset({"completed", "partial", "health-unknown"})
CAUSE_OF_DEATH = frozenset({"16100001", "79378-6"})
CANCER_PROFILES = ("primary-cancer-condition", "secondary-cancer-condition",
                   "diagnose-primaertumor", "fruehere-tumorerkrankung")  # fmt: skip
CANCER_WORDS = ("cancer", "carcinom", "tumor", "tumour", "neoplasm", "leukemia",
                "leukaemia", "lymphoma", "melanoma", "sarcoma", "myeloma", "krebs",
                "癌", "瘤", "白血病")  # fmt: skip


def condition(entry: Entry, file: File, stages: Stages) -> list[ListRecord]:
    """Return the diagnosis or the illness that a Condition says.

    Raises:
        EntryError: when it is not confirmed, refuted, or names nothing.
    """
    resource = entry.resource
    _check_confirmed(resource)
    categories = {c for n in listed(resource, "category") for c in codes(n)}
    if categories & CAUSE_OF_DEATH:
        raise EntryError("cause-of-death", DEATH)
    if not words(inner(resource, "code")):
        raise EntryError("no-name", NO_NAME)
    if _is_cancer(resource):
        return [_diagnosis(entry, file, stages)]
    return [_illness(entry, file)]


def _check_confirmed(resource: Node) -> None:
    found = codes(inner(resource, "verificationStatus"))
    if found & {"refuted", "entered-in-error"}:
        raise EntryError("withdrawn", REFUTED)
    if found & {"unconfirmed", "provisional", "differential"}:
        raise EntryError("not-confirmed", NOT_CONFIRMED)


def is_inactive(resource: Node) -> bool:
    """Say whether a condition is stated not to be active."""
    found = codes(inner(resource, "clinicalStatus"))
    return bool(found & {"inactive", "resolved", "remission"})


def _is_cancer(resource: Node) -> bool:
    concept = inner(resource, "code")
    disease = code_in(concept, "icd-10")
    disorder = code_in(concept, SNOMED)
    claimed = profiles(resource)
    return (
        any(p in claimed for p in CANCER_PROFILES)
        or oncotree.is_cancer(disease)
        or bool(oncotree.from_disorder(disorder))
    )


def _diagnosis(entry: Entry, file: File, stages: Stages) -> Diagnosis:
    resource = entry.resource
    morphology = _morphology(resource)
    name = words(morphology) or words(inner(resource, "code"))
    return Diagnosis(
        id=file.id_at(entry.place),
        source=file.source.id,
        place=entry.place,
        oncotree=_oncotree(resource, morphology),
        histology=free(name),
        stage=stages.of_diagnosis.get(entry.place),
        diagnosed_on=_onset(resource),
    )


def _morphology(resource: Node) -> Node:
    for extension in extensions(resource, "histology-morphology-behavior"):
        return inner(extension, "valueCodeableConcept")
    return {}


def _oncotree(resource: Node, morphology: Node) -> str:
    concept = inner(resource, "code")
    sites = [code_in(s, *ICD_O_3) for s in listed(resource, "bodySite")]
    site = next((s for s in sites if s), "") or code_in(concept, "icd-10")
    by_morphology = oncotree.from_morphology(code_in(morphology, *ICD_O_3), site)
    disorder = code_in(concept, SNOMED)
    return by_morphology or oncotree.from_disorder(
        disorder, code_in(morphology, SNOMED)
    )


def _illness(entry: Entry, file: File) -> PastIllness:
    concept = inner(entry.resource, "code")
    return PastIllness(
        id=file.id_at(entry.place),
        source=file.source.id,
        place=entry.place,
        name=words(concept),
        coding=next(iter(codings(concept)), None),
        on=_onset(entry.resource),
    )


def _onset(resource: Node) -> PartialDate | None:
    """Return when it was found: asserted, else begun; when it was typed says less."""
    for extension in extensions(resource, "condition-assertedDate"):
        return day(extension, "valueDateTime")
    return when(resource, "onset")


def family(entry: Entry, file: File) -> list[ListRecord]:
    """Return the cancers of one relative.

    Raises:
        EntryError: when there is none, or the entry was withdrawn.
    """
    resource = entry.resource
    check_status(resource, TOLD)
    relative = words(inner(resource, "relationship"))
    found: list[ListRecord] = []
    for at, illness in enumerate(listed(resource, "condition")):
        concept = inner(illness, "code")
        if relative and _names_cancer(concept):
            place = f"{entry.place} condition[{at}]"
            found.append(
                FamilyHistory(
                    id=file.id_at(place),
                    source=file.source.id,
                    place=place,
                    relative=relative,
                    cancer=words(concept),
                    age_years=_age(illness),
                )
            )
    if not found:
        raise EntryError("no-relative", NO_RELATIVE)
    return found


def _names_cancer(concept: Node) -> bool:
    written = words(concept).lower()
    is_coded = oncotree.is_cancer(code_in(concept, "icd-10"))
    return is_coded or any(w in written for w in CANCER_WORDS)


def _age(illness: Node) -> int | None:
    age = inner(illness, "onsetAge")
    value = age.get("value")
    is_years = age.get("code") == "a"
    return value if is_years and type(value) is int else None
