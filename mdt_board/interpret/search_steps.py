"""Steps that look for what plasma shows: where it points, where imaging is blind."""

from collections.abc import Callable

from mdt_board.interpret.ctdna import (
    blind_spots,
    course_rules,
    discordance,
    imaging_positive,
    other_causes,
    reread,
    site_hints,
)
from mdt_board.interpret.references import BOARD_JUDGMENT, PATHFINDER_2023
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import (
    REPEAT_PLASMA_DAYS,
    STAGING_DAYS,
    SYMPTOM_DAYS,
    after,
)
from mdt_board.model.interpretation import Finding, NextStep, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message, Term, Terms, Word

REREAD_DAYS = 7
LAPAROSCOPY_DAYS = 28
QUARTER_DAYS = (84, 98)  # three months, by a week more or less
OWNERS = {
    "targeted-endoscopy": Discipline.ONCOLOGY,
    "hematology": Discipline.HEMATOLOGY,
}
Steps = tuple[NextStep, ...]


def _step(
    situation: Situation,
    action: str,
    text: str,
    finding: Finding,
    window: tuple[int, int],
    **more: Word,
) -> NextStep:
    first, last = window
    return NextStep(
        id=action,
        message=Message(text, more),
        owner=OWNERS.get(action, Discipline.RADIOLOGY),
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=after(situation, first),
        due_on=after(situation, last),
        references=finding.references,
        rules=(finding.rule,),
    )


def blind_spot_steps(situation: Situation) -> Steps:
    """Look where this cancer hides from the imaging that was done (E2, D8)."""
    findings = situation.answers.findings
    steps: list[NextStep] = []
    if found := findings.get(blind_spots.LEPTOMENINGES):
        text = N_("Lumbar puncture, once raised pressure is excluded: cytology, ctDNA")
        steps.append(_step(situation, "csf-ctdna", text, found, (0, SYMPTOM_DAYS)))
    if (found := findings.get(blind_spots.PERITONEUM)) and situation.discordance:
        text = N_("Diffusion-weighted MRI of abdomen and pelvis, or PET-CT")
        steps.append(_step(situation, "dwi-mri", text, found, (0, STAGING_DAYS)))
        text = N_("Staging laparoscopy, if imaging still shows nothing")
        window = (STAGING_DAYS, LAPAROSCOPY_DAYS)
        steps.append(_step(situation, "laparoscopy", text, found, window))
    return tuple(steps)


def hinted_steps(situation: Situation) -> Steps:
    """Search where the variant points, in a person without a known cancer (D7, H2).

    Images that exist are looked at now; what is new waits for a second sample.
    """
    found = situation.answers.findings.get(site_hints.HINT)
    if found is None:
        return ()
    rows = [row for _, row in site_hints.hints(situation.facts)]
    tests = Terms(tuple(dict.fromkeys(t for row in rows for t in row.tests)))
    is_single = situation.answers.spoke(discordance.SINGLE)
    steps = []
    for action in dict.fromkeys(a for row in rows for a in row.actions):
        words: dict[str, Word] = {"test": Term(f"action.{action}"), "tests": tests}
        if action == "thin-slice-review":
            text = N_("Read the chest CT again in thin slices, ground glass above all")
            steps.append(_step(situation, action, text, found, (0, REREAD_DAYS)))
        elif is_single:
            text = N_("If a second sample confirms it: {test} (work-up: {tests})")
            window = (REPEAT_PLASMA_DAYS[0], REPEAT_PLASMA_DAYS[1] + STAGING_DAYS)
            steps.append(_step(situation, action, text, found, window, **words))
        else:
            text = N_("{test} (targeted work-up: {tests})")
            window = (0, STAGING_DAYS)
            steps.append(_step(situation, action, text, found, window, **words))
    return tuple(steps)


def orthogonal_assay(situation: Situation) -> NextStep | None:
    """One detection of a variant is confirmed by another method too (D1)."""
    found = situation.answers.findings.get(discordance.SINGLE)
    is_variant = any(s.id.startswith("variant:") for s in situation.facts.suspicious)
    if found is None or not (situation.discordance and is_variant):
        return None
    return NextStep(
        id="orthogonal-assay",
        message=Message(
            N_("Confirm the variant by another method; check whose sample it is")
        ),
        owner=Discipline.MOLECULAR,
        why=found.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, REPEAT_PLASMA_DAYS[1]),
        references=found.references,
        rules=(found.rule,),
    )


