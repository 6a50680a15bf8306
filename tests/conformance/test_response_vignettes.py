"""Every vignette on response, through the whole interpretation of a case.

Sequences of categories that no set of lesions makes (Table 3, published sequences) go
through the function that the interpretation itself asks. Vignettes of criteria that
are named and not computed must be named, and must not be answered by something else.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.engine import interpret
from mdt_board.interpret.response.best_response import (
    Assessed,
    best_response,
    up_to,
)
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.course import Protocol
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length

PLACE = Path(__file__).resolve().parents[3] / "shared/clinical/vignettes.json"
OTHER_DOMAINS = {"resistance", "discordance"}
VIGNETTES = [
    v
    for v in (json.loads(PLACE.read_text("utf-8")) if PLACE.exists() else [])
    if v["domain"] not in OTHER_DOMAINS
]
BASELINE = date(2026, 1, 1)
STARTED = date(2026, 1, 2)
NON_TARGET = {
    "CR": "absent",
    "NON-CR/NON-PD": "present",
    "NE": "not-evaluable",
    "PD": "unequivocal-progression",
}
MEASURABLE = "response.measurability.not-measurable"
BESIDE = "response.other-criteria.beside"


class Chart:
    """Writes a case as a hospital would send it: studies, lesions, measurements."""

    def __init__(self, days, drug="", oncotree="LUAD", modality="CT", slice_mm="1"):
        self.days = days
        self.document = {
            "id": "x",
            "diagnoses": [{"id": "d", "oncotree": oncotree}],
            "oncology": {"labs": [], "treatments": []},
            "radiology": {
                "studies": [
                    {
                        "id": f"s{i}",
                        "on": str(day),
                        "modality": modality,
                        "regions": ["chest", "abdomen"],
                        "slice_mm": slice_mm,
                    }
                    for i, day in enumerate(days)
                ],
                "lesions": [],
                "measurements": [],
            },
        }
        if drug:
            self.document["oncology"]["treatments"].append(
                {
                    "id": "tx",
                    "drugs": [{"name": drug}],
                    "started_on": str(STARTED),
                    "is_ongoing": True,
                }
            )

    def lesion(self, name, role, cells, **more):
        radiology = self.document["radiology"]
        radiology["lesions"].append(
            {"id": name, "label": name, "organ": "liver", **more}
            | ({"role": role} if role else {})
        )
        for i, cell in enumerate(cells):
            if cell is not None:
                radiology["measurements"].append(
                    {
                        "id": f"{name}-{i}",
                        "lesion": name,
                        "study": f"s{i}",
                        **seen(cell),
                    }
                )

    def interpretation(self):
        case = Case.model_validate_json(json.dumps(self.document))
        on = max(self.days, default=BASELINE) + timedelta(3)
        return interpret(case, bundled(), on)


def seen(cell):
    if isinstance(cell, dict):
        return cell
    if isinstance(cell, list):
        return {"state": "split", "fragments": [str(x) for x in cell]}
    if isinstance(cell, str):
        return {"state": "not-evaluable" if cell == "NA" else cell}
    return {"state": "measured", "diameter": str(cell)} if cell else {"state": "absent"}


def every(weeks, count):
    return [BASELINE + timedelta(weeks=weeks * i) for i in range(count)]


def code(response):
    named = {Response.NON_CR_NON_PD: "NON-CR/NON-PD"}
    return named.get(response, response and response.value)


def mm(value):
    return None if value is None else Length.from_mm(str(value))


def rules(found):
    return {f.rule for f in found.findings}


def said(found, rule):
    finding = next(f for f in found.findings if f.rule == rule)
    return Translator("en").message(finding.message)


def check_recist11(inputs, expected):
    chart = Chart(every(8, len(inputs["nontarget"]) + 1), drug="osimertinib")
    for x in inputs["targets"]:
        cells = [x["baseline_mm"], *x["followup_mm"]]
        chart.lesion(x["id"], "target", cells, is_node=x["node"])
    later = [NON_TARGET[n.upper()] for n in inputs["nontarget"]]
    chart.lesion("N1", "non-target", ["present", *later])
    new = ["unequivocal" if n else None for n in inputs["new"]]
    chart.lesion("X1", "new", [None, *new])
    found = chart.interpretation()
    baseline, *points = found.response
    assert baseline.total == mm(expected["baseline"])
    assert [code(p.target) for p in points] == expected["target"]
    assert [code(p.overall) for p in points] == expected["overall"]
    assert [
        p.total if p.target is not Response.PD else p.partial_total for p in points
    ] == [mm(s) for s in expected["sod"]]
    assert found.immune_response == ()


def sequence_best(visits, start, protocol):
    """Return the confirmed best response of (response, day) pairs."""
    assessed = [Assessed(Response(r), day, day) for r, day in visits]
    ends = (i for i, v in enumerate(assessed) if v.response is Response.PD)
    counted = up_to(assessed, next(ends, None))
    return best_response(counted, start, protocol, must_confirm=True).response


def check_bor_confirmed(inputs, expected):
    pairs = [entry.split(" ") for entry in inputs["sequence"]]
    visits = [
        (r.replace("NON-CR/NON-PD", "NON_CR_NON_PD"), date.fromisoformat(day))
        for day, r in pairs
    ]
    protocol = Protocol(
        confirmation_days=inputs["confirm_days"], stable_days=inputs["sd_window_days"]
    )
    start = date.fromisoformat(inputs["start"])
    assert code(sequence_best(visits, start, protocol)) == expected["bor"]


def check_bor_table3(inputs, expected):
    start = STARTED
    first = start + timedelta(56 if inputs["min_sd_met"] else 7)
    second = first + timedelta(28)
    protocol = Protocol(stable_days=42)
    visits = [(inputs["first"], first), (inputs["second"], second)]
    assert code(sequence_best(visits, start, protocol)) == expected["bor"]


def check_irecist(inputs, expected):
    visits, lesions = irecist_course(inputs)
    chart = Chart([BASELINE, *visits], drug="pembrolizumab")
    for name, (role, cells) in lesions.items():
        chart.lesion(name, role, cells)
    found = chart.interpretation()
    answers = [p.response.value for p in found.immune_response]
    if "sequence" in inputs:
        assert answers == inputs["sequence"]
        last = found.immune_response[-1]
        assert last.opened_on == visits[expected["pd_index"]]
        return
    assert answers == expected["overall"]
    if expected.get("reset"):
        assert "response.immunotherapy.bar-reset" in rules(found)


def irecist_course(inputs):
    """Return the visits and the lesions that a vignette describes."""
    first = STARTED + timedelta(weeks=8)
    if "sequence" in inputs:
        sums = (90, 90, 120, 60, 60, 80, 86)
        days = [first + timedelta(weeks=8 * i) for i in range(len(sums))]
        return days, {"T1": ("target", [100, *sums])}
    steps = inputs["steps"]
    later = (s["days_since_iupd"] for s in steps[1:])
    days = [first, *(first + timedelta(d) for d in later)]
    nadir = inputs.get("baseline", steps[0].get("nadir", 50))
    sums = [s.get("sod", nadir) for s in steps]
    lesions = {"T1": ("target", [nadir, *sums])}
    if any("nlt_sum" in s for s in steps):
        sizes = [{"state": "unequivocal", "diameter": str(s["nlt_sum"])} for s in steps]
        lesions["X1"] = ("new", [None, *sizes])
    return days, lesions


def check_measurability(inputs, expected):
    if "lesions" in inputs:
        return check_selection(inputs, expected)
    chart = Chart([BASELINE], slice_mm=str(inputs["slice_mm"]))
    chart.lesion("T1", "target", [inputs["lesion_mm"]], is_node=inputs["node"])
    found = chart.interpretation()
    check = found.lesion_checks[0]
    assert check.is_measurable is expected["measurable"]
    assert check.least == mm(expected["min_mm"])
    assert (MEASURABLE in rules(found)) is not expected["measurable"]
    return None


def check_selection(inputs, expected):
    chart = Chart([BASELINE])
    for i, (organ, size) in enumerate(inputs["lesions"]):
        place = "lymph-node" if organ == "LN" else organ
        chart.lesion(f"L{i}", None, [size], organ=place, is_node=organ == "LN")
    found = chart.interpretation()
    rule = "response.measurability.proposed-targets"
    chosen = next(f for f in found.findings if f.rule == rule).records
    organs = [inputs["lesions"][int(x.removeprefix("L"))][0] for x in chosen]
    assert len(chosen) == expected["n_targets"]
    assert organs.count("liver") == expected["n_liver"]
    assert organs.count("LN") <= expected["max_LN"]
    assert len(inputs["lesions"]) - len(chosen) == expected["nontarget_n"]
    every_role = [("target", x) for x in chosen]
    assert len(every_role) <= inputs["cap_total"]
    assert all(organs.count(o) <= inputs["cap_organ"] for o in organs)


def check_newlesion(inputs, expected):
    kind = next(k for k in NEW_LESION if k in inputs)
    NEW_LESION[kind](inputs, expected)


def equivocal_then_confirmed(inputs, expected):
    first, confirmed = (
        date.fromisoformat(inputs[key]) for key in ("first_scan", "confirmed_on")
    )
    chart = Chart([date(2025, 11, 10), first, confirmed])
    chart.lesion("T1", "target", [20, 20, 20])
    chart.lesion("X1", "new", [None, "equivocal", "unequivocal"], organ="lung")
    found = chart.interpretation()
    assert expected["overall_at_first"].startswith("not PD")
    assert found.response[1].overall is not Response.PD
    assert expected["pd_date"] in said(found, "response.recist-1-1.new-lesion")


def region_not_imaged(inputs, expected):
    chart = Chart(every(8, 2))
    chart.document["radiology"]["studies"][1]["regions"].append("brain")
    chart.lesion("T1", "target", [20, 20])
    chart.lesion("X1", "new", [None, "unequivocal"], organ=inputs["site"])
    found = chart.interpretation()
    assert code(found.response[-1].overall) == expected["overall"]
    assert "response.recist-1-1.region-first-imaged" in rules(found)


def uptake_at_a_known_site(_inputs, expected):
    chart = Chart(every(8, 2), modality="PET-CT")
    chart.lesion("T1", "target", [20, 20])
    uptake = {"state": "present", "suv_max": "6"}
    chart.lesion("N1", "non-target", ["present", uptake])
    assert expected["overall"] == "not PD"
    assert chart.interpretation().response[-1].overall is not Response.PD


def sclerotic_bone(inputs, expected):
    days = [BASELINE, STARTED + timedelta(weeks=inputs["weeks"])]
    chart = Chart(days, drug=inputs["drug"])
    chart.lesion("T1", "target", [30, 20], organ="lung")
    cells = [None, "equivocal"]
    chart.lesion("X1", "new", cells, organ="bone", appearance=inputs["new_bone"])
    found = chart.interpretation()
    assert expected["overall"].startswith("not PD")
    assert found.response[-1].overall.value == inputs["soft_tissue"]
    assert "response.mimic.bone-flare" in rules(found)


NEW_LESION = {
    "first_scan": equivocal_then_confirmed,
    "imaged_at_baseline": region_not_imaged,
    "pet_baseline": uptake_at_a_known_site,
    "new_bone": sclerotic_bone,
}


def check_pcwg3(inputs, expected):
    """PCWG3 is named; the reader's equivocal lesions of the flare window are no PD."""
    days = [BASELINE, STARTED + timedelta(weeks=8), STARTED + timedelta(weeks=14)]
    chart = Chart(days, "enzalutamide", oncotree="PRAD", modality="bone-scan")
    counts = [inputs["baseline"], *(count for _, count in inputs["scans"])]
    for i in range(counts[0]):
        chart.lesion(f"N{i}", "non-target", ["present"] * 3, organ="bone")
    is_confirmed = counts[2] > counts[1]
    certain = "unequivocal" if is_confirmed else "equivocal"
    for i in range(counts[0], counts[1]):
        chart.lesion(f"X{i}", "new", [None, "equivocal", certain], organ="bone")
    for i in range(counts[1], counts[2]):
        chart.lesion(f"X{i}", "new", [None, None, "unequivocal"], organ="bone")
    found = chart.interpretation()
    assert "PCWG3" in said(found, BESIDE)
    assert found.response[1].overall is not Response.PD
    is_pd = found.response[-1].overall is Response.PD
    assert is_pd is (expected["result"] == "PD")
    if is_pd:
        dated = said(found, "response.recist-1-1.new-lesion")
        assert {"wk8": str(days[1])}[expected["date"]] in dated


