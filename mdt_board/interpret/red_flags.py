"""What comes before any plan: evaluated first, shown first, the same day.

``response.md`` 0.1 no. 7 and ``corrections.md`` 11 name them; what is done the same day
is judgment. A symptom that is gone or better raises no flag; one whose course is not
stated does.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.vital_signs import Oxygen, is_troponin_high, oxygen_of
from mdt_board.model.interpretation import RedFlag
from mdt_board.model.oncology import PerformanceStatus, Symptom, Trend
from mdt_board.model.text import N_, Count, Message, On, Percent, Terms, Word

RECENT_DAYS = 28  # an older symptom belongs to the history [J]
RAPID_ECOG_DROP = 2
CHECKPOINT_INHIBITOR = "immune-checkpoint-inhibitor"
# What is done the same day, by the group of symptoms that asks for it [J].
WORK_UP: dict[str, tuple[frozenset[str], str]] = {
    "adrenal-crisis": (
        frozenset({"adrenal-crisis"}),
        N_("Now: hydrocortisone before the results; cortisol, electrolytes, glucose"),
    ),
    "tamponade": (
        frozenset({"cardiac-tamponade"}),
        N_("Now: echocardiography; pericardial drainage is called"),
    ),
    "myocarditis": (
        frozenset({"myocarditis"}),
        N_("Now: ECG, troponin, echocardiography, cardiology; no immunotherapy"),
    ),
    "respiratory-failure": (
        frozenset({"respiratory-failure"}),
        N_("Now: oxygen, blood gas, chest CT; embolism, infection, pneumonitis"),
    ),
    "brain": (
        frozenset({"neurological-deficit", "seizure", "raised-intracranial-pressure"}),
        N_("Today: brain MRI, or CT at once; lumbar puncture only after it"),
    ),
    "spinal-cord": (
        frozenset({"cord-compression-signs"}),
        N_("Today: MRI of the whole spine; radiotherapy and surgery are called"),
    ),
    "superior-vena-cava": (
        frozenset({"superior-vena-cava-obstruction"}),
        N_("Today: contrast CT of the chest; stent or radiotherapy is called"),
    ),
    "hemoptysis": (
        frozenset({"hemoptysis"}),
        N_("Today: airway, CT angiography; review anticoagulants and anti-VEGF"),
    ),
    "bowel-obstruction": (
        frozenset({"bowel-obstruction"}),
        N_("Today: CT of the abdomen; surgery is called"),
    ),
    "febrile-neutropenia": (
        frozenset({"febrile-neutropenia"}),
        N_("Within the hour: cultures, then broad antibiotics"),
    ),
    "hypercalcemia": (
        frozenset({"symptomatic-hypercalcemia"}),
        N_("Today: calcium with albumin, creatinine, ECG; fluids"),
    ),
}
URGENT_SYMPTOMS = frozenset().union(*(names for names, _ in WORK_UP.values()))
# Together they are taken for raised intracranial pressure until imaging says no.
PRESSURE = ("headache", "vomiting")
PNEUMONITIS_SIGNS = frozenset({"suspected-pneumonitis", "new-ground-glass"})
PNEUMONITIS_SYMPTOMS = frozenset({"dyspnea", "dry-cough"})
# Pneumonitis also comes after the drug: this long it is thought of [J].
AFTER_DRUG_DAYS = 90
HOLDS = {
    "ild": N_("Hold {drugs} until pneumonitis is excluded"),
    "myocarditis": N_("Hold {drugs} until myocarditis is excluded"),
}
HOLDS_NEXT = {
    "ild": N_("Hold {drugs}, due again on {on}, until pneumonitis is excluded"),
    "myocarditis": N_("Hold {drugs}, due again on {on}, until myocarditis is excluded"),
}


def red_flags(facts: Facts) -> tuple[RedFlag, ...]:
    """Return the red flags of the case, suspected pneumonitis first."""
    return tuple(
        flag
        for found in (_pneumonitis, _urgent, _pressure, _rapid_decline)
        for flag in found(facts)
    )


def recent_symptoms(facts: Facts, names: frozenset[str]) -> list[Symptom]:
    """Return the symptoms of these names that are recent and neither gone nor better.

    A symptom typed in words is recognized by any name that its term has.
    """
    since = facts.on - timedelta(RECENT_DAYS)
    return [
        s
        for s in facts.case.oncology.symptoms
        if names & classes_of(s.name, facts.knowledge)
        and s.trend not in (Trend.GONE, Trend.BETTER)
        and since <= s.on.last
        and s.on.first <= facts.on
    ]


def _is_on_or_just_off_a_drug(facts: Facts) -> bool:
    since = facts.on - timedelta(AFTER_DRUG_DAYS)
    stopped = (t.stopped_on for t in facts.exposure.past)
    return bool(facts.exposure.current or facts.exposure.uncertain) or any(
        day is not None and day.last >= since for day in stopped
    )


def _pneumonitis(facts: Facts) -> Iterator[RedFlag]:
    """Dyspnea, dry cough, less oxygen or ground glass under a systemic drug."""
    if not _is_on_or_just_off_a_drug(facts):
        return
    signs = recent_symptoms(facts, PNEUMONITIS_SIGNS)
    signs += [
        s
        for s in recent_symptoms(facts, PNEUMONITIS_SYMPTOMS)
        if s.trend is not Trend.STABLE
    ]
    oxygen = oxygen_of(facts.case.oncology.labs, facts.on)
    fallen = oxygen if oxygen is not None and oxygen.has_fallen else None
    if not signs and fallen is None:
        return
    records = (*(s.id for s in signs), *(fallen.records if fallen else ()))
    yield RedFlag(
        id="ild",
        message=_suspicion(signs, fallen),
        records=records,
        references=(BOARD_JUDGMENT.id,),
        work_up=Message(_pneumonitis_work_up(facts)),
    )


def _saturation(percent: Decimal) -> Percent:
    return Percent(percent / 100, 0 if percent == int(percent) else 1)


def _suspicion(signs: list[Symptom], fallen: Oxygen | None) -> Message:
    words: dict[str, Word] = {}
    if signs:
        words["symptoms"] = Terms(tuple(dict.fromkeys(s.name for s in signs)))
    if fallen is None:
        text = N_(
            "Suspected pneumonitis under treatment, assess today, hold the suspected "
            "drug: {symptoms}"
        )
        return Message(text, words)
    words["before"] = _saturation(fallen.before)
    words["now"] = _saturation(fallen.now)
    if not signs:
        text = N_(
            "SpO2 {before} → {now} under treatment: suspected pneumonitis, assess "
            "today, hold the suspected drug"
        )
        return Message(text, words)
    text = N_(
        "Suspected pneumonitis under treatment, assess today, hold the suspected drug: "
        "{symptoms}, SpO2 {before} → {now}"
    )
    return Message(text, words)


def _pneumonitis_work_up(facts: Facts) -> str:
    if facts.case.fitness.is_tuberculosis_excluded:
        return N_("See the patient today: chest CT, oxygen, blood gas, infection")
    return N_(
        "See the patient today: chest CT, oxygen, infection including tuberculosis, "
        "which is not excluded: test before steroids"
    )


def _urgent(facts: Facts) -> Iterator[RedFlag]:
    """Yield a flag for every group of urgent symptoms, and what to do the same day."""
    every = recent_symptoms(facts, URGENT_SYMPTOMS)
    for group, (names, work_up) in WORK_UP.items():
        symptoms = [s for s in every if names & classes_of(s.name, facts.knowledge)]
        if symptoms:
            yield _flag(group, symptoms, work_up)
        elif group == "respiratory-failure":
            yield from _too_little_oxygen(facts, work_up)
        elif group == "myocarditis":
            yield from _troponin(facts, work_up)


def _flag(group: str, symptoms: list[Symptom], work_up: str) -> RedFlag:
    names = Terms(tuple(dict.fromkeys(s.name for s in symptoms)))
    return RedFlag(
        id=group,
        message=Message(N_("Needs assessment today: {symptoms}"), {"symptoms": names}),
        records=tuple(s.id for s in symptoms),
        references=(BOARD_JUDGMENT.id,),
        work_up=Message(work_up),
    )


def _too_little_oxygen(facts: Facts, work_up: str) -> Iterator[RedFlag]:
    oxygen = oxygen_of(facts.case.oncology.labs, facts.on)
    if oxygen is None or not oxygen.is_too_little:
        return
    yield RedFlag(
        id="respiratory-failure",
        message=Message(
            N_("SpO2 {now}: respiratory failure until shown otherwise"),
            {"now": _saturation(oxygen.now)},
        ),
        records=oxygen.records[-1:],
        references=(BOARD_JUDGMENT.id,),
        work_up=Message(work_up),
    )


def _troponin(facts: Facts, work_up: str) -> Iterator[RedFlag]:
    """Raised troponin under or just after immunotherapy: myocarditis until refuted."""
    if CHECKPOINT_INHIBITOR not in facts.exposure.ever_classes:
        return
    record = is_troponin_high(facts.case.oncology.labs, facts.on)
    if record and _is_on_or_just_off_a_drug(facts):
        yield RedFlag(
            id="myocarditis",
            message=Message(N_("Troponin raised under immunotherapy: myocarditis?")),
            records=(record,),
            references=(BOARD_JUDGMENT.id,),
            work_up=Message(work_up),
        )


def _pressure(facts: Facts) -> Iterator[RedFlag]:
    """Headache with vomiting in a patient with cancer, both new or worse."""
    found = [recent_symptoms(facts, frozenset({name})) for name in PRESSURE]
    is_named = bool(recent_symptoms(facts, WORK_UP["brain"][0]))
    if is_named or not facts.case.diagnoses or not all(found):
        return
    symptoms = [s for of in found for s in of]
    if all(s.trend is Trend.STABLE for s in symptoms):
        return
    yield _flag("brain", symptoms, WORK_UP["brain"][1])


def _rapid_decline(facts: Facts) -> Iterator[RedFlag]:
    known = facts.case.oncology.performance
    last_two = sorted(known, key=lambda p: p.on.last)[-2:]
    if len(last_two) < len(("before", "now")):
        return
    before, now = last_two
    if now.ecog - before.ecog < RAPID_ECOG_DROP:
        return
    yield RedFlag(
        id="rapid-decline",
        message=Message(
            N_("Performance status fell from ECOG {before} to {now} by {on}"),
            _decline_words(before, now),
        ),
        records=(before.id, now.id),
        references=(BOARD_JUDGMENT.id,),
        work_up=Message(N_("See the patient today: red flags come before any plan")),
    )


def _decline_words(
    before: PerformanceStatus, now: PerformanceStatus
) -> dict[str, Count | On]:
    return {
        "before": Count(before.ecog),
        "now": Count(now.ecog),
        "on": On(now.on.last),
    }
