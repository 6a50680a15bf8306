"""What of a DNPM record has a place in a case: diagnoses, treatments, tests."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mdt_board.importers.dnpm_parts import Part, parts_of, tried
from mdt_board.importers.fhir.copies import NO_CALL
from mdt_board.importers.fhir.diagnoses import NO_NAME
from mdt_board.importers.fhir.elements import (
    NO_DATE,
    WITHDRAWN,
    EntryError,
    bad,
    day,
    free,
    inner,
    number,
    text,
)
from mdt_board.importers.fhir.medications import NO_DRUG
from mdt_board.importers.fhir.specimens import NOT_TISSUE
from mdt_board.model.case import Diagnosis, Stage
from mdt_board.model.molecular import Assay, AssayKind, Detected, Variant, VariantKind
from mdt_board.model.oncology import Drug, PerformanceStatus, Treatment
from mdt_board.model.pathology import Specimen
from mdt_board.model.text import N_, Term
from mdt_board.terminology import dnpm_codes, fhir_codes, hgvs, tnm
from mdt_board.terminology.drugs import drug_name
from mdt_board.terminology.fusions import driver_first

OTHER_PROCEDURE = N_(
    "This procedure is neither an operation nor radiotherapy; it was left out."
)
SETTLED = frozenset({"completed", "stopped", "on-going", "unknown", ""})


def _diagnosis(part: Part) -> None:
    name = part.display("code")
    if not name:
        raise EntryError("no-name", NO_NAME)
    record = Diagnosis(
        id=part.id,
        source=part.file.source.id,
        place=part.place,
        histology=free(name),
        stage=_stage(part.part("staging")),
        diagnosed_on=part.day("recordedOn"),
    )
    part.file.records.append(record)


def _stage(part: Part) -> Stage | None:
    """Return the newest stage; older ones are counted as not read."""
    dated = [(day(h.node, "date"), h) for h in part.parts("history")]
    stages = [(on.first, h) for on, h in dated if on]
    if not stages:
        return None
    _, newest = max(stages, key=lambda s: s[0])
    found = newest.part("tnmClassification")
    t, n, m = (_category(found, k) for k in ("tumor", "nodes", "metastasis"))
    if not t and not n and not m:
        return None
    prefix = newest.known("method", dnpm_codes.PREFIXES) or ""
    newest.took("date")
    return Stage(prefix=prefix, t=t, n=n, m=m)


def _category(part: Part, key: str) -> str:
    _, said = tnm.category(part.code(key)) or ("", "")
    if said[:1].lower() != key[:1]:
        return ""
    part.took(key)
    return said


def _therapy(part: Part) -> None:
    drugs = tuple(
        Drug(name=drug_name(name))
        for m in part.parts("medication")
        if (name := text(m.node, "display") or text(m.node, "code"))
    )
    if not drugs:
        raise EntryError("no-drug", NO_DRUG)
    part.file.taken.update(m.path for m in part.parts("medication"))
    part.file.records.append(
        Treatment(
            id=part.id,
            source=part.file.source.id,
            place=part.place,
            drugs=drugs,
            **_course(part),
        )
    )


def _procedure(part: Part) -> None:
    kind = part.known("code", dnpm_codes.PROCEDURES)
    if kind is None:
        raise EntryError("other-procedure", OTHER_PROCEDURE)
    name = free(part.display("code"))
    record = Treatment(
        id=part.id,
        source=part.file.source.id,
        place=part.place,
        kind=kind,
        procedure=name,
        **_course(part),
    )
    part.file.records.append(record)


def _course(part: Part) -> dict[str, Any]:
    """Return what every course of treatment says of itself.

    Raises:
        EntryError: when it was not done or its status is not known.
    """
    status = part.code("status")
    if status not in SETTLED:
        raise EntryError("withdrawn", WITHDRAWN)
    dates = part.part("period")
    return {
        "line": part.whole("therapyLine"),
        "is_palliative": part.known("intent", dnpm_codes.IS_PALLIATIVE),
        "started_on": dates.day("start"),
        "stopped_on": dates.day("end"),
        "is_ongoing": part.known("status", dnpm_codes.IS_ONGOING),
        "stop_reason": part.known("statusReason", dnpm_codes.STOPPED),
    }


def newest_version(part: Part) -> None:
    """Read the newest version of a therapy; older ones are counted as not read."""
    versions = [(day(v.node, "recordedOn"), v) for v in part.parts("history")]
    dated = [(on.first, v) for on, v in versions if on]
    if not dated:
        raise EntryError("no-date", NO_DATE)
    _, newest = max(dated, key=lambda d: d[0])
    tried(newest, _therapy)


def _performance(part: Part) -> None:
    on, code = part.day("effectiveDate"), part.code("value")
    if on is None:
        raise EntryError("no-date", NO_DATE)
    if code not in frozenset("012345"):
        raise bad("value")
    part.took("value")
    part.file.records.append(
        PerformanceStatus(
            id=part.id,
            source=part.file.source.id,
            place=part.place,
            on=on,
            ecog=int(code),
        )
    )


def _specimen(part: Part) -> None:
    if part.code("type") == dnpm_codes.LIQUID:
        part.file.liquids.add(text(part.node, "id"))
        raise EntryError("not-tissue", NOT_TISSUE)
    taken_on = part.part("collection").day("date")
    part.file.records.append(
        Specimen(
            id=part.id, source=part.file.source.id, place=part.place, taken_on=taken_on
        )
    )


def _report(part: Part) -> None:
    results = part.part("results")
    name = text(inner(part.node, "specimen"), "id")
    sample = name or text(part.node, "id") or part.place
    is_tissue = bool(name) and name not in part.file.liquids
    assay = Assay(
        id=part.id,
        source=part.file.source.id,
        place=part.place,
        sample=sample,
        kind=AssayKind.TISSUE if is_tissue else None,
        name=part.display("type"),
        reported_on=part.day("issuedOn"),
    )
    part.file.records.append(assay)
    for key, reader in CALLS.items():
        for call in parts_of(results, key):
            tried(call, partial(reader, sample=sample))


def _small(part: Part, sample: str) -> None:
    part.took("allelicFrequency")
    record = Variant(
        id=part.id,
        source=part.file.source.id,
        place=part.place,
        sample=sample,
        gene=part.display("gene"),
        hgvs_c=hgvs.coding(part.text("dnaChange")),
        hgvs_p=hgvs.short_protein(part.text("proteinChange")),
        chromosome=part.text("chromosome"),
        position=part.part("position").whole("start"),
        ref=part.text("refAllele"),
        alt=part.text("altAllele"),
        result=Detected(
            vaf=number(part.node, "allelicFrequency"),
            total_reads=part.whole("readDepth"),
        ),
    )
    part.file.records.append(record)


def _copies(_part: Part, sample: str) -> None:
    """Refuse a gain or a loss: none of the format's words says amplification."""
    element = Term(fhir_codes.VALUE_NAMES[fhir_codes.CHANGE_TYPE])
    raise EntryError("no-call", NO_CALL, element=element)


def _fusion(part: Part, sample: str) -> None:
    ends = [part.part(f"fusionPartner{n}prime").display("gene") for n in (5, 3)]
    if not all(ends):
        raise EntryError("no-name", NO_NAME)
    gene, partner = driver_first(*ends)
    record = Variant(
        id=part.id,
        source=part.file.source.id,
        place=part.place,
        sample=sample,
        gene=gene,
        partner=partner,
        kind=VariantKind.FUSION,
        label="::".join(ends),
        result=Detected(alt_reads=part.whole("reportedNumReads")),
    )
    part.file.records.append(record)


READERS: dict[str, Callable[[Part], None]] = {
    "specimens": _specimen,
    "diagnoses": _diagnosis,
    "guidelineTherapies": _therapy,
    "guidelineProcedures": _procedure,
    "performanceStatus": _performance,
    "ngsReports": _report,
}
CALLS: dict[str, Callable[..., None]] = {
    "simpleVariants": _small,
    "copyNumberVariants": _copies,
    "dnaFusions": _fusion,
    "rnaFusions": _fusion,
}