def check_gcig(inputs, _expected):
    """GCIG is named and CA-125 alone makes no category: neither PD nor its absence."""
    chart = Chart([], oncotree="HGSOC")
    first = BASELINE
    values = [inputs["baseline"], inputs["nadir"], *(v for _, v in inputs["values"])]
    chart.document["oncology"]["labs"] = [
        {
            "id": f"l{i}",
            "on": str(first + timedelta(10 * i)),
            "analyte": "ca125",
            "value": str(Decimal(value)),
            "unit": "U/mL",
            "reference_high": str(inputs["uln"]),
        }
        for i, value in enumerate(values)
    ]
    case = Case.model_validate_json(json.dumps(chart.document))
    found = interpret(case, bundled(), first + timedelta(60))
    assert "GCIG CA-125" in said(found, BESIDE)
    assert found.response == ()


CHECKS = {
    "recist11": check_recist11,
    "bor_confirmed": check_bor_confirmed,
    "bor_table3": check_bor_table3,
    "irecist": check_irecist,
    "measurability": check_measurability,
    "newlesion": check_newlesion,
    "pcwg3": check_pcwg3,
    "gcig": check_gcig,
}


@pytest.mark.skipif(not VIGNETTES, reason=f"{PLACE.name} is not here")
def test_the_vignettes_are_there_and_every_domain_has_its_check():
    assert {v["domain"] for v in VIGNETTES} == set(CHECKS)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda v: v["id"])
def test_vignette(vignette):
    CHECKS[vignette["domain"]](vignette["inputs"], vignette["expected"])
