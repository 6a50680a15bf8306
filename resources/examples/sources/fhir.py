"""FHIR R4 resources as a hospital exports them, after the profiles of mCODE.

Codes are of LOINC, SNOMED CT, UCUM and ICD-10. Resources refer to each other by type
and id; the ids are counted from what they say, so that every run gives the same bytes.
"""

import json
from dataclasses import dataclass
from typing import Any

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
HGVS = "http://varnomen.hgvs.org"
GENENAMES = "http://www.genenames.org/geneId"
PROFILE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-"
MORPHOLOGY = f"{PROFILE}histology-morphology-behavior"
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
IDENTIFIER = "http://terminology.hl7.org/CodeSystem/v2-0203"
SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074"
SUBJECT = {"reference": "Patient/patient-1"}
CONDITION = {"reference": "Condition/diagnosis-1"}
EDITION = "UICC TNM, 9th edition"

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TumorStage:
    """A clinical TNM stage of the ninth edition, and the day on which it was given."""

    t: str
    n: str
    m: str
    group: str
    on: str


@dataclass(frozen=True, slots=True)
class Analyte:
    """What a laboratory or a ward measured: code, name, unit, and its values."""

    loinc: str
    name: str
    unit: str
    ucum: str
    values: tuple[str, ...]
    low: str = ""
    high: str = ""
    kind: str = "laboratory"


def bundle(entries: list[Resource]) -> bytes:
    """Return the resources as a bundle."""
    wrapped = [{"resource": resource} for resource in entries]
    document = {"resourceType": "Bundle", "type": "collection", "entry": wrapped}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def patient(name: str, number: str, gender: str, born: str) -> Resource:
    """Return whom the bundle is about."""
    kind = {"coding": [{"system": IDENTIFIER, "code": "MR"}]}
    return {
        "resourceType": "Patient",
        "id": "patient-1",
        "identifier": [{"type": kind, "value": number}],
        "name": [{"use": "official", "text": name}],
        "gender": gender,
        "birthDate": born,
    }


def lung_adenocarcinoma(found_on: str, stage: TumorStage) -> list[Resource]:
    """Return the diagnosis and the observations of its stage."""
    histology = _concept(SNOMED, "1187332001", "Adenocarcinoma", text="浸润性腺癌")
    diagnosis = {
        "resourceType": "Condition",
        "id": "diagnosis-1",
        "meta": {"profile": [f"{PROFILE}primary-cancer-condition"]},
        "extension": [
            {"url": MORPHOLOGY, "valueCodeableConcept": histology},
            {"url": ASSERTED, "valueDateTime": found_on},
        ],
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": _concept(SNOMED, "254637007", "Non-small cell lung cancer"),
        "subject": SUBJECT,
    }
    parts = {"t": ("399504009", stage.t), "n": ("399534004", stage.n)}
    parts["m"] = ("399387003", stage.m)
    categories = [
        _stage(part, code, f"c{value}", stage.on)
        for part, (code, value) in parts.items()
    ]
    group = _stage("group", "399537006", f"Stage {stage.group}", stage.on)
    group["hasMember"] = [{"reference": f"Observation/stage-{p}"} for p in parts]
    return [diagnosis, *categories, group]


def _stage(part: str, code: str, value: str, on: str) -> Resource:
    named = _observation(f"stage-{part}", _concept(SNOMED, code), on)
    return {
        **named,
        "focus": [CONDITION],
        "valueCodeableConcept": {"text": value},
        "method": {"text": EDITION},
    }


def taken(drug: str, dose_mg: str, schedule: str, since: str) -> Resource:
    """Return a drug against the cancer that is taken since a day and goes on."""
    return {
        "resourceType": "MedicationStatement",
        "id": f"medication-{drug}",
        "meta": {"profile": [f"{PROFILE}cancer-related-medication-administration"]},
        "status": "active",
        "medicationCodeableConcept": {"text": drug},
        "subject": SUBJECT,
        "effectivePeriod": {"start": since},
        "dosage": [{"text": schedule, "doseAndRate": [{"doseQuantity": _mg(dose_mg)}]}],
        "reasonReference": [CONDITION],
    }


