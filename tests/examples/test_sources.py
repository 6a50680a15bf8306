"""The numbers of the example cases, from the files that a hospital would have."""

import subprocess
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.issue import Issue
from mdt_board.model.meeting import Meeting
from mdt_board.model.molecular import (
    Assay,
    Detected,
    NotDetected,
    Result,
    VariantKind,
)
from mdt_board.model.oncology import Comparator, Treatment
from mdt_board.model.radiology import LesionRole, Modality, Reading
from mdt_board.workflow.edit import add
from mdt_board.workflow.identity import Identity, compare

A_DAYS = ("2025-11-04", "2026-02-10", "2026-08-11", "2026-10-20")
B_DAYS = ("2025-12-10", "2026-02-05", "2026-05-07", "2026-08-13", "2026-11-10")
ND = None


@cache
def example(name: str) -> tuple[Case, tuple[Issue, ...]]:
    folder = asset("examples", name)
    case = Case.model_validate_json((folder / "case.json").read_bytes())
    issues: list[Issue] = []
    for path in sorted(p for p in folder.iterdir() if p.name != "case.json"):
        result = importers.read(path)
        case, found = add(case, result)
        issues += [*result.issues, *found]
    return case, tuple(issues)


def plasma(case: Case) -> list[Assay]:
    found = [a for a in case.molecular.assays if a.specimen == "plasma"]
    return sorted(found, key=lambda a: str(a.sampled_on))


def fractions(case: Case, gene: str, hgvs_p: str) -> list[Decimal | None]:
    """Return the plasma fraction by day; None for not detected."""
    by_sample = {
        v.sample: v.result
        for v in case.molecular.variants
        if (v.gene, v.hgvs_p) == (gene, hgvs_p)
    }
    return [_fraction(by_sample[a.sample]) for a in plasma(case)]


def _fraction(result: Result) -> Decimal | None:
    if isinstance(result, Detected):
        return result.vaf
    assert isinstance(result, NotDetected)
    return None


def percent(*texts: str | None) -> list[Decimal | None]:
    return [None if t is None else Decimal(t) / 100 for t in texts]


def cea(case: Case) -> list[tuple[str, str]]:
    for lab in case.oncology.labs:
        assert (lab.analyte, lab.unit) == ("cea", "ng/mL")
        assert (lab.comparator, lab.reference_high) == (Comparator.EQUAL, Decimal(5))
    return [(str(lab.on), str(lab.value)) for lab in case.oncology.labs]


@pytest.mark.parametrize("name", ["a", "b"])
def test_everything_is_imported_without_a_single_issue(name: str) -> None:
    case, issues = example(name)
    assert issues == ()
    assert case.is_example
    assert len(case.sources) == len(list(asset("examples", name).iterdir())) - 1


@pytest.mark.parametrize("name", ["c", "d", "e", "f"])
def test_nothing_is_left_out_and_no_correction_is_asked(name: str) -> None:
    """What reports name again, such as a lesion, is no correction."""
    case, issues = example(name)
    expected = {"no-read-counts"} if name == "d" else set()
    assert {i.code for i in issues} - {"already-there"} == expected
    assert case.is_example
    assert len(case.sources) == len(list(asset("examples", name).iterdir())) - 1


@pytest.mark.parametrize("name", ["c", "d", "e", "f"])
def test_every_sample_has_its_test(name: str) -> None:
    case, _ = example(name)
    samples = {a.sample for a in case.molecular.assays}
    assert {v.sample for v in case.molecular.variants} <= samples


@pytest.mark.parametrize("name", ["c", "d", "e", "f"])
def test_limits_of_detection_are_physically_possible(name: str) -> None:
    """One molecule of the DNA put in is found with 95 % from 3 on, half recovered."""
    for assay in plasma(example(name)[0]):
        assert assay.lod is not None
        assert assay.input_ng is not None
        assert assay.lod * assay.input_ng * 303 / 2 >= Decimal("2.98")


def test_the_script_makes_the_same_bytes_again(tmp_path: Path) -> None:
    script = asset("examples", "make_sources.py")
    subprocess.run([sys.executable, "-B", str(script), str(tmp_path)], check=True)
    made = {p.relative_to(tmp_path): p for p in tmp_path.glob("*/*")}
    kept = {
        p.relative_to(script.parent): p
        for name in "cdef"
        for p in (script.parent / name).iterdir()
        if p.name != "case.json"
    }
    assert made.keys() == kept.keys()
    assert [n for n in made if made[n].read_bytes() != kept[n].read_bytes()] == []