def reread_request(situation: Situation) -> NextStep | None:
    """Radiology looks again at what it read as negative, knowing plasma (E2)."""
    asked = reread.requests(situation.facts)
    if not (situation.discordance and asked):
        return None
    regions = Terms(tuple(dict.fromkeys(r for a in asked for r in a.regions)))
    return NextStep(
        id="reread-request",
        message=Message(
            N_("Ask radiology to look again, knowing plasma: {regions}"),
            {"regions": regions},
        ),
        owner=Discipline.RADIOLOGY,
        why=asked[0].why[0],
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, REREAD_DAYS),
        references=(BOARD_JUDGMENT.id,),
    )


def treat_other_cause(situation: Situation) -> NextStep | None:
    """A cause that is no cancer is treated first, then the test is repeated (E4)."""
    found = situation.answers.findings.get(other_causes.NON_CANCER)
    if found is None:
        return None
    return NextStep(
        id="treat-other-cause",
        message=Message(N_("Have the liver assessed and treated, then test again")),
        owner=Discipline.ONCOLOGY,
        why=found.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, REPEAT_PLASMA_DAYS[1]),
        references=found.references,
        rules=(found.rule,),
    )


def search_again(situation: Situation) -> NextStep | None:
    """Imaging is complete and empty while plasma grows: the search is repeated (D8)."""
    found = situation.answers.findings.get(course_rules.GROWS)
    if found is None or not _is_searched(situation):
        return None
    return NextStep(
        id="targeted-endoscopy",
        message=Message(
            N_(
                "Repeat the whole search: endoscopy from both ends, breast or prostate "
                "MRI, marrow if blood counts are low, CSF for any neurological sign"
            )
        ),
        owner=Discipline.ONCOLOGY,
        why=found.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, STAGING_DAYS),
        references=(*found.references, PATHFINDER_2023.id),
        rules=(found.rule,),
    )


def _is_searched(situation: Situation) -> bool:
    coverage = situation.facts.coverage
    is_clean = situation.discordance and coverage.is_negative is True
    return is_clean and coverage.has_pet and not coverage.stale


def watch(situation: Situation) -> NextStep | None:
    """What was searched and does not grow is followed, with an end to it (D9).

    So is what turned negative by itself: that is no all-clear (E4).
    """
    answers = situation.answers
    reverted = answers.findings.get(course_rules.REVERTED)
    confirmed = answers.findings.get(discordance.CONFIRMED)
    is_quiet = not answers.spoke(course_rules.GROWS, "ctdna.rise")
    found = reverted
    if found is None and _is_searched(situation) and is_quiet:
        found = confirmed
    if found is None:
        return None
    first, last = QUARTER_DAYS
    return NextStep(
        id="ctdna-3-monthly",
        message=Message(
            N_(
                "ctDNA and blood count every three months; stop after two negatives at "
                "adequate DNA input and twelve months of clean imaging. Surveillance "
                "by CT goes on as planned"
            )
        ),
        owner=Discipline.ONCOLOGY,
        why=found.message,
        tag=Tag.JUDGED,
        not_before=after(situation, first),
        due_on=after(situation, last),
        references=found.references,
        rules=(found.rule,),
    )


def tissue_of_what_is_seen(situation: Situation) -> NextStep | None:
    """A lesion that plasma should show and does not is answered by tissue (D11, P9)."""
    found = situation.answers.findings.get(imaging_positive.SHEDS_ENOUGH)
    if found is None or situation.growth or situation.discordance:
        return None
    is_known = bool(situation.facts.case.diagnoses)
    return NextStep(
        id="tissue-rebiopsy" if is_known else "histology",
        message=Message(
            N_(
                "Tissue from the lesion, if it can be reached: plasma does not replace "
                "it"
            )
        ),
        owner=Discipline.PATHOLOGY,
        why=found.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, STAGING_DAYS),
        references=found.references,
        rules=(found.rule,),
    )


Propose = Callable[[Situation], NextStep | Steps | None]
STEPS: tuple[Propose, ...] = (
    blind_spot_steps,
    reread_request,
    orthogonal_assay,
    treat_other_cause,
    search_again,
    hinted_steps,
    tissue_of_what_is_seen,
    watch,
)
