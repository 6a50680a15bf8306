"""Which of the proposed tests can change the decision, and what each result would do.

A test whose every result leads to the same step cannot; it is shown as such. The others
are ordered by how soon they answer, what they cost, what they risk and how much tissue
they take, in the order in which tissue lasts longest: stains, FISH, then sequencing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.interpret.resistance import progression
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.tissue_steps import is_due
from mdt_board.model.interpretation import NextStep, Outcome, PlannedTest, Tag
from mdt_board.model.molecular import Assay, AssayKind
from mdt_board.model.text import N_, Message

# Sections that a test takes of what is left [J]: stains few, sequencing most.
SECTIONS = {"histology": 6, "fish": 2, "tissue-rebiopsy": 10}
TISSUE_DAYS = 21  # K10: 14 to 21 days; the longer one, unless the laboratory says
UNKNOWN_LAST = 10_000
CONTINUE, CHANGE = "continue-current", "discuss-systemic-change"
LOCAL, TRIAL = "local-therapy-continue", "trial"
# What follows that is no step of its own.
AS_PLANNED, BESIDE_BIOPSY = "biopsy-as-planned", "brain-beside-biopsy"
UNCHANGED, BRAIN_FIRST = "plan-unchanged", "radiation-oncology-for-brain"
BY_MECHANISM, BY_TISSUE = "drug-for-mechanism", "treat-by-mechanism"
WEIGH_SWITCH = "weigh-early-switch"
THIRD_GENERATION, ORAL_SERD = "third-generation-egfr-tki", "oral-serd"
# Mutations on which a switch before PD was tried: for others nothing speaks for one.
SWITCHED_EARLY = frozenset({THIRD_GENERATION, ORAL_SERD})  # APPLE, SERENA-6
_Outcomes = tuple[tuple[Message, str], ...]


def deciding_tests(
    situation: Situation, steps: tuple[NextStep, ...]
) -> tuple[PlannedTest, ...]:
    """Return the tests among the steps; those that can decide first, then by burden."""
    plans = (situation.ask(PLANS[s.id]) for s in steps if s.id in PLANS)
    return tuple(sorted(plans, key=_burden))


def _burden(test: PlannedTest) -> tuple[bool, int, Decimal, int, int]:
    days = UNKNOWN_LAST if test.turnaround_days is None else test.turnaround_days
    price = Decimal(UNKNOWN_LAST) if test.price_yuan is None else test.price_yuan
    return (not test.can_decide, days, price, test.risk, test.sections)


@dataclass(frozen=True, slots=True)
class _Test:
    """One test before it is asked what its results would change.

    ``days`` is the usual turnaround; ``kinds`` the assays that it is one of.
    """

    action: str
    name: str
    days: int
    risk: int = 0
    kinds: frozenset[AssayKind] = frozenset()


def _plan(situation: Situation, test: _Test, outcomes: _Outcomes) -> PlannedTest:
    """Put one test together; what the laboratory promised goes before the usual."""
    known = _latest(situation, test.kinds)
    promised = known.turnaround_days if known else None
    sections = SECTIONS.get(test.action, 0)
    return PlannedTest(
        action=test.action,
        name=Message(test.name),
        outcomes=tuple(Outcome(result, leads_to) for result, leads_to in outcomes),
        can_decide=len({leads_to for _, leads_to in outcomes}) > 1,
        turnaround_days=test.days if promised is None else promised,
        price_yuan=known.price_yuan if known else None,
        risk=test.risk,
        sections=sections,
        is_short_of_tissue=_is_short(situation, sections),
    )


def _latest(situation: Situation, kinds: frozenset[AssayKind]) -> Assay | None:
    """Return the latest assay of the kinds: what it took and cost, it will again."""
    assays = [
        a
        for a in situation.facts.case.molecular.assays
        if a.kind in kinds and (a.turnaround_days is not None or a.price_yuan)
    ]
    return max(assays, key=lambda a: str(a.sampled_on or ""), default=None)


def _is_short(situation: Situation, sections: int) -> bool | None:
    """Say whether the slides left are too few; None where nobody counted them."""
    counted = [
        s.slides_left
        for s in situation.facts.case.pathology.specimens
        if s.slides_left is not None
    ]
    if not sections or not counted:
        return None
    return max(counted) < sections


_SMALL_CELL = Message(N_("small-cell or large-cell neuroendocrine carcinoma"))


def _histology(situation: Situation) -> PlannedTest:
    return _plan(
        situation,
        _Test(
            "histology",
            N_("Histology with neuroendocrine stains of the growing lesion"),
            days=7,
            risk=2,
        ),
        (
            (_SMALL_CELL, "platinum-etoposide"),
            (Message(N_("squamous or another change of histology")), CHANGE),
            (Message(N_("the known histology")), BY_TISSUE),
            (Message(N_("another tumor")), "stage-now"),
            (Message(N_("no tumor in the specimen")), "tissue-rebiopsy"),
        ),
    )


def _rebiopsy(situation: Situation) -> PlannedTest:
    return _plan(
        situation,
        _Test(
            "tissue-rebiopsy",
            N_("DNA and RNA NGS of the growing lesion, MET by FISH"),
            days=TISSUE_DAYS,
            risk=2,
            kinds=frozenset({AssayKind.TISSUE}),
        ),
        (
            (Message(N_("a mechanism with a drug")), BY_MECHANISM),
            (_SMALL_CELL, "platinum-etoposide"),
            (Message(N_("no mechanism")), CHANGE),
        ),
    )


def _plasma(situation: Situation) -> PlannedTest:
    return _plan(
        situation,
        _Test(
            "plasma-ngs",
            N_("Plasma NGS"),
            days=10,
            kinds=frozenset({AssayKind.TUMOR_NAIVE, AssayKind.TUMOR_INFORMED}),
        ),
        (
            (Message(N_("a mechanism with a drug")), BY_MECHANISM),
            (
                Message(N_("not found, or no driver in the tube")),
                _unanswered(situation),
            ),
        ),
    )


def _unanswered(situation: Situation) -> str:
    """Return what follows plasma without an answer: tissue, short of PD the next CT."""
    return "tissue-rebiopsy" if is_due(situation) else "early-ct"


def _repeat(situation: Situation) -> PlannedTest:
    """Short of PD a second detection may open a road; often the drug goes on anyway."""
    if situation.growth:
        outcomes = _repeat_at_growth(situation)
    else:
        outcomes = (
            (Message(N_("detected again")), "stage-now"),
            (Message(N_("not detected")), "ctdna-3-monthly"),
        )
    return _plan(
        situation,
        _Test(
            "repeat-plasma",
            N_("The same plasma assay on a second tube"),
            days=10,
            kinds=frozenset({AssayKind.TUMOR_NAIVE, AssayKind.TUMOR_INFORMED}),
        ),
        outcomes,
    )


def _repeat_at_growth(situation: Situation) -> _Outcomes:
    """A mutation that is not found again leaves the driver, which may rise on."""
    again = (Message(N_("detected again")), _opened_by_mutation(situation))
    if not situation.answers.spoke(progression.DRIVER_RISES):
        return (again, (Message(N_("not detected")), CONTINUE))
    return (
        again,
        (Message(N_("not detected, and the driver does not rise on")), CONTINUE),
        (Message(N_("not detected, but the driver rises on")), "early-ct"),
    )


def _opened_by_mutation(situation: Situation) -> str:
    """Return the action that a mutation opens; for others the drug goes on.

    Short of PD it opens a discussion at most, and only where that was tried.
    """
    action = _opened(situation)
    if situation.is_progression:
        return action or CONTINUE
    return WEIGH_SWITCH if action in SWITCHED_EARLY else CONTINUE


def _opened(situation: Situation) -> str:
    """Return the first action of a mechanism that somebody checked; else empty."""
    checked = (r for r, _ in situation.mechanisms if r.tag is not Tag.UNVERIFIED)
    return next((r.follows[0] for r in checked if r.follows), "")


def _wbc(situation: Situation) -> PlannedTest:
    return _plan(
        situation,
        _Test(
            "paired-wbc",
            N_("Matched white blood cells"),
            days=10,
            kinds=frozenset({AssayKind.WBC}),
        ),
        (
            (Message(N_("the same variant in white cells")), "hematology"),
            (Message(N_("not in white cells")), "stage-now"),
        ),
    )


def _brain(situation: Situation) -> PlannedTest:
    """Where tissue is sought, the brain is treated beside it and changes no plan.

    Going on with the drug is no answer to progression, nor where a sign holds it.
    """
    found, otherwise = LOCAL, CONTINUE if situation.growth else "pet-ct"
    if is_due(situation):
        found, otherwise = BESIDE_BIOPSY, AS_PLANNED
    elif situation.is_progression or situation.red_flags:
        found, otherwise = BRAIN_FIRST, UNCHANGED
    return _plan(
        situation,
        _Test(
            "brain-mri",
            N_("Contrast brain MRI"),
            days=3,
        ),
        (
            (Message(N_("a lesion in the brain")), found),
            (Message(N_("no lesion in the brain")), otherwise),
        ),
    )


def _pet(situation: Situation) -> PlannedTest:
    if situation.growth:
        outcomes: _Outcomes = (
            (Message(N_("more lesions progress")), CHANGE),
            (Message(N_("the rest is controlled")), LOCAL),
        )
    else:
        outcomes = (
            (Message(N_("a site that can be biopsied")), "histology"),
            (Message(N_("nothing")), TRIAL),
        )
    return _plan(situation, _Test("pet-ct", N_("PET-CT"), days=5), outcomes)


def _early_ct(situation: Situation) -> PlannedTest:
    """At PD a mutation that plasma showed twice answers; tissue is for the others."""
    action = _opened(situation)
    progressed: _Outcomes = ((Message(N_("PD by the criteria")), "tissue-rebiopsy"),)
    if action:
        confirmed = N_("PD by the criteria, the mutation found again in plasma")
        without = N_("PD by the criteria, plasma without an answer")
        progressed = (
            (Message(confirmed), action),
            (Message(without), "tissue-rebiopsy"),
        )
    return _plan(
        situation,
        _Test(
            "early-ct",
            N_("CT with all dates measured again by one reader"),
            days=3,
        ),
        (
            *progressed,
            (Message(N_("not PD")), CONTINUE),
        ),
    )


def _germline(situation: Situation) -> PlannedTest:
    return _plan(
        situation,
        _Test(
            "germline-test",
            N_("Validated germline test"),
            days=TISSUE_DAYS,
            kinds=frozenset({AssayKind.GERMLINE}),
        ),
        (
            (Message(N_("a germline variant")), "genetic-counselling"),
            (Message(N_("no germline variant")), "paired-wbc"),
        ),
    )


PLANS: dict[str, Callable[[Situation], PlannedTest]] = {
    "histology": _histology,
    "tissue-rebiopsy": _rebiopsy,
    "plasma-ngs": _plasma,
    "repeat-plasma": _repeat,
    "paired-wbc": _wbc,
    "brain-mri": _brain,
    "pet-ct": _pet,
    "early-ct": _early_ct,
    "germline-test": _germline,
}
