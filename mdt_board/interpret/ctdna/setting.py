"""In which setting plasma was drawn: only after a cure is it residual or relapsed.

In treated metastatic disease, and while tumor is visible, neither word is right.
"""

from datetime import date

from mdt_board.interpret.facts import Facts
from mdt_board.model.case import Stage
from mdt_board.model.oncology import Response, Treatment, TreatmentKind

METASTATIC_GROUP = "IV"


def curative(facts: Facts) -> tuple[Treatment, ...]:
    """Return operations, and radiotherapy stated not to be palliative."""
    return tuple(
        t
        for t in facts.case.oncology.treatments
        if (t.kind is TreatmentKind.SURGERY and t.is_palliative is not True)
        or (t.kind is TreatmentKind.RADIOTHERAPY and t.is_palliative is False)
    )


def is_metastatic(facts: Facts) -> bool | None:
    """Say whether any diagnosis is metastatic; None when no stage tells."""
    answers = [_is_stage_four(d.stage) for d in facts.case.diagnoses if d.stage]
    if True in answers:
        return True
    return False if False in answers else None


def _is_stage_four(stage: Stage) -> bool | None:
    """Read the M category, or the group where it stands alone."""
    if stage.m:
        return "1" in stage.m
    if stage.group:
        return stage.group.upper().startswith(METASTATIC_GROUP)
    return None


def is_after(treatments: tuple[Treatment, ...], on: date) -> bool | None:
    """Say whether ``on`` lies after the start of any treatment; None if not known."""
    answers = [t.started_on.is_before(on) if t.started_on else None for t in treatments]
    if True in answers:
        return True
    return None if None in answers else False


def is_tumor_visible(facts: Facts) -> bool:
    """Say whether imaging shows tumor, or lesions were followed after the cure."""
    if facts.coverage.is_negative is False:
        return True
    latest = facts.latest
    if latest is None or latest.overall in (None, Response.CR):
        return False
    return is_after(curative(facts), latest.on) is True


def is_after_cure(facts: Facts) -> bool:
    """Say whether the cancer was treated for cure and has not been seen since."""
    is_free = is_metastatic(facts) is not True and not is_tumor_visible(facts)
    return bool(curative(facts)) and is_free
