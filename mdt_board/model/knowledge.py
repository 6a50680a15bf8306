"""What is known, compiled once per rule set from ``resources/knowledge``."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mdt_board.model.interpretation import Tag
from mdt_board.model.mechanism import Mechanism
from mdt_board.model.text import FreeText


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return ``text`` without case, width, spaces, hyphens and underscores."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if not c.isspace() and c not in "-_‐–")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One name of a drug, class, organ, marker …, in every language.

    ``parents`` are ids of classes it belongs to; ``synonyms`` other spellings.
    """

    id: str
    kind: str
    names: dict[str, str]
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Another variant in the same sample, and how the two lie to each other.

    ``phase`` is ``cis`` or ``trans`` where the laboratory says so, ``unknown`` where it
    is there without phase, ``together`` where it is there and not said to be in trans,
    ``absent`` where it was looked for and not detected.
    """

    gene: str
    variants: tuple[str, ...]
    phase: str


@dataclass(frozen=True, slots=True)
class MechanismRow:
    """One published way in which a driver's drugs stop working.

    It applies to patients with ``driver`` (or, where the disease has no single one,
    with a cancer of ``tumors``) under a drug of ``under``, after one of each of
    ``after`` where it has any; ``without`` are classes that must never have been given.
    ``variants`` are names as `terminology.variants` gives them, where a last ``X`` is
    any other residue; empty means any of the ``kind``. ``is_asked`` marks what a
    work-up must look for: that it was not is then said. ``is_primary`` rows are about
    what is in the tumor from the beginning; all others only about what was acquired.
    """

    id: str
    driver: str
    tumors: tuple[str, ...]
    under: tuple[str, ...]
    after: tuple[str, ...]
    without: tuple[str, ...]
    gene: str
    kind: str
    variants: tuple[str, ...]
    beside: Beside | None
    mechanism: str
    hypothesis: str
    follows: tuple[str, ...]
    is_asked: bool
    is_primary: bool
    tag: Tag
    references: tuple[str, ...]
    detail: Mechanism

    @property
    def variant(self) -> str:
        """The names of its variants, together."""
        return "/".join(self.variants)

    @property
    def is_new_alteration(self) -> bool:
        """Say whether it is a change of a gene that was not there before."""
        return self.kind not in ("gone", "histology", "stain", "none")


@dataclass(frozen=True, slots=True)
class AmplificationRow:
    """One study's line from which it called a gene amplified, by one assay.

    ``copies`` and ``ratio`` (to the centromere) are reached from these values on;
    ``needs`` says whether any or all of them must be. ``under`` are classes one of
    which was given, ``without`` classes that never were.
    """

    id: str
    gene: str
    study: str
    under: tuple[str, ...]
    without: tuple[str, ...]
    assay: str
    copies: Decimal | None
    ratio: Decimal | None
    needs: str
    line: str
    note: FreeText
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrugRow:
    """What belongs to a drug beside its names and classes, which are its term's.

    ``brands`` and ``codes`` (of its development) are further names of it.
    """

    id: str
    generation: str
    targets: tuple[str, ...]
    brands: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InteractionRow:
    """One published way in which another drug changes the exposure to a drug."""

    id: str
    drugs: tuple[str, ...]
    with_: tuple[str, ...]
    effect: str
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChRow:
    """How often a gene (or one variant of it) is clonal hematopoiesis in plasma.

    ``except_tumors`` are OncoTree codes in which the variant is a tumor's own driver,
    with every kind of them.
    """

    id: str
    gene: str
    variants: tuple[str, ...]
    tier: str
    prior: Decimal
    low: Decimal
    high: Decimal
    except_tumors: tuple[str, ...]
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkerRow:
    """A tumor marker's published reference change value (fraction of one)."""

    id: str
    marker: str
    change: Decimal
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteHintRow:
    """Where a plasma variant points once clonal hematopoiesis is excluded.

    ``variants`` empty means any; one of ``beside`` (genes) must be seen too where it
    has any. ``is_typical`` marks drivers that point to a tumor by themselves.
    """

    id: str
    gene: str
    variants: tuple[str, ...]
    kind: str
    beside: tuple[str, ...]
    sex: str
    sites: tuple[str, ...]
    tests: tuple[str, ...]
    actions: tuple[str, ...]
    is_typical: bool
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Which ways of looking, as modality and region, show an organ."""

    id: str
    organ: str
    by: tuple[tuple[str, str], ...]
    sex: str
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One number of the origin model, with the range that its source leaves.

    What it is follows from its id: ``fit.…`` a fitted parameter, ``….prior…`` and
    ``no-cancer.…`` log odds, ``limit.…`` the least probability of an answer; the others
    are likelihood ratios against tumor. The first reference is shown beside it.
    """

    id: str
    value: Decimal
    low: Decimal
    high: Decimal
    tag: Tag
    references: tuple[str, ...]

    @property
    def source(self) -> str:
        """The reference that the number is taken from."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class HotspotRow:
    """A gene or its recurrent variants that speak for one origin (``of``).

    ``variants`` empty means all of the gene. ``places`` are (chromosome, position) in
    either genome build, for calls that come without a protein name.
    """

    id: str
    gene: str
    of: str
    variants: tuple[str, ...]
    places: tuple[tuple[str, int], ...]
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriteriaRow:
    """Response criteria that are named and not computed, and for whom they are.

    What is empty does not restrict: ``codes`` are OncoTree codes, ``under`` classes of
    current drugs, ``organs`` where a lesion lies, ``measure`` what alone was measured.
    ``is_beside`` says that RECIST 1.1 stays valid with them.
    """

    id: str
    name: str
    codes: frozenset[str]
    under: tuple[str, ...]
    organs: tuple[str, ...]
    measure: str
    is_beside: bool
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the rules look up. ``sha256`` is over the tables as shipped.

    ``classes`` has, for each term, its own id, its classes and their classes in turn;
    for drugs and symptoms also by their other names, in lower case. ``analytes`` has
    the id of each analyte by all its names, `folded`. ``tumors`` has the families of
    cancers (ids of terms) that an OncoTree code belongs to.
    """

    terms: dict[str, TermRow]
    classes: dict[str, frozenset[str]]
    analytes: dict[str, str]
    mechanisms: tuple[MechanismRow, ...]
    mechanism_by_id: dict[str, MechanismRow]
    interactions: tuple[InteractionRow, ...]
    clonal_hematopoiesis: tuple[ChRow, ...]
    markers: tuple[MarkerRow, ...]
    amplifications: tuple[AmplificationRow, ...]
    drugs: dict[str, DrugRow]
    tumors: dict[str, frozenset[str]]
    site_hints: tuple[SiteHintRow, ...]
    coverage: tuple[CoverageRow, ...]
    origin: tuple[OriginRow, ...]
    hotspots: tuple[HotspotRow, ...]
    criteria: tuple[CriteriaRow, ...]
    sha256: str
