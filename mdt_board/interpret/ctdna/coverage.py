"""Which regions were looked at, how long ago, and what that leaves unseen.

"CT and MRI negative" is not a statement about organs that no study covered.
"""

from dataclasses import dataclass
from datetime import date

from mdt_board.model.case import Case
from mdt_board.model.radiology import Modality, Reading, Study

# A staging study older than this says nothing about today's question [J].
CURRENT_WITHIN_DAYS = 90


@dataclass(frozen=True, slots=True)
class Coverage:
    """What imaging has and has not covered.

    ``current`` and ``stale`` are the latest studies by region; ``never`` are expected
    regions that no study covered.
    """

    current: dict[str, Study]
    stale: dict[str, Study]
    never: tuple[str, ...]
    has_pet: bool
    is_negative: bool | None


# Cancers that relapse in the brain (discordance.md D5); others get the trunk [J].
LUNG_REGIONS = ("brain", "chest", "abdomen")
TRUNK_REGIONS = ("chest", "abdomen", "pelvis")
LUNG_CODES = frozenset({"LUAD", "LUSC", "NSCLC", "SCLC", "LUAS", "LCLC"})
# melanoma, kidney and breast: which breast cancers is the board's to say
BRAIN_CODES = frozenset({"MEL", "SKCM", "RCC", "CCRCC", "BREAST", "BRCA", "IDC", "ILC"})


def expected_regions(case: Case) -> tuple[str, ...]:
    """Return the regions that staging of this cancer has to cover."""
    codes = {d.oncotree for d in case.diagnoses}
    if codes & LUNG_CODES:
        return LUNG_REGIONS
    return ("brain", *TRUNK_REGIONS) if codes & BRAIN_CODES else TRUNK_REGIONS


def coverage_of(case: Case, last_study: dict[str, Study], on: date) -> Coverage:
    """Sort the latest study of each region by its age at ``on``."""
    current = {r: s for r, s in last_study.items() if is_current(s, on)}
    return Coverage(
        current=current,
        stale={r: s for r, s in last_study.items() if r not in current},
        never=tuple(r for r in expected_regions(case) if r not in last_study),
        has_pet=any(
            s.modality is Modality.PET_CT and not s.is_not_done
            for s in case.radiology.studies
        ),
        is_negative=_is_negative(current),
    )


def is_current(study: Study, on: date) -> bool:
    """Say whether the study is recent enough to speak about ``on``."""
    return (on - study.on.last).days <= CURRENT_WITHIN_DAYS


def _is_negative(current: dict[str, Study]) -> bool | None:
    """Say whether every current study is read as negative; None when none says."""
    readings = {s.reading for s in current.values()}
    if Reading.POSITIVE in readings:
        return False
    return True if readings == {Reading.NEGATIVE} else None
