"""The other way round: imaging shows a tumor, and plasma does not."""

from decimal import Decimal
from functools import cache

from mdt_board.interpret.ctdna.occult import measured
from mdt_board.interpret.ctdna.sampling import detection_probability, loci_of
from mdt_board.interpret.ctdna.shedding import expected_fraction, volume_cm3
from mdt_board.interpret.ctdna.tumor_signal import looked
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.hypotheses import Explanation
from mdt_board.interpret.known_cancer import is_cancer_known
from mdt_board.interpret.references import (
    AVANZINI_2020,
    BOARD_JUDGMENT,
    ESMO_CTDNA_2022,
    ZHANG_2022,
)
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Series, SeriesPoint, Tag
from mdt_board.model.molecular import Assay
from mdt_board.model.radiology import Lesion, LesionState
from mdt_board.model.text import N_, Message, Number, Percent, Terms, Word

LOW_SHEDDING = "ctdna.visible.low-shedding"
SHEDS_ENOUGH = "ctdna.visible.sheds-enough"
BRAIN_ONLY = "ctdna.visible.brain-only"
NO_TISSUE = "ctdna.visible.no-tissue"
NOT_INFORMATIVE = "ctdna.visible.not-informative"
CERTAIN_FROM = Decimal("0.8")  # as likely as this, plasma should have shown it [J]


@once
def applies(facts: Facts) -> bool:
    """Say whether imaging shows a lesion that the latest plasma does not."""
    return bool(_absent(facts)) and bool(_visible(facts))


@cache
def explanations() -> tuple[Explanation, ...]:
    """Return what can explain a lesion that plasma does not show."""
    return (
        Explanation(
            "low-shedding",
            for_=frozenset({LOW_SHEDDING}),
            against=frozenset({SHEDS_ENOUGH}),
            missing=frozenset({LOW_SHEDDING}),
            settled_by="tissue-rebiopsy",
        ),
        Explanation("cns-escape", for_=frozenset({BRAIN_ONLY}), settled_by="brain-mri"),
        Explanation(
            "non-informative",
            for_=frozenset({NOT_INFORMATIVE}),
            settled_by="repeat-plasma",
        ),
        Explanation(
            "benign-lesion",
            for_=frozenset({NO_TISSUE, SHEDS_ENOUGH}),
            against=frozenset({LOW_SHEDDING}),
            core=frozenset({NO_TISSUE}),
            settled_by="histology",
        ),
        Explanation(
            "transformation",
            for_=frozenset({SHEDS_ENOUGH}),
            core=frozenset({"resistance.transformation.fast-lesion"}),
            settled_by="histology",
        ),
    )


@once
def _absent(facts: Facts) -> list[tuple[Series, SeriesPoint]]:
    """Return the plasma that does not show the tumor, when none of that day does."""
    plasma = facts.tumor_series or facts.plasma
    ends = [(s, looked(s)[-1]) for s in plasma if looked(s)]
    latest = max((p.on for _, p in ends), default=None)
    last = [(s, p) for s, p in ends if p.on == latest]
    return [] if any(p.status == "detected" for _, p in last) else last


@once
def _visible(facts: Facts) -> list[Lesion]:
    """Return the lesions that were seen when they were last looked at."""
    if facts.coverage.is_negative is True:
        return []
    days = {s.id: s.on.last for s in facts.case.radiology.studies}
    state: dict[str, LesionState] = {}
    rows = [m for m in facts.case.radiology.measurements if m.study in days]
    for m in sorted(rows, key=lambda m: (days[m.study], m.id)):
        state[m.lesion] = m.state
    gone = (None, LesionState.ABSENT, LesionState.NOT_EVALUABLE)
    return [x for x in facts.case.radiology.lesions if state.get(x.id) not in gone]


def _assay(point: SeriesPoint, facts: Facts) -> Assay | None:
    own = (a for a in facts.case.molecular.assays if a.id == point.record)
    return next(own, facts.assays.get(point.sample))


@once
def _expectation(facts: Facts) -> tuple[float, Decimal, tuple[str, ...]] | None:
    """Return volume in cm³, the chance that plasma shows it, and the records."""
    seen, is_unsized = measured(facts.case.radiology)
    assay = _assay(_absent(facts)[0][1], facts)
    loci = loci_of(assay) if assay else None
    if is_unsized or not seen or not assay or not assay.input_ng or loci is None:
        return None
    volume = volume_cm3(float(d.mm) for _, d in seen)
    vaf = Decimal(expected_fraction(volume))
    chance = Decimal(detection_probability(vaf, assay.input_ng, loci))
    return volume, chance, (*(m.id for m, _ in seen), assay.id)


def _words(found: tuple[float, Decimal, tuple[str, ...]]) -> dict[str, Word]:
    volume, chance, _ = found
    return {
        "volume": Number(Decimal(volume), 1, "cm³"),
        "chance": Percent(chance, 0),
    }


