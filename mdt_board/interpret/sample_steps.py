"""Steps of samples: plasma again, white blood cells, germline."""

from datetime import date, timedelta
from decimal import Decimal

from mdt_board.interpret.ctdna import comparable, discordance, occult
from mdt_board.interpret.ctdna.occult import measured
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT, MAGEE_2025
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import (
    COUNSELING_DAYS,
    REPEAT_PLASMA_DAYS,
    WBC_DAYS,
    after,
)
from mdt_board.model.case import Sex
from mdt_board.model.interpretation import (
    Finding,
    NextStep,
    Origin,
    OriginAnswer,
    Tag,
)
from mdt_board.model.oncology import Comparator, LabValue, TreatmentKind
from mdt_board.model.person import Discipline
from mdt_board.model.quantity import Length
from mdt_board.model.text import N_, Message, Mm, Number, Word

# Clonal hematopoiesis that hematology should see (D3): large, several, or these genes.
LARGE_CLONE_GENES = frozenset({"JAK2", "SF3B1", "SRSF2", "U2AF1", "ZRSR2"})
LARGE_CLONE = Decimal("0.10")
SEVERAL = 2
HEMATOLOGY_DAYS = 28
SURGICAL_DAYS = 28  # Henriksen 2020
POST_OPERATIVE = "ctdna.post-operative-window"
LOW_MALE, LOW_FEMALE = Decimal(130), Decimal(120)  # g/L
LARGE_CELLS = Decimal(100)  # fL
NODULE = Length.from_mm(30)  # larger is a mass


def repeat_plasma(situation: Situation) -> NextStep | None:
    """One detection of few molecules is confirmed in a second tube (D1, D12)."""
    unconfirmed = situation.answers.findings.get(progression.UNCONFIRMED)
    findings = situation.answers.findings
    faint = findings.get(discordance.SINGLE) or findings.get(comparable.AT_LIMIT)
    finding = unconfirmed or (faint if situation.discordance else None)
    if finding is None:
        return _after_surgery(situation)
    first, last = REPEAT_PLASMA_DAYS
    return _plasma_again(situation, finding, after(situation, first), last)


def _after_surgery(situation: Situation) -> NextStep | None:
    """A negative of the first four weeks is repeated when they are over (D12)."""
    finding = situation.answers.findings.get(POST_OPERATIVE)
    if finding is None:
        return None
    operations = [
        day
        for t in situation.facts.case.oncology.treatments
        if t.kind is TreatmentKind.SURGERY and t.started_on
        if (day := t.started_on.exact)
    ]
    first = max(operations, default=situation.facts.on) + timedelta(SURGICAL_DAYS)
    not_before = max(first, situation.facts.on)
    return _plasma_again(situation, finding, not_before, SURGICAL_DAYS)


def _plasma_again(
    situation: Situation, finding: Finding, not_before: date, last: int
) -> NextStep:
    return NextStep(
        id="repeat-plasma",
        message=Message(N_("Repeat plasma in a second tube, same assay")),
        owner=Discipline.MOLECULAR,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=not_before,
        due_on=max(after(situation, last), not_before),
        references=finding.references,
        rules=(finding.rule,),
    )


def paired_wbc(situation: Situation) -> NextStep | None:
    """White blood cells settle clonal hematopoiesis that is not excluded (D2)."""
    answers = situation.answers
    finding = answers.findings.get(discordance.CH_NOT_EXCLUDED)
    if situation.discordance and discordance.TUMOR_ORIGIN in answers.unanswered:
        finding = finding or answers.findings.get(discordance.CONFIRMED)
    if finding is None:
        return None
    return NextStep(
        id="paired-wbc",
        message=Message(N_("Test matched white blood cells")),
        owner=Discipline.MOLECULAR,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, WBC_DAYS),
        references=(MAGEE_2025.id, BOARD_JUDGMENT.id),
        rules=(finding.rule,),
    )


def genetic_counseling(situation: Situation) -> NextStep | None:
    """What may be inherited is told by a counselor, before any test of it (D4)."""
    finding = situation.answers.findings.get(discordance.GERMLINE)
    if finding is None:
        return None
    return NextStep(
        id="genetic-counselling",
        message=Message(N_("Genetic counseling; consent before any germline result")),
        owner=Discipline.GENETICS,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, COUNSELING_DAYS),
        references=finding.references,
        rules=(finding.rule,),
    )


