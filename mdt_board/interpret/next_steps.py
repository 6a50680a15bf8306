"""What to do next, in order: what is urgent, the drug itself, tissue, then the rest."""

from collections.abc import Callable
from dataclasses import replace

from mdt_board.interpret.drug_steps import (
    check_medication,
    continue_current,
    hold_drug,
    record_driver,
    urgent_pathway,
)
from mdt_board.interpret.follow_steps import (
    met_inhibitor,
    opened,
    systemic_change,
    third_generation,
    trial,
)
from mdt_board.interpret.imaging_steps import (
    brain_mri,
    early_ct,
    pet_ct,
    repeat_imaging,
    stage_now,
)
from mdt_board.interpret.local_steps import local_therapy, lorlatinib, restage
from mdt_board.interpret.mimic_steps import early_chest_ct
from mdt_board.interpret.sample_steps import (
    genetic_counseling,
    germline_test,
    hematology,
    nodule,
    paired_wbc,
    repeat_plasma,
)
from mdt_board.interpret.search_steps import STEPS as SEARCH
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.tissue_steps import histology, plasma_ngs, rebiopsy
from mdt_board.interpret.windows import after
from mdt_board.interpret.wrong_if import WRONG_IF
from mdt_board.model.interpretation import NextStep

DEFAULT_DAYS = 28  # what has no window of its own is looked at within four weeks [J]
Step = Callable[[Situation], NextStep | tuple[NextStep, ...] | None]


def next_steps(situation: Situation) -> tuple[NextStep, ...]:
    """Return the proposed steps in the order in which they are due to be thought of.

    Every step has a last day and, where its action has one, what would make it wrong.
    Of two that propose the same action the first is kept.
    """
    found: dict[str, NextStep] = {}
    for proposed in map(situation.ask, QUESTIONS):
        for step in proposed:
            found.setdefault(step.id, step)
    return tuple(found.values())


def _whole(propose: Step) -> Callable[[Situation], tuple[NextStep, ...]]:
    """Return the question what is proposed, each step with its day and its risk."""

    def proposed(situation: Situation) -> tuple[NextStep, ...]:
        step = propose(situation)
        every = step if isinstance(step, tuple) else (step,)
        return tuple(_complete(situation, one) for one in every if one is not None)

    return proposed


def _complete(situation: Situation, step: NextStep) -> NextStep:
    due_on = step.due_on or after(situation, DEFAULT_DAYS)
    wrong_if = step.wrong_if or WRONG_IF.get(step.id)
    if due_on is step.due_on and wrong_if is step.wrong_if:
        return step
    return replace(step, due_on=due_on, wrong_if=wrong_if)


STEPS: tuple[Step, ...] = (
    urgent_pathway,
    hold_drug,
    record_driver,
    check_medication,
    rebiopsy,
    histology,
    plasma_ngs,
    restage,
    stage_now,
    brain_mri,
    pet_ct,
    local_therapy,
    lorlatinib,
    repeat_plasma,
    genetic_counseling,
    germline_test,
    paired_wbc,
    *SEARCH,
    hematology,
    nodule,
    repeat_imaging,
    early_chest_ct,
    early_ct,
    continue_current,
    third_generation,
    met_inhibitor,
    opened,
    systemic_change,
    trial,
)
QUESTIONS = tuple(map(_whole, STEPS))