def _lacks(facts: Facts) -> Unknown:
    missing = N_("the size of every lesion, and DNA input and loci of the plasma test")
    return Unknown((Message(missing),))


@rule(
    LOW_SHEDDING,
    N_(
        "The lesions seen add up to {volume}: a tumor that sheds on average would be "
        "detected in {chance} of such tubes, so a negative says little"
    ),
    AVANZINI_2020,
    ESMO_CTDNA_2022,
    tag=Tag.COMPUTED,
)
def low_shedding(facts: Facts) -> Because | Unknown | None:
    """The visible tumor is so small that plasma may well miss it.

    When  a lesion is seen, the latest plasma shows nothing, and by the shedding model
          a tube like it shows a tumor of this volume in less than 80 %
    Then  the negative is expected
    Else  unknown when sizes, DNA input or loci are missing; silent otherwise
    """
    if not applies(facts):
        return None
    found = _expectation(facts)
    if found is None:
        return _lacks(facts)
    return Because(found[2], _words(found)) if found[1] < CERTAIN_FROM else None


@rule(
    SHEDS_ENOUGH,
    N_(
        "The lesions seen add up to {volume}: a tumor that sheds on average would be "
        "detected in {chance} of such tubes; low shedding, another histology, the "
        "brain or no cancer are to be thought of"
    ),
    AVANZINI_2020,
    ESMO_CTDNA_2022,
    level=Level.CAUTION,
    tag=Tag.COMPUTED,
)
def sheds_enough(facts: Facts) -> Because | Unknown | None:
    """The visible tumor is large enough for plasma to show it, and it does not.

    When  as above with 80 % or more
    Then  the negative needs an explanation; tissue gives it, plasma does not
    Else  unknown when sizes, DNA input or loci are missing; silent otherwise
    """
    if not applies(facts):
        return None
    found = _expectation(facts)
    if found is None:
        return _lacks(facts)
    return Because(found[2], _words(found)) if found[1] >= CERTAIN_FROM else None


@rule(
    BRAIN_ONLY,
    N_("What is seen lies in the brain only, where plasma misses 4 of 5 relapses"),
    ZHANG_2022,
    level=Level.CAUTION,
)
def brain_only(facts: Facts) -> Because | Unknown | None:
    """All visible lesions are in the brain; plasma hardly sees these.

    When  a lesion is seen, plasma shows nothing, and every lesion seen is in the brain
    Then  plasma says nothing about it
    Else  unknown when a lesion seen has no organ; silent otherwise
    """
    if not applies(facts):
        return None
    lesions = _visible(facts)
    if any(not x.organ for x in lesions):
        return Unknown((Message(N_("the organ of every lesion")),))
    if all(x.organ == "brain" for x in lesions):
        return Because(tuple(x.id for x in lesions))
    return None


@rule(
    NO_TISSUE,
    N_("Plasma is negative and there is no histology: the lesion may be benign"),
    BOARD_JUDGMENT,
)
def no_tissue(facts: Facts) -> Because | Unknown | None:
    """A lesion was never proved to be a tumor, and plasma does not show one.

    When  a lesion is seen, plasma shows nothing, and no cancer is known
    Then  a benign lesion stays possible; plasma does not exclude cancer either
    Else  unknown when a specimen is on record without its histology; silent otherwise
    """
    if not applies(facts) or is_cancer_known(facts.case):
        return None
    specimens = facts.case.pathology.specimens
    if any(not s.histology for s in specimens):
        return Unknown((Message(N_("the histology of the specimen")),))
    if specimens:
        return None
    return Because(tuple(x.id for x in _visible(facts)))


@rule(
    NOT_INFORMATIVE,
    N_("The negative plasma carries no informative number; missing: {lacks}"),
    ESMO_CTDNA_2022,
    level=Level.CAUTION,
)
def not_informative(facts: Facts) -> Because | Unknown | None:
    """Plasma shows nothing, without limit or DNA input: that says nothing.

    When  a lesion is seen, and the plasma that shows nothing lacks its limit of
          detection or its DNA input
    Then  the result is not informative
    Else  unknown when a panel of several loci does not say of how many
    """
    if not applies(facts):
        return None
    point = _absent(facts)[0][1]
    assay = _assay(point, facts)
    if assay is None or loci_of(assay) is None:
        return Unknown((Message(N_("number of loci")),))
    lacks = []
    if point.limit is None:
        lacks.append("field.lod")
    if not assay.input_ng:
        lacks.append("field.input_ng")
    if not lacks:
        return None
    return Because((point.record,), {"lacks": Terms(tuple(lacks))})


RULES: tuple[Rule, ...] = (
    low_shedding,
    sheds_enough,
    brain_only,
    no_tissue,
    not_informative,
)
