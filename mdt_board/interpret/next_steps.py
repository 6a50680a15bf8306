"""What to do next, in order: what is urgent, the drug itself, tissue, then the rest."""

from collections.abc import Callable

from mdt_board.interpret.drug_steps import (
    check_medication,
    continue_current,
    hold_drug,
    local_therapy,
    met_inhibitor,
    third_generation,
    trial,
    urgent_pathway,
)
from mdt_board.interpret.imaging_steps import (
    brain_mri,
    early_ct,
    pet_ct,
    repeat_imaging,
    stage_now,
)
from mdt_board.interpret.sample_steps import (
    genetic_counseling,
    germline_test,
    hematology,
    paired_wbc,
    repeat_plasma,
    tissue,
)
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import NextStep


def next_steps(situation: Situation) -> tuple[NextStep, ...]:
    """Return the proposed steps in the order in which they are due to be thought of."""
    found = (step(situation) for step in STEPS)
    return tuple(s for s in found if s)


STEPS: tuple[Callable[[Situation], NextStep | None], ...] = (
    urgent_pathway,
    hold_drug,
    check_medication,
    tissue,
    stage_now,
    brain_mri,
    pet_ct,
    local_therapy,
    repeat_plasma,
    genetic_counseling,
    germline_test,
    paired_wbc,
    hematology,
    repeat_imaging,
    early_ct,
    continue_current,
    third_generation,
    met_inhibitor,
    trial,
)
