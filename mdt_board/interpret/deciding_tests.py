"""Which of the proposed tests can change the decision, and what each result would do.

A test whose every result leads to the same step cannot; it is shown as such. The others
are ordered by how soon they answer, what they cost, what they risk and how much tissue
they take, in the order in which tissue lasts longest: stains, FISH, then sequencing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import NextStep, Outcome, PlannedTest
from mdt_board.model.molecular import Assay, AssayKind
from mdt_board.model.text import N_, Message

# Sections that a test takes of what is left [J]: stains few, sequencing most.
SECTIONS = {"histology": 6, "fish": 2, "tissue-rebiopsy": 10}
TISSUE_DAYS = 21  # K10: 14 to 21 days; the longer one, unless the laboratory says
UNKNOWN_LAST = 10_000
CONTINUE, CHANGE = "continue-current", "discuss-systemic-change"
LOCAL, TRIAL = "local-therapy-continue", "trial"
_Outcomes = tuple[tuple[Message, str], ...]


def deciding_tests(
    situation: Situation, steps: tuple[NextStep, ...]
) -> tuple[PlannedTest, ...]:
    """Return the tests among the steps; those that can decide first, then by burden."""
    plans = (PLANS[s.id](situation) for s in steps if s.id in PLANS)
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
            (Message(N_("small-cell or another transformation")), "platinum-etoposide"),
            (Message(N_("the known histology")), "tissue-rebiopsy"),
            (Message(N_("another tumor")), "stage-now"),
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
            (Message(N_("a mechanism with a drug")), TRIAL),
            (Message(N_("another histology")), "platinum-etoposide"),
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
            (Message(N_("a mechanism with a drug")), TRIAL),
            (Message(N_("not found, or no driver in the tube")), "tissue-rebiopsy"),
        ),
    )


def _repeat(situation: Situation) -> PlannedTest:
    """Short of PD a second detection may open a road; often the drug goes on anyway."""
    if situation.growth:
        again = _opened_by_mutation(situation)
        outcomes: _Outcomes = (
            (Message(N_("detected again")), again),
            (Message(N_("not detected")), CONTINUE),
        )
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


def _opened_by_mutation(situation: Situation) -> str:
    """Return the action that a mutation opens; for others the drug goes on."""
    opened = (row.follows[0] for row, _ in situation.mechanisms if row.follows)
    return next(opened, CONTINUE)


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
    otherwise = CONTINUE if situation.growth else "pet-ct"
    return _plan(
        situation,
        _Test(
            "brain-mri",
            N_("Contrast brain MRI"),
            days=3,
        ),
        (
            (Message(N_("a lesion in the brain")), LOCAL),
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
    return _plan(
        situation,
        _Test(
            "early-ct",
            N_("CT with all dates measured again by one reader"),
            days=3,
        ),
        (
            (Message(N_("PD by the criteria")), "tissue-rebiopsy"),
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
