"""What comes before any plan: evaluated first, shown first, the same day.

``response.md`` 0.1 no. 7 and ``corrections.md`` 11 name them. A symptom that is gone or
better raises no flag; one whose course is not stated does.
"""

from datetime import timedelta

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.model.interpretation import RedFlag
from mdt_board.model.oncology import PerformanceStatus, Symptom, Trend
from mdt_board.model.text import N_, Count, Message, On, Terms

RECENT_DAYS = 28  # an older symptom belongs to the history [J]
RAPID_ECOG_DROP = 2
URGENT_SYMPTOMS = frozenset(
    {
        "neurological-deficit",
        "seizure",
        "raised-intracranial-pressure",
        "cord-compression-signs",
        "superior-vena-cava-obstruction",
        "hemoptysis",
        "bowel-obstruction",
        "respiratory-failure",
        "febrile-neutropenia",
        "symptomatic-hypercalcemia",
        "cardiac-tamponade",
        "myocarditis",
        "adrenal-crisis",
    }
)
PNEUMONITIS_SIGNS = frozenset({"suspected-pneumonitis", "new-ground-glass"})
PNEUMONITIS_SYMPTOMS = frozenset({"dyspnea", "dry-cough"})
# Pneumonitis also comes after the drug: this long it is thought of [J].
AFTER_DRUG_DAYS = 90


def red_flags(facts: Facts) -> tuple[RedFlag, ...]:
    """Return the red flags of the case, suspected pneumonitis first."""
    found = (_pneumonitis(facts), _urgent_symptoms(facts), _rapid_decline(facts))
    return tuple(f for f in found if f)


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


def _pneumonitis(facts: Facts) -> RedFlag | None:
    """Dyspnea or dry cough that is not old, or ground glass, under a systemic drug."""
    if not _is_on_or_just_off_a_drug(facts):
        return None
    signs = recent_symptoms(facts, PNEUMONITIS_SIGNS)
    signs += [
        s
        for s in recent_symptoms(facts, PNEUMONITIS_SYMPTOMS)
        if s.trend is not Trend.STABLE
    ]
    if not signs:
        return None
    return RedFlag(
        id="ild",
        message=Message(
            N_("Suspected pneumonitis under treatment, assess today: {symptoms}"),
            {"symptoms": Terms(tuple(dict.fromkeys(s.name for s in signs)))},
        ),
        records=tuple(s.id for s in signs),
        references=(BOARD_JUDGMENT.id,),
    )


def _urgent_symptoms(facts: Facts) -> RedFlag | None:
    urgent = recent_symptoms(facts, URGENT_SYMPTOMS)
    if not urgent:
        return None
    return RedFlag(
        id="urgent-symptom",
        message=Message(
            N_("Needs assessment today: {symptoms}"),
            {"symptoms": Terms(tuple(dict.fromkeys(s.name for s in urgent)))},
        ),
        records=tuple(s.id for s in urgent),
        references=(BOARD_JUDGMENT.id,),
    )


def _rapid_decline(facts: Facts) -> RedFlag | None:
    known = facts.case.oncology.performance
    last_two = sorted(known, key=lambda p: p.on.last)[-2:]
    if len(last_two) < len(("before", "now")):
        return None
    before, now = last_two
    if now.ecog - before.ecog < RAPID_ECOG_DROP:
        return None
    return RedFlag(
        id="rapid-decline",
        message=Message(
            N_("Performance status fell from ECOG {before} to {now} by {on}"),
            _decline_words(before, now),
        ),
        records=(before.id, now.id),
        references=(BOARD_JUDGMENT.id,),
    )


def _decline_words(
    before: PerformanceStatus, now: PerformanceStatus
) -> dict[str, Count | On]:
    return {
        "before": Count(before.ecog),
        "now": Count(now.ecog),
        "on": On(now.on.last),
    }
