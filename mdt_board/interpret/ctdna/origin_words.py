"""The contributions to an origin in words, in the order in which they are added."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from mdt_board.interpret.ctdna.origin_parts import CH, GERMLINE
from mdt_board.interpret.ctdna.origin_tables import Part
from mdt_board.interpret.ctdna.origin_weighed import Weighed
from mdt_board.model.interpretation import Clue, OriginAnswer, OriginOdds
from mdt_board.model.text import (
    N_,
    Count,
    Gene,
    Message,
    Percent,
    Variants,
    Word,
)

CANONICAL = N_("{gene}: a canonical gene of clonal hematopoiesis")
SHARED = N_("{gene}: hematopoiesis and tumors both mutate it")
DRIVER = N_("{gene}: tumors mutate it, hematopoiesis rarely does")
OTHER = N_("{gene}: on no list of either; both are common in deep sequencing")
NOBODY_KNOWS = N_("No cancer is known: before this test a tumor was unlikely")
TEXTS = {
    "prior.frequent": CANONICAL,
    "prior.canonical": CANONICAL,
    "prior.shared": SHARED,
    "prior.tp53": SHARED,
    "prior.driver": DRIVER,
    "prior.other": OTHER,
    "fraction": N_("Its fraction, {vaf}, against those of tumor DNA and of clones"),
    "others": N_("Its fraction beside the other variants of this patient"),
    "signature": N_(
        "Base changes of this patient's variants: signature of APOBEC or tobacco"
    ),
    "fragments": N_("Share of short fragments among its reads"),
    "tissue.same": N_("The same variant is in the tumor tissue"),
    "tissue.infiltrate": N_(
        "In the tumor tissue at a low fraction: white blood cells in it may carry it"
    ),
    "tissue.absent": N_(
        "Not in the tumor tissue, which has other variants of this plasma"
    ),
    "driver.own": N_("It is the driver of the known cancer"),
    "driver.beside": N_(
        "Same gene as the driver, seen in the same sample; CH of {gene} is rare"
    ),
    "hotspot.tumor": N_("{variant} recurs in solid tumors"),
    "hotspot.ch": N_("{variant} recurs in clonal hematopoiesis"),
    "therapy.genotoxic": N_(
        "Earlier chemotherapy, radiotherapy or PARP inhibitor selects such clones"
    ),
    "course.stable": N_("Stable for months while other tumor DNA changed by half"),
    "course.parallel": N_("Rises and falls with the driver"),
    "course.fast": N_("Doubles in less than 120 days, over three samples or more"),
    "course.fast-selected": N_(
        "Doubles in less than 120 days; earlier treatment may select such a clone"
    ),
    "germline.known-gene": N_("{gene}: germline variants of it appear in plasma"),
    "germline.other-gene": N_("{gene}: germline variants of it are rarely reported"),
    "germline.known-gene-none": N_("{gene}: germline variants of it appear in plasma"),
    "germline.other-gene-none": N_(
        "{gene}: germline variants of it are rarely reported"
    ),
    "germline.range": N_(
        "{vaf} in plasma of a gene with germline variants: germline range"
    ),
    "germline.range-tumor": N_(
        "{vaf}: germline range, but this plasma is rich in tumor DNA"
    ),
    "germline.between": N_("{vaf}: outside the germline range"),
    "germline.below": N_("{vaf}: far below the germline range"),
    "technical.prior-cancer": N_("Some reported calls are technical errors"),
    "context.treated": N_(
        "Treated for cure and not seen since: tumor DNA is less likely than before"
    ),
    "technical.prior-treated": N_(
        "After treatment for cure single positives often do not come again"
    ),
    "technical.prior-none": N_(
        "Without a known cancer errors outnumber tumors among such calls"
    ),
    "technical.one": N_("A single read carries it"),
    "technical.two": N_("Two reads carry it"),
    "technical.few": N_("Three or four reads carry it"),
    "technical.filtered": N_("The variant caller did not pass it"),
    "technical.again": N_("Detected in more than one sample"),
    "technical.in-tissue": N_("The same variant is in the tumor tissue"),
    "technical.driver": N_("It is the driver of the known cancer"),
    "wbc-germline": N_("Fraction in white blood cells: germline from 30 %"),
}
AGE = N_("Age at sampling {age}")
FAINT = 0.2  # log odds below which a clue speaks for nothing
ABOUT = {
    CH: OriginAnswer.CH_LIKELY,
    GERMLINE: OriginAnswer.GERMLINE_LIKELY,
}
WBC = "wbc"


FIRST = ("wbc", "tissue.", "driver.")  # what speaks strongest is told first


class Named(NamedTuple):
    """What the sentences name: the variant, the patient's age, plasma's fraction.

    The fraction is text as it was written: 0.019 equals 0.0190 and is told otherwise.
    """

    gene: str
    name: str
    age: int
    vaf: str

    def words(self) -> dict[str, Word]:
        """Return the words for every sentence; each takes those that it names."""
        return {
            "gene": Gene(self.gene),
            "variant": Variants((f"{self.gene} {self.name}",)),
            "age": Count(self.age),
            "vaf": Percent(Decimal(self.vaf), 2),
        }


class Records(NamedTuple):
    """The ids of the records that contributions rest on; empty where there is none."""

    latest: str
    tissue: str
    wbc: str
    beside: str
    drivers: tuple[str, ...]
    seen: tuple[str, ...]

    def of(self, part_id: str) -> tuple[str, ...]:
        """Return what a contribution rests on: tissue, diagnosis, cells or plasma."""
        if part_id.endswith((".same", ".infiltrate", ".absent", ".in-tissue")):
            return (self.tissue,)
        if part_id in ("driver.own", "technical.driver"):
            return self.drivers
        if part_id == "technical.again" or part_id.startswith("course."):
            return self.seen
        one = {"driver.beside": self.beside, "wbc-germline": self.wbc}
        return (one.get(part_id, self.latest),)


@lru_cache(maxsize=256)
def clues_of(
    parts: tuple[Part, ...], named: Named, records: Records
) -> tuple[Clue, ...]:
    """Put the contributions into words, the strongest kinds first.

    What white cells add is worded where their reads are; it is left out here.
    """
    words = named.words()
    told = sorted((p for p in parts if p.id != WBC), key=_rank)
    return tuple(_clue(p, words, records.of(p.id)) for p in told)


def _rank(part: Part) -> int:
    found = (i for i, name in enumerate(FIRST) if part.id.startswith(name))
    return next(found, len(FIRST))


def _clue(part: Part, words: Mapping[str, Word], records: tuple[str, ...]) -> Clue:
    text = _text(part.id)
    named = {k: w for k, w in words.items() if f"{{{k}}}" in text}
    about = ABOUT.get(part.axis, OriginAnswer.TECHNICAL_LIKELY)
    return Clue(
        message=Message(text, named),
        records=records,
        tag=part.tag,
        speaks_for=_speaks_for(part.value, about),
        about=about,
        log_odds=exact(part.value),
        low=exact(part.low),
        high=exact(part.high),
        reference=part.reference,
    )


def _text(part_id: str) -> str:
    if part_id.startswith("age."):
        return AGE
    if part_id.startswith("no-cancer."):
        return NOBODY_KNOWS
    return TEXTS[part_id]


def _speaks_for(value: float, about: OriginAnswer) -> OriginAnswer:
    if abs(value) < FAINT:
        return OriginAnswer.UNDETERMINED
    return about if value > 0 else OriginAnswer.TUMOR_LIKELY


@lru_cache(maxsize=4096)
def exact(value: float) -> Decimal:
    """Return log odds with two decimals, so that every machine writes the same.

    Zero has no sign: 0.0 equals -0.0, and one is kept for both.
    """
    return Decimal(f"{value:z.2f}")


@lru_cache(maxsize=1024)
def odds_of(weighed: Weighed) -> OriginOdds:
    """Return the probabilities with four decimals, whose sum is exactly one."""
    shares = rounded_shares(weighed)
    low, high = (Decimal(f"{end:.4f}") for end in (weighed.low, weighed.high))
    return OriginOdds(*shares, low=low, high=high)


def rounded_shares(weighed: Weighed) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Round the four shares; the largest takes what rounding left over."""
    ten_thousandths = [round(share * 10_000) for share in weighed[:4]]
    largest = max(range(4), key=ten_thousandths.__getitem__)
    ten_thousandths[largest] += 10_000 - sum(ten_thousandths)
    tumor, ch, germline, technical = (Decimal(n).scaleb(-4) for n in ten_thousandths)
    return tumor, ch, germline, technical
