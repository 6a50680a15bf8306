"""Whether a lesion of some size can explain plasma, by the model of shedding."""

from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import FRACTION
from mdt_board.interpret.ctdna.setting import is_metastatic
from mdt_board.interpret.ctdna.shedding import (
    EXPLAINED_FROM,
    chance_of_as_much,
    expected_fraction,
    volume_cm3,
)
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import AVANZINI_2020, BOARD_JUDGMENT
from mdt_board.interpret.response.visits import lesion_names
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Series, SeriesPoint, Tag
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState, Measurement, Modality, Radiology
from mdt_board.model.text import (
    N_,
    Message,
    Mm,
    Number,
    Percent,
    Variants,
    Word,
    Written,
)

TOO_SMALL = "ctdna.shedding.lesion-too-small"
OCCULT_FITS = "ctdna.shedding.occult-fits"
OCCULT_UNLIKELY = "ctdna.shedding.occult-unlikely"
# What imaging of these regions can miss, as a sphere in mm [J].
MISSED_MM = {"chest": 5, "abdomen": 10, "pelvis": 10, "neck": 10, "brain": 5}
DIGITS = 4  # of a percentage as small as these


@rule(
    TOO_SMALL,
    N_(
        "{lesion} ({size}) sheds about {expected} on average; as much as {name}, "
        "{vaf}, comes from {chance} of such tumors: it does not explain it"
    ),
    AVANZINI_2020,
    tag=Tag.COMPUTED,
)
def lesion_too_small(facts: Facts) -> Because | Unknown | None:
    """The lesions that are seen are too small for what plasma shows.

    When  the disease is not known to be metastatic, and less than 5 % of tumors of the
          volume of all measured lesions shed as much as the smallest fraction that
          plasma ever showed
    Then  they do not explain the signal; nothing is said of its real cause
    Else  unknown when a lesion that is present has no size; silent otherwise
    """
    found = _smallest(facts)
    if found is None or is_metastatic(facts):
        return None
    seen, is_unsized = measured(facts.case.radiology)
    if is_unsized:
        return Unknown((Message(N_("the size of every lesion that is seen")),))
    if not seen:
        return None
    series, point, vaf = found
    volume = volume_cm3(_mm(d) for _, d in seen)
    chance = chance_of_as_much(volume, vaf)
    if chance >= EXPLAINED_FROM:
        return None
    largest = max(seen, key=lambda s: (_mm(s[1]), s[0].id))
    names = lesion_names(facts.case.radiology)
    name = names.get(largest[0].lesion, "") if len(seen) == 1 else f"{len(seen)} ×"
    words: dict[str, Word] = {
        "lesion": Written((name,)),
        "size": Mm(largest[1]),
        **_shed(series, vaf, volume, chance),
    }
    return Because((*(m.id for m, _ in seen), point.record), words)


def _shed(
    series: Series, vaf: Decimal, volume: float, chance: float
) -> dict[str, Word]:
    expected = Decimal(expected_fraction(volume))
    return {
        "expected": Percent(expected, DIGITS),
        "name": Variants((series.label,)),
        "vaf": Percent(vaf, 3 if vaf < Decimal("0.001") else 2),
        "chance": Percent(Decimal(chance), 1),
    }


def _mm(length: Length) -> float:
    return float(length.mm)


def _smallest(facts: Facts) -> tuple[Series, SeriesPoint, Decimal] | None:
    """Return the smallest fraction that plasma ever showed, with its series."""
    every = [
        (p.value, s.id, s, p)
        for s in facts.series.values()
        if s.unit == FRACTION and s.id.startswith(("variant:", "assay:"))
        for p in s.points
        if p.value
    ]
    if not every:
        return None
    vaf, _, series, point = min(every, key=lambda e: (e[0], e[1], e[3].record))
    return series, point, vaf


