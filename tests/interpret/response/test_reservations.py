"""What a whole case says beside a response: the headline, and what it asks for."""

from datetime import date

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.molecular import Assay, AssayKind, Molecular
from mdt_board.model.oncology import Drug, Oncology, Treatment
from mdt_board.model.radiology import LesionState

ABSENT, MAYBE = LesionState.ABSENT, LesionState.EQUIVOCAL
NO_TARGETS = "which lesions are target lesions"


def interpreted(radiology, **more):
    case = Case(id="C", radiology=radiology, **more)
    return interpret(case, bundled(), date(2026, 11, 24))


def without_role(radiology):
    lesions = tuple(x.model_copy(update={"role": None}) for x in radiology.lesions)
    return radiology.model_copy(update={"lesions": lesions})


def asked(found):
    return {m.text for u in found.unknown for m in u.missing}


def headline(found, language="en"):
    return [Translator(language).message(m) for m in found.headline]


def test_the_headline_keeps_the_reservation_of_a_suspicion_never_mentioned_again(
    course,
):
    seen = course(3).target("50", ABSENT, ABSENT).new(None, MAYBE, None)
    said = headline(interpreted(seen.radiology()))[0]
    assert said.startswith("RECIST 1.1: CR, if ")
    assert said.endswith(" proves to be no new lesion")


def test_the_headline_is_bare_once_the_suspicion_is_settled(course):
    seen = course(3).target("50", ABSENT, ABSENT).new(None, MAYBE, ABSENT)
    assert headline(interpreted(seen.radiology()))[0] == "RECIST 1.1: CR"


def test_what_was_there_at_the_baseline_is_told_and_dates_no_progression(course):
    seen = course(3).target("50", ABSENT, ABSENT)
    seen.new(LesionState.PRESENT, LesionState.UNEQUIVOCAL, LesionState.UNEQUIVOCAL)
    found = interpreted(seen.radiology())
    rules = {f.rule for f in found.findings}
    assert "response.recist-1-1.there-at-baseline" in rules
    assert "response.recist-1-1.targets-gone" in rules
    assert "response.recist-1-1.complete-response-in-doubt" not in rules
    assert "response.recist-1-1.equivocal-new-lesion" not in rules
    assert headline(found)[0] == "RECIST 1.1: PR"


@pytest.mark.parametrize(
    ("kinds", "is_asked"),
    [
        ((), True),
        ((AssayKind.TISSUE,), True),
        ((AssayKind.GERMLINE,), True),
        ((AssayKind.TUMOR_INFORMED,), True),
        ((AssayKind.TUMOR_NAIVE, AssayKind.TISSUE), True),
        ((AssayKind.TUMOR_NAIVE,), False),
        ((AssayKind.METHYLATION,), False),
    ],
)
def test_only_plasma_without_any_tumor_searches_for_one(course, kinds, is_asked):
    radiology = without_role(course(2).target("30", "50").radiology())
    assays = tuple(
        Assay(id=f"a{i}", sample=f"S{i}", kind=kind) for i, kind in enumerate(kinds)
    )
    found = interpreted(radiology, molecular=Molecular(assays=assays))
    assert (NO_TARGETS in asked(found)) is is_asked


def test_whoever_is_treated_is_not_searched(course):
    radiology = without_role(course(2).target("30", "50").radiology())
    assays = (Assay(id="a", sample="S", kind=AssayKind.TUMOR_NAIVE),)
    treated = Oncology(
        treatments=(Treatment(id="t", drugs=(Drug(name="osimertinib"),)),)
    )
    found = interpreted(radiology, molecular=Molecular(assays=assays), oncology=treated)
    assert NO_TARGETS in asked(found)