def germline_test(situation: Situation) -> NextStep | None:
    """Plasma and blood do not prove a germline variant; a validated test does (F5)."""
    finding = situation.answers.findings.get(discordance.GERMLINE)
    if finding is None:
        return None
    return NextStep(
        id="germline-test",
        message=Message(N_("Validated germline test, after consent")),
        owner=Discipline.GENETICS,
        why=Message(N_("Neither plasma nor its fraction proves a germline variant")),
        tag=Tag.JUDGED,
        references=finding.references,
        rules=(finding.rule,),
    )


def hematology(situation: Situation) -> NextStep | None:
    """Several clones, a large one, certain genes or anemia go to hematology (D3)."""
    finding = situation.answers.findings.get(discordance.CH_BY_WBC)
    clones = [
        o
        for o in situation.facts.origins.values()
        if o.answer is OriginAnswer.CH_LIKELY
    ]
    is_for_them = len(clones) >= SEVERAL or any(
        o.gene in LARGE_CLONE_GENES or _is_large(o, situation) for o in clones
    )
    anemia = macrocytic_anemia(situation.facts)
    if finding is None or not (is_for_them or anemia):
        return None
    text = N_("Blood count and smear; hematology consultation")
    if anemia:
        text = N_(
            "Hematology for macrocytic anemia beside clonal hematopoiesis: vitamin "
            "B12, folate, reticulocytes, smear; then whether a marrow is needed"
        )
    return NextStep(
        id="hematology",
        message=Message(text),
        owner=Discipline.HEMATOLOGY,
        why=anemia or finding.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, HEMATOLOGY_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=(finding.rule,),
    )


def _is_large(origin: Origin, situation: Situation) -> bool:
    values = [p.value for p in situation.facts.series[origin.series].points]
    return any(v is not None and v >= LARGE_CLONE for v in values)


def macrocytic_anemia(facts: Facts) -> Message | None:
    """Return the values that show it; None when either is normal or not known.

    By the laboratory's own limits, or else hemoglobin below 130 g/L in men and 120 in
    women with cells above 100 fL.
    """
    hemoglobin = _latest(facts, "hemoglobin", "g/L")
    volume = _latest(facts, "mean-corpuscular-volume", "fL")
    if hemoglobin is None or volume is None:
        return None
    is_male = facts.case.patient.sex is Sex.MALE
    least = hemoglobin.reference_low or (LOW_MALE if is_male else LOW_FEMALE)
    most = volume.reference_high or LARGE_CELLS
    if hemoglobin.value >= least or volume.value <= most:
        return None
    words: dict[str, Word] = {
        "hemoglobin": Number(hemoglobin.value, 0, "g/L"),
        "volume": Number(volume.value, 0, "fL"),
    }
    return Message(N_("Hemoglobin {hemoglobin}, mean cell volume {volume}"), words)


def _latest(facts: Facts, analyte: str, unit: str) -> LabValue | None:
    values = [
        v
        for v in facts.case.oncology.labs
        if v.analyte == analyte and v.unit == unit and v.comparator is Comparator.EQUAL
    ]
    return max(values, key=lambda v: (v.on.last, v.id), default=None)


def nodule(situation: Situation) -> NextStep | None:
    """A lung nodule is followed for its own sake, whatever plasma shows."""
    facts = situation.facts
    if facts.case.diagnoses or situation.is_tumor_dna or not facts.origins:
        return None
    lungs = {x.id for x in facts.case.radiology.lesions if x.organ == "lung"}
    sizes = [d for m, d in measured(facts.case.radiology)[0] if m.lesion in lungs]
    if not sizes or max(sizes) > NODULE:
        return None
    too_small = situation.answers.findings.get(occult.TOO_SMALL)
    why = Message(
        N_("It needs its own follow-up; plasma neither explains nor clears it")
    )
    return NextStep(
        id="nodule-by-guideline",
        message=Message(
            N_("Follow the lung nodule ({size}) by the nodule guideline"),
            {"size": Mm(max(sizes))},
        ),
        owner=Discipline.RADIOLOGY,
        why=too_small.message if too_small else why,
        tag=Tag.JUDGED,
        references=too_small.references if too_small else (BOARD_JUDGMENT.id,),
        rules=(too_small.rule,) if too_small else (),
    )