def measured(radiology: Radiology) -> tuple[list[tuple[Measurement, Length]], bool]:
    """Return each lesion's latest size, and whether one that is there has none."""
    days = {s.id: s.on.last for s in radiology.studies}
    latest: dict[str, Measurement] = {}
    dated = (m for m in radiology.measurements if m.study in days)
    for m in sorted(dated, key=lambda m: (days[m.study], m.id)):
        latest[m.lesion] = m
    seen = [m for m in latest.values() if m.state is not LesionState.ABSENT]
    sized = [(m, m.diameter) for m in seen if m.diameter is not None]
    return sized, len(sized) < len(seen)


def _occult(facts: Facts) -> tuple[int, str, Series, Decimal, float] | None:
    """Return the largest lesion that current imaging may miss, and the chance of it."""
    if facts.coverage.is_negative is not True:
        return None
    positive = [s for s in facts.suspicious if s.points[-1].value]
    regions = [r for r in facts.coverage.current if r in MISSED_MM]
    if not positive or not regions:
        return None
    series = min(positive, key=lambda s: (s.points[-1].value or 0, s.id))
    vaf = series.points[-1].value or Decimal(0)
    region = max(regions, key=lambda r: (_missed(r, facts), r))
    size = _missed(region, facts)
    return size, region, series, vaf, chance_of_as_much(volume_cm3([size]), vaf)


def _missed(region: str, facts: Facts) -> int:
    study = facts.coverage.current[region]
    is_coarse = study.modality not in (Modality.CT, Modality.MRI, Modality.PET_CT)
    return 2 * MISSED_MM[region] if is_coarse else MISSED_MM[region]


@once
def _occult_words(
    facts: Facts,
) -> tuple[tuple[str, ...], dict[str, Word], float] | None:
    found = _occult(facts)
    if found is None:
        return None
    size, region, series, vaf, chance = found
    volume = volume_cm3([size])
    words: dict[str, Word] = {
        "size": Number(Decimal(size), 0, "mm"),
        **_shed(series, vaf, volume, chance),
    }
    records = (series.points[-1].record, facts.coverage.current[region].id)
    return records, words, chance


def _lacks(facts: Facts) -> Unknown | None:
    is_positive = bool(facts.suspicious)
    if not is_positive or facts.coverage.is_negative is not True:
        return None
    if any(s.points[-1].value is None for s in facts.suspicious):
        return Unknown((Message(N_("the fraction that plasma showed")),))
    return None


@rule(
    OCCULT_FITS,
    N_(
        "A lesion of {size}, as large as this imaging may miss, sheds about {expected} "
        "on average; as much as {name}, {vaf}, comes from {chance} of such tumors"
    ),
    AVANZINI_2020,
    BOARD_JUDGMENT,
    tag=Tag.JUDGED,
)
def occult_fits(facts: Facts) -> Because | Unknown | None:
    """A lesion below the resolution of imaging can explain the signal.

    When  5 % or more of tumors as large as imaging may miss shed as much as is seen
    Then  occult disease of small volume stays possible
    Else  unknown when plasma gives no fraction; silent otherwise
    """
    found = _occult_words(facts)
    if found is None:
        return _lacks(facts)
    records, words, chance = found
    return Because(records, words) if chance >= EXPLAINED_FROM else None


@rule(
    OCCULT_UNLIKELY,
    N_(
        "A lesion of {size}, the largest this imaging may miss, sheds about {expected} "
        "on average; as much as {name}, {vaf}, comes from {chance} of such tumors"
    ),
    AVANZINI_2020,
    BOARD_JUDGMENT,
    tag=Tag.JUDGED,
)
def occult_unlikely(facts: Facts) -> Because | Unknown | None:
    """A lesion below the resolution of imaging hardly explains the signal.

    When  less than 5 % of tumors as large as imaging may miss shed as much as is seen
    Then  occult disease of small volume where imaging looked is unlikely
    Else  unknown when plasma gives no fraction; silent otherwise
    """
    found = _occult_words(facts)
    if found is None:
        return _lacks(facts)
    records, words, chance = found
    return Because(records, words) if chance < EXPLAINED_FROM else None


RULES: tuple[Rule, ...] = (lesion_too_small, occult_fits, occult_unlikely)
