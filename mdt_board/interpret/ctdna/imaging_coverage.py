"""Which organs imaging looked at, with what and how well; and which it did not.

"CT and MRI negative" becomes one line per region, with what that way of looking
cannot show there, and the organs that nothing showed.
"""

from datetime import date
from decimal import Decimal

from mdt_board.interpret.ctdna.coverage import is_current
from mdt_board.model.case import Case
from mdt_board.model.interpretation import ImagingCoverage, RegionLook
from mdt_board.model.knowledge import CoverageRow, Knowledge
from mdt_board.model.radiology import Modality, Study
from mdt_board.model.text import N_, Message, Number, On, Plain, Term, Word

WHOLE_BODY = "whole-body"
TRUNK = frozenset({"neck", "chest", "abdomen", "pelvis"})
THICK_MM = Decimal("1.5")  # above, small lung nodules may be lost [J]


def coverage_map(case: Case, knowledge: Knowledge, on: date) -> ImagingCoverage:
    """Return the latest look at each region by each modality, and what is left out.

    Only current studies count against an organ's being left out.
    """
    done = [s for s in case.radiology.studies if not s.is_not_done and s.on.first <= on]
    latest: dict[tuple[str, Modality], Study] = {}
    for study in sorted(done, key=lambda s: s.on.last):
        latest.update({(region, study.modality): study for region in study.regions})
    looks = tuple(_look(region, study, on) for (region, _), study in latest.items())
    current = [s for s in done if is_current(s, on)]
    if not done:
        return ImagingCoverage()
    rows = (r for r in knowledge.coverage if _concerns(r, case))
    missed = tuple(r.organ for r in rows if not any(_shows(s, r) for s in current))
    return ImagingCoverage(looks, missed)


def _concerns(row: CoverageRow, case: Case) -> bool:
    return not row.sex or case.patient.sex is None or row.sex == case.patient.sex


def _shows(study: Study, row: CoverageRow) -> bool:
    if row.organ in study.regions and row.organ not in TRUNK | {"brain"}:
        return True  # somebody looked at the organ itself
    return any(
        study.modality == modality and covers(study, region)
        for modality, region in row.by
    )


def covers(study: Study, region: str) -> bool:
    """Say whether the study covered the region; whole-body covers the trunk."""
    is_whole = WHOLE_BODY in study.regions and region in TRUNK
    return region in study.regions or is_whole


def _look(region: str, study: Study, on: date) -> RegionLook:
    return RegionLook(
        region=region,
        study=study.id,
        on=study.on.last,
        is_current=is_current(study, on),
        message=_words(region, study),
        limits=tuple(_limits(region, study)),
    )


def _words(region: str, study: Study) -> Message:
    words: dict[str, Word] = {
        "region": Term(region),
        "modality": Term(f"said.modality.{study.modality.value}"),
        "on": On(study.on.last),
    }
    how = study.contrast_phase or study.sequence
    if study.slice_mm is not None:
        words["slice"] = Number(study.slice_mm, _digits(study.slice_mm), "mm")
        if how:
            words["how"] = Plain(how)
            return Message(N_("{region}: {modality}, {slice}, {how}, {on}"), words)
        return Message(N_("{region}: {modality}, {slice}, {on}"), words)
    if how:
        words["how"] = Plain(how)
        return Message(N_("{region}: {modality}, {how}, {on}"), words)
    return Message(N_("{region}: {modality}, {on}"), words)


def _digits(value: Decimal) -> int:
    return 0 if value == value.to_integral_value() else 1


def _limits(region: str, study: Study) -> list[Message]:
    """Say what this way of looking cannot show in this region; checked figures only."""
    found = []
    if study.modality is Modality.CT:
        if region == "abdomen":
            text = N_("peritoneal implants below 5 mm: CT found 11 to 43 %")
            found.append(Message(text))
        if region == "brain":
            found.append(Message(N_("CT is no brain MRI")))
        if region == "chest" and study.slice_mm is None:
            found.append(Message(N_("slice thickness not stated")))
        if region == "chest" and study.slice_mm and study.slice_mm > THICK_MM:
            found.append(Message(N_("thick slices: small nodules may be missed")))
        if region != "chest" and study.has_contrast is False:
            found.append(Message(N_("no contrast")))
    if study.modality is Modality.PET_CT and region in ("chest", WHOLE_BODY):
        found.append(Message(N_("nodules below 10 mm: all 20 were PET-negative")))
    if study.modality is Modality.MRI and region == "brain":
        found.append(Message(N_("leptomeningeal disease: MRI shows 59 %")))
    return found
