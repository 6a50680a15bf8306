"""A patient to whom a row of resistance applies, and the same one changed."""

from datetime import date
from decimal import Decimal

from mdt_board.interpret.facts import derive
from mdt_board.interpret.resistance import mechanisms
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.day import PartialDate
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Molecular,
    NotDetected,
    Variant,
    VariantKind,
)
from mdt_board.model.oncology import Drug, Oncology, Treatment
from mdt_board.model.pathology import Pathology, Specimen, Stain, StainResult

KNOWLEDGE = bundled()
RULES = {r.id: r for r in mechanisms.rules_from(KNOWLEDGE)}
ON = date(2026, 11, 24)
BEGUN = PartialDate(2026, 1, 5)
SAMPLED = PartialDate(2026, 11, 10)
BEFORE = PartialDate(2025, 12, 1)
CODES = {family: code for code, of in KNOWLEDGE.tumors.items() for family in of}
# What a driver is called in its patients; fusions have no name.
NAMES = {"EGFR": "L858R", "KRAS": "G12C", "BRAF": "V600E", "IDH1": "R132C"}


def drugs_of(term):
    """Return the drugs of a class, or the drug itself."""
    below = [t.id for t in KNOWLEDGE.terms.values() if term in t.parents]
    return [drug for child in below for drug in drugs_of(child)] or [term]


def drug_for(row):
    """Return a drug of the row that none of its exclusions forbids."""
    for term in row.under:
        for drug in drugs_of(term):
            if not KNOWLEDGE.classes[drug].intersection(row.without):
                return drug
    raise AssertionError(row.id)


def spelled(name):
    """Return a name that a row gives as a laboratory would write it."""
    if name.startswith("exon") or name in ("splice", "reversion", "AR-V7"):
        return {"label": name}
    letter = "A" if not name.startswith("A") else "V"
    return {"hgvs_p": f"p.{name[:-1]}{letter}" if name.endswith("X") else f"p.{name}"}


def variant_for(row, sample="S", result=None, number=0):
    """Return a result that the row is about."""
    kind = {"loss": "deletion", "gone": "small"}.get(row.kind, row.kind)
    names = spelled(row.variants[0]) if row.variants else {}
    if row.kind == "fusion":
        names = {"partner": "TEST1", "label": f"TEST1::{row.gene}"}
    return Variant(
        id=f"r{number}-{sample}",
        sample=sample,
        gene=row.gene,
        kind=VariantKind(kind),
        result=result or Detected(vaf=Decimal("0.01")),
        **names,
    )


def driver_for(row, sample="S", result=None):
    """Return the driver as detected; one of a plain name for genes of any kind."""
    name = NAMES.get(row.driver, "E100K")
    return Variant(
        id=f"d-{sample}",
        sample=sample,
        gene=row.driver or "TP53",
        hgvs_p=f"p.{name}",
        result=result or Detected(vaf=Decimal("0.05")),
    )


def beside_for(row, phase, sample="S"):
    """Return what lies beside the variant, in a phase."""
    if row.beside is None:
        return ()
    name = row.beside.variants[0]
    written = spelled(name)["hgvs_p"]
    result = NotDetected() if phase == "absent" else Detected(vaf=Decimal("0.02"))
    label = f"{written}, in {phase}" if phase in ("cis", "trans") else ""
    beside = Variant(
        id=f"b-{sample}",
        sample=sample,
        gene=row.beside.gene,
        hgvs_p=written,
        label=label,
        result=result,
    )
    return (beside,)


def found_in(row, sample="S", result=None, phase=None):
    """Return everything that a sample shows to a patient of this row."""
    if row.kind in ("histology", "stain"):
        return ()
    if row.kind == "none":
        return (driver_for(row, sample),)
    if row.kind == "gone":
        shown = variant_for(row, sample, result or NotDetected())
        return (shown, driver_for(row, sample))
    own = variant_for(row, sample, result)
    phase = phase or (row.beside.phase if row.beside else "")
    return (own, driver_for(row, sample), *beside_for(row, phase, sample))


def case_for(row, **changed):
    """Return a case to which the row applies, with what is named changed."""
    setting = {
        "drug": drug_for(row),
        "driver": row.driver,
        "oncotree": CODES[row.tumors[0]] if row.tumors else "",
        "earlier": tuple(drugs_of(c)[0] for c in row.after),
        "kind": AssayKind.TISSUE if needs_tissue(row) else AssayKind.TUMOR_NAIVE,
        "sampled_on": SAMPLED,
        "begun": BEGUN,
        "variants": found_in(row),
        "pathology": pathology_for(row, changed.get("sampled_on", SAMPLED)),
    } | changed
    if row.kind == "gone":
        seen = variant_for(row, "B", Detected(vaf=Decimal("0.02")), 9)
        setting["variants"] = (*setting["variants"], seen)
    past = tuple(
        Treatment(id=f"p{i}", drugs=(Drug(name=d),), stopped_on=PartialDate(2025, 6, 1))
        for i, d in enumerate(setting["earlier"])
    )
    now = Treatment(
        id="tx",
        drugs=(Drug(name=setting["drug"]),),
        started_on=setting["begun"],
        is_ongoing=True,
    )
    driver = setting["driver"]
    diagnosis = Diagnosis(
        id="dx",
        oncotree=setting["oncotree"],
        driver_gene=driver,
        driver=NAMES.get(driver, "E100K") if driver else "",
    )
    assays = (
        Assay(
            id="a", sample="S", kind=setting["kind"], sampled_on=setting["sampled_on"]
        ),
        Assay(id="b", sample="B", kind=setting["kind"], sampled_on=BEFORE),
    )
    return Case(
        id="x",
        diagnoses=(diagnosis,),
        oncology=Oncology(treatments=(*past, now)),
        pathology=setting["pathology"],
        molecular=Molecular(assays=assays, variants=setting["variants"]),
    )


def needs_tissue(row):
    """Say whether plasma cannot show it: IDH2 there is clonal hematopoiesis first."""
    return row.kind == "none" or row.gene == "IDH2"


def pathology_for(row, taken_on):
    """Return the specimen or stain that the row is about."""
    if row.kind not in ("histology", "stain"):
        return Pathology()
    kind = row.variants[0] if row.kind == "histology" else ""
    specimen = Specimen(id="sp", taken_on=taken_on, transformation=kind)
    if row.kind == "histology":
        return Pathology(specimens=(specimen,))
    result = StainResult(row.variants[0])
    stain = Stain(id="st", specimen="sp", marker=row.gene, result=result)
    return Pathology(specimens=(specimen,), stains=(stain,))


def ask(row, case):
    """Return what the row's rule says of the case."""
    return RULES[row.id].apply(derive(case, KNOWLEDGE, ON))
