"""The numbers of the example cases, from the files that a hospital would have."""

from decimal import Decimal
from functools import cache

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.model.case import Case
from mdt_board.model.issue import Issue
from mdt_board.model.meeting import Meeting
from mdt_board.model.molecular import Assay, Detected, NotDetected, Result
from mdt_board.model.oncology import Comparator
from mdt_board.model.radiology import Modality, Reading
from mdt_board.workflow.edit import add

A_DAYS = ("2025-11-04", "2026-02-10", "2026-08-11", "2026-10-20")
B_DAYS = ("2025-12-10", "2026-02-05", "2026-05-07", "2026-08-13", "2026-11-10")
ND = None


@cache
def example(name: str) -> tuple[Case, tuple[Issue, ...]]:
    folder = asset("examples", name)
    case = Case.model_validate_json((folder / "case.json").read_bytes())
    issues: list[Issue] = []
    for path in sorted(p for p in folder.iterdir() if p.suffix != ".json"):
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


def test_the_meeting_has_both_cases_on_its_agenda() -> None:
    text = asset("examples", "meeting.json").read_bytes()
    meeting = Meeting.model_validate_json(text)
    assert (str(meeting.on), str(meeting.starts_at)) == ("2026-11-24", "14:00:00")
    assert meeting.board.zh == "胸部肿瘤 MDT"
    agenda = [item.case for item in meeting.agenda]
    assert agenda == [example("a")[0].id, example("b")[0].id]


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