def test_the_files_of_a_case_name_its_patient() -> None:
    """A report or bundle of one example is refused by the others."""
    report = asset("examples", "d", "pacs-sr-EX-CT-0041.dcm")
    bundle = asset("examples", "f", "his-fhir-EX-10027.json")
    for path in (report, bundle):
        patient = importers.read(path).patient
        assert patient is not None
        own = path.parent.name
        said = [compare(example(n)[0].patient, patient) for n in "cdef" if n != own]
        assert compare(example(own)[0].patient, patient) is Identity.SAME
        assert set(said) == {Identity.DIFFERENT}


def test_the_meeting_has_all_cases_on_its_agenda_in_order() -> None:
    text = asset("examples", "meeting.json").read_bytes()
    meeting = Meeting.model_validate_json(text)
    assert (str(meeting.on), str(meeting.starts_at)) == ("2026-11-24", "14:00:00")
    assert meeting.board.zh == "胸部肿瘤 MDT"
    agenda = [item.case for item in meeting.agenda]
    assert agenda == [example(name)[0].id for name in "abcdef"]


def test_one_table_is_in_gb18030_as_hospitals_export_them() -> None:
    data = asset("examples", "b", "lesions.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "病灶" in data.decode("gb18030")


def test_a_panel_results_are_those_of_the_table() -> None:
    assays = plasma(example("a")[0])
    assert tuple(str(a.sampled_on) for a in assays) == A_DAYS
    assert [a.input_ng for a in assays] == [36, 34, 30, 32]
    assert {a.loci for a in assays} == {16}
    results = [a.result for a in assays]
    assert [type(r) for r in results[:2]] == [NotDetected, NotDetected]
    assert results[2] == Detected(
        vaf=Decimal("0.00012"), loci_positive=3, mutant_molecules=9
    )
    assert results[3] == Detected(
        vaf=Decimal("0.00045"), loci_positive=9, mutant_molecules=35
    )


def test_a_loci_add_up_to_the_panel_results() -> None:
    case, _ = example("a")
    expected = [(16, 0, 0), (16, 0, 0), (16, 3, 9), (16, 9, 35)]
    for assay, (loci, positive, molecules) in zip(plasma(case), expected, strict=True):
        results = [
            v.result for v in case.molecular.variants if v.sample == assay.sample
        ]
        seen = [r for r in results if isinstance(r, Detected)]
        total = sum(r.total_reads or 0 for r in results)  # type: ignore[union-attr]  # every locus was covered
        assert (len(results), len(seen)) == (loci, positive)
        assert sum(r.alt_reads or 0 for r in seen) == molecules
        if isinstance(assay.result, Detected):
            assert assay.result.vaf == round(Decimal(molecules) / total, 6)


def test_a_limits_of_detection_are_physically_possible() -> None:
    """At 16 loci and half recovered, 2 molecules are found with 95 % from 4.74 on."""
    for assay in plasma(example("a")[0]):
        assert assay.lod is not None
        assert assay.input_ng is not None
        molecules = assay.lod * assay.input_ng * 303 * 16 / 2
        assert Decimal("4.70") <= molecules <= Decimal("4.80")


def test_a_tissue_and_white_cells() -> None:
    found = {
        (v.sample, v.gene, v.hgvs_p): v.result
        for v in example("a")[0].molecular.variants
        if v.sample in ("A-T1", "A-W3")
    }
    assert found == {
        ("A-T1", "EGFR", "p.L858R"): Detected(vaf=Decimal("0.28")),
        ("A-T1", "TP53", "p.R273H"): Detected(vaf=Decimal("0.24")),
        ("A-W3", "EGFR", "p.L858R"): NotDetected(total_reads=8412),
        ("A-W3", "TP53", "p.R273H"): NotDetected(total_reads=7930),
    }


def test_a_marker_treatment_and_imaging() -> None:
    case, _ = example("a")
    assert cea(case) == list(zip(A_DAYS, ("2.8", "3.0", "3.1", "4.9"), strict=True))
    surgery, chemotherapy, tki = case.oncology.treatments
    assert str(surgery.started_on) == "2023-06-13"
    assert chemotherapy.cycles == 4
    assert tki.drugs[0].name == "icotinib"
    assert (str(tki.started_on), str(tki.stopped_on)) == ("2023-11-01", "2025-11-01")
    studies = {
        (s.modality, s.regions): (str(s.on), s.reading, s.slice_mm)
        for s in case.radiology.studies
    }
    assert studies == {
        (Modality.MRI, ("brain",)): ("2025-05-08", Reading.NEGATIVE, Decimal(1)),
        (Modality.CT, ("chest", "abdomen")): (
            "2026-10-22",
            Reading.NEGATIVE,
            Decimal(1),
        ),
    }
    assert [p.ecog for p in case.oncology.performance] == [0]


@pytest.mark.parametrize(
    ("gene", "hgvs_p", "expected"),
    [
        ("EGFR", "p.E746_A750del", percent("7.8", ND, ND, "0.05", "0.31")),
        ("EGFR", "p.T790M", percent(ND, ND, ND, ND, "0.12")),
        ("DNMT3A", "p.R882H", percent("1.8", "1.9", "1.9", "1.8", "1.9")),
    ],
)
def test_b_fractions_are_exact(
    gene: str, hgvs_p: str, expected: list[Decimal | None]
) -> None:
    case, _ = example("b")
    assert fractions(case, gene, hgvs_p) == expected


def test_b_assays_and_white_cells() -> None:
    case, _ = example("b")
    assays = plasma(case)
    assert tuple(str(a.sampled_on) for a in assays) == B_DAYS
    assert {(a.input_ng, a.lod) for a in assays} == {(Decimal(50), Decimal("0.0004"))}
    (wbc,) = (v.result for v in case.molecular.variants if v.sample == "B-W5")
    assert isinstance(wbc, Detected)
    assert (wbc.alt_reads, wbc.total_reads) == (142, 7889)


def test_b_every_variant_belongs_to_an_assay() -> None:
    for name in ("a", "b"):
        case, _ = example(name)
        samples = {a.sample for a in case.molecular.assays}
        assert {v.sample for v in case.molecular.variants} <= samples


def test_b_lesions_studies_and_sums() -> None:
    case, _ = example("b")
    studies = {s.id: s for s in case.radiology.studies}
    measured = {
        (m.lesion, str(studies[m.study].on)): str(m.diameter)
        for m in case.radiology.measurements
    }
    rul = [measured["lesion-rul", d] for d in B_DAYS]
    node = [measured["lesion-ln-7", d] for d in B_DAYS]
    assert rul == ["31", "16", "16", "16", "18"]
    assert node == ["17", "9", "9", "9", "9"]
    assert {le.id: le.is_node for le in case.radiology.lesions} == {
        "lesion-rul": False,
        "lesion-ln-7": True,
    }
    ct = [s for s in studies.values() if s.modality is Modality.CT]
    assert {(s.slice_mm, s.reader) for s in ct} == {(Decimal(1), "示例读片医师甲")}
    brain = [(str(s.on), s.reading) for s in studies.values() if "brain" in s.regions]
    assert brain == [
        ("2025-12-11", Reading.NEGATIVE),
        ("2026-11-10", Reading.NEGATIVE),
    ]


def test_b_marker_and_treatment() -> None:
    case, _ = example("b")
    expected = ("18.4", "6.2", "4.3", "4.2", "4.4")
    assert cea(case) == list(zip(B_DAYS, expected, strict=True))
    (tki,) = case.oncology.treatments
    assert (tki.drugs[0].name, tki.line, tki.is_ongoing) == ("gefitinib", 1, True)
    assert str(tki.started_on) == "2025-12-20"
    (ppi,) = case.oncology.co_medications
    assert (ppi.drug.name, str(ppi.started_on)) == ("omeprazole", "2026-09-20")
    assert case.oncology.performance[-1].ecog == 1
    assert case.oncology.adherence == ()


D_DAYS = ("2025-05-26", "2025-07-29", "2026-02-03", "2026-08-11", "2026-11-17")
E_DAYS = ("2024-04-29", "2024-07-08", "2025-06-10", "2026-05-12", "2026-11-10")
F_DAYS = ("2026-09-01", "2026-11-12")


def labs(case: Case, analyte: str) -> list[tuple[str, str]]:
    found = [v for v in case.oncology.labs if v.analyte == analyte]
    return sorted((str(v.on), f"{v.comparator}{v.value}".strip("=")) for v in found)


def sizes(case: Case, label: str) -> list[tuple[str, str]]:
    (lesion,) = (x for x in case.radiology.lesions if x.label == label)
    days = {s.id: str(s.on) for s in case.radiology.studies}
    of_it = [m for m in case.radiology.measurements if m.lesion == lesion.id]
    return sorted((days[m.study], str(m.diameter)) for m in of_it)


def at(days: tuple[str, ...], *values: str) -> list[tuple[str, str]]:
    return list(zip(days, values, strict=True))


def test_c_plasma_white_cells_and_blood_count() -> None:
    case, _ = example("c")
    reads = {
        (v.sample, v.gene): (v.result.alt_reads, v.result.total_reads)
        for v in case.molecular.variants
        if isinstance(v.result, Detected)
    }
    assert reads["C-P1", "TP53"] == (25, 5952)
    assert reads["C-P2", "TP53"] == (27, 6000)
    assert reads["C-W2", "TP53"] == (31, 7949)
    assert fractions(case, "DNMT3A", "p.R882C") == percent("2.3", "2.4")
    assert fractions(case, "TET2", "p.Q1084*") == percent("1.1", "1.1")
    cells = {
        v.gene: v.result.vaf
        for v in case.molecular.variants
        if v.sample == "C-W2" and isinstance(v.result, Detected)
    }
    assert (cells["DNMT3A"], cells["TET2"]) == (Decimal("0.024"), Decimal("0.012"))
    count = {v.analyte: (str(v.value), v.unit) for v in case.oncology.labs}
    assert count == {
        "hemoglobin": ("118", "g/L"),
        "mean-corpuscular-volume": ("101", "fL"),
        "red-cell-distribution-width": ("15.8", "%"),
        "platelets": ("142", "10^9/L"),
    }


def test_c_nodule_and_history() -> None:
    case, _ = example("c")
    assert case.diagnoses == ()
    assert sizes(case, "RLL") == [("2026-10-12", "7")]
    assert [x.role for x in case.radiology.lesions] == [None]
    assert case.oncology.smoking is not None
    assert case.oncology.smoking.pack_years == 30


def test_d_lesions_come_from_the_reports_and_their_roles_are_typed() -> None:
    case, _ = example("d")
    assert sizes(case, "LLL") == at(D_DAYS, "38", "24", "20", "21", "22")
    assert sizes(case, "Liver S8") == at(D_DAYS, "22", "13", "10", "11", "24")
    assert sizes(case, "LN 7") == at(D_DAYS, "18", "11", "9", "9", "10")
    assert {x.role for x in case.radiology.lesions} == {LesionRole.TARGET}
    reports = {s.id for s in case.sources if s.format == "dicom-sr"}
    assert {m.source for m in case.radiology.measurements} == reports
    assert {m.reader for m in case.radiology.measurements} == {"示例读片医师甲"}


def test_d_markers_plasma_and_tissue() -> None:
    case, _ = example("d")
    assert labs(case, "cea") == at(D_DAYS, "46", "8", "5.1", "4.6", "3.9")
    assert labs(case, "nse") == at(D_DAYS, "14", "13", "15", "21", "58")
    assert labs(case, "progrp") == at(D_DAYS, "38", "36", "41", "96", "412")
    limits = {v.analyte: v.reference_high for v in case.oncology.labs}
    expected = {"cea": Decimal(5), "nse": Decimal("16.3"), "progrp": Decimal(69)}
    assert limits == expected
    driver = percent("3.6", ND, ND, "0.08", "6.8")
    assert fractions(case, "EGFR", "p.L858R") == driver
    assert fractions(case, "TP53", "p.R248Q") == percent("2.9", ND, ND, "0.10", "7.5")
    assert fractions(case, "RB1", "p.R579*") == percent("1.9", ND, ND, ND, "6.1")
    last = {
        (v.gene, v.name): type(v.result)
        for v in case.molecular.variants
        if v.sample == "D-P5" and v.name in ("T790M", "C797S", "amplification")
    }
    assert last == dict.fromkeys(
        [("EGFR", "T790M"), ("EGFR", "C797S"), ("MET", "amplification")], NotDetected
    )
    assert plasma(case)[-1].input_ng == 46
    tissue = {v.name for v in case.molecular.variants if v.sample == "D-T1"}
    assert tissue == {"L858R", "R248Q", "R579*"}
    (tki,) = case.oncology.treatments
    assert (tki.drugs[0].name, str(tki.started_on)) == ("osimertinib", "2025-06-03")


def test_e_lesions_and_brain_studies() -> None:
    case, _ = example("e")
    assert sizes(case, "LLL") == at(E_DAYS, "42", "24", "14", "14", "15")
    assert sizes(case, "Liver S6") == at(E_DAYS, "28", "15", "9", "9", "9")
    assert sizes(case, "LN 4L") == at(E_DAYS, "19", "11", "7", "7", "7")
    assert sizes(case, "R frontal") == [(E_DAYS[-1], "11")]
    roles = {x.label: x.role for x in case.radiology.lesions}
    assert roles["R frontal"] is LesionRole.NEW
    brain = {
        str(s.on): s.reading for s in case.radiology.studies if "brain" in s.regions
    }
    assert brain == dict.fromkeys(E_DAYS[:-1], Reading.NEGATIVE) | {
        E_DAYS[-1]: Reading.POSITIVE
    }


def test_e_plasma_treatment_and_status_from_table_and_bundle() -> None:
    case, _ = example("e")
    results = {v.sample: v.result for v in case.molecular.variants}
    assert [_fraction(results[a.sample]) for a in plasma(case)] == percent(
        "2.1", ND, ND, ND, ND
    )
    assert plasma(case)[-1].input_ng == 24
    fusion = case.molecular.variants[0]
    assert (fusion.gene, fusion.partner, fusion.kind) == (
        "ALK",
        "EML4",
        VariantKind.FUSION,
    )
    (tki,) = case.oncology.treatments
    assert (tki.drugs[0].name, str(tki.started_on)) == ("alectinib", "2024-05-10")
    assert tki.is_ongoing
    assert case.oncology.performance[-1].ecog == 0
    assert case.fitness.steroid_mg_prednisone_per_day == 0


def test_f_lesions_values_and_plasma() -> None:
    case, _ = example("f")
    assert sizes(case, "RUL") == at(F_DAYS, "52", "64")
    assert sizes(case, "R adrenal") == at(F_DAYS, "24", "29")
    assert labs(case, "cea") == at(F_DAYS, "12.6", "9.8")
    assert labs(case, "lactate-dehydrogenase") == at(F_DAYS, "231", "240")
    assert labs(case, "spo2") == at(F_DAYS, "98", "95")
    assert labs(case, "hbv-dna") == [("2026-11-10", "<20")]
    assert fractions(case, "KRAS", "p.G12C") == percent("4.1", "0.62")
    drawn = [(str(a.sampled_on), str(a.input_ng)) for a in plasma(case)]
    assert drawn == [("2026-09-04", "42"), ("2026-11-10", "40")]
    assert [p.ecog for p in case.oncology.performance] == [1, 1]


def test_f_treatment_and_what_is_not_known() -> None:
    case, _ = example("f")
    (given,) = case.oncology.treatments
    assert (given.drugs[0].name, given.cycles) == ("pembrolizumab", 4)
    days = (str(given.started_on), str(given.last_given_on))
    assert days == ("2026-09-08", "2026-11-10")
    (entecavir,) = case.oncology.co_medications
    assert entecavir.drug.name == "entecavir"
    assert case.fitness.is_hbsag_positive
    assert case.fitness.is_tuberculosis_excluded is False
    stains = {s.marker: (s.clone, s.percent) for s in case.pathology.stains}
    assert stains["PD-L1"] == ("22C3", Decimal(80))


def test_the_bundle_alone_tells_the_diagnosis_with_its_stage() -> None:
    found = importers.read(asset("examples", "e", "his-fhir-EX-10026.json"))
    (diagnosis,) = (r for r in found.records if isinstance(r, Diagnosis))
    stage = diagnosis.stage
    assert stage is not None
    assert (diagnosis.oncotree, stage.edition, stage.group) == ("LUAD", "9", "IVA")
    assert (stage.prefix, stage.t, stage.n, stage.m) == ("c", "T2b", "N2a", "M1b")


def test_four_doses_of_the_bundle_are_one_treatment() -> None:
    found = importers.read(asset("examples", "f", "his-fhir-EX-10027.json"))
    (given,) = (r for r in found.records if isinstance(r, Treatment))
    days = (str(given.started_on), str(given.last_given_on))
    assert days == ("2026-09-08", "2026-11-10")