def given(drug: str, dose_mg: str, schedule: str, day: str) -> Resource:
    """Return one dose of a drug against the cancer, as it was given."""
    return {
        "resourceType": "MedicationAdministration",
        "id": f"given-{day}",
        "meta": {"profile": [f"{PROFILE}cancer-related-medication-administration"]},
        "status": "completed",
        "medicationCodeableConcept": {"text": drug},
        "subject": SUBJECT,
        "effectiveDateTime": day,
        "dosage": {"text": schedule, "dose": _mg(dose_mg)},
        "reasonReference": [CONDITION],
    }


def _mg(amount: str) -> Resource:
    return _quantity(amount, "mg", "mg")


def ecog(day: str, grade: int) -> Resource:
    """Return the performance status of one day."""
    concept = _concept(LOINC, "89247-1", "ECOG Performance Status score")
    found = _observation(f"ecog-{day}", concept, day)
    return {**found, "valueInteger": grade}


def laboratory(analyte: Analyte, days: tuple[str, ...]) -> list[Resource]:
    """Return the values of an analyte, one a day."""
    found = []
    for day, value in zip(days, analyte.values, strict=True):
        name = f"{analyte.name.lower()}-{day}"
        concept = _concept(LOINC, analyte.loinc, text=analyte.name)
        resource = {
            **_observation(name, concept, day),
            "category": [_concept(CATEGORY, analyte.kind)],
            "valueQuantity": _quantity(value, analyte.unit, analyte.ucum),
        }
        ends = {"low": analyte.low, "high": analyte.high}
        limits = {
            end: _quantity(v, analyte.unit, analyte.ucum)
            for end, v in ends.items()
            if v
        }
        found.append({**resource, "referenceRange": [limits]} if limits else resource)
    return found


def plasma(  # noqa: PLR0913, PLR0917  # what one finding of a report consists of
    sample: str, day: str, gene: str, hgvs_c: str, hgvs_p: str, percent: str
) -> list[Resource]:
    """Return a sample of plasma, the variant found in it, and the report."""
    specimen = {
        "resourceType": "Specimen",
        "id": sample,
        "accessionIdentifier": {"value": sample},
        "status": "available",
        "type": _concept(SNOMED, "119361006", "Plasma specimen"),
        "subject": SUBJECT,
        "collection": {"collectedDateTime": day},
    }
    name = f"variant-{sample}"
    concept = _concept(LOINC, "69548-6", "Genetic variant assessment")
    variant = {
        **_observation(name, concept, day),
        "specimen": {"reference": f"Specimen/{sample}"},
        "valueCodeableConcept": _concept(LOINC, "LA9633-4", "Present"),
        "component": [
            _part("48018-6", "Gene studied", _concept(GENENAMES, gene, gene)),
            _part("48004-6", "DNA change (c.HGVS)", _concept(HGVS, hgvs_c, hgvs_c)),
            _part("48005-3", "Amino acid change", _concept(HGVS, hgvs_p, hgvs_p)),
            {
                "code": _concept(LOINC, "81258-6", "Variant allele frequency"),
                "valueQuantity": _quantity(percent, "%", "%"),
            },
        ],
    }
    report = {
        "resourceType": "DiagnosticReport",
        "id": f"report-{sample}",
        "status": "final",
        "category": [_concept(SECTION, "GE")],
        "code": {"text": "ctDNA-NGS"},
        "subject": SUBJECT,
        "effectiveDateTime": day,
        "specimen": [{"reference": f"Specimen/{sample}"}],
        "result": [{"reference": f"Observation/{name}"}],
    }
    return [specimen, variant, report]


def _part(code: str, display: str, value: Resource) -> Resource:
    return {"code": _concept(LOINC, code, display), "valueCodeableConcept": value}


def _observation(name: str, concept: Resource, day: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": concept,
        "subject": SUBJECT,
        "effectiveDateTime": day,
    }


def _quantity(value: str, unit: str, ucum: str) -> Resource:
    number = int(value) if value.isdigit() else float(value)
    return {"value": number, "unit": unit, "system": UCUM, "code": ucum}


def _concept(system: str, code: str, display: str = "", text: str = "") -> Resource:
    coding = {
        "system": system,
        "code": code,
        **({"display": display} if display else {}),
    }
    return {"coding": [coding], **({"text": text} if text else {})}
