"""Is the drug reaching the patient at all? Asked before any resistance is named.

Interactions are rows of ``resources/knowledge/interactions.yaml``; rows that nobody has
checked speak through a rule of their own, which stays off the screen and off paper.
"""

from mdt_board.interpret.exposure import Interaction, classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT, GEFITINIB_LABEL, TANG_2017
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Tag
from mdt_board.model.oncology import Adherence, AdherenceLevel, Treatment
from mdt_board.model.text import N_, Message, On, Term, Terms, Word

# Drugs that are taken at home: whoever takes them can miss them.
ORAL_CLASS = "tki"


def _found(facts: Facts, *, is_unverified: bool) -> list[Interaction]:
    return [
        i
        for i in facts.exposure.interactions
        if (i.row.tag is Tag.UNVERIFIED) is is_unverified
    ]


def _interact(facts: Facts, *, is_unverified: bool) -> Because | Unknown | None:
    found = _found(facts, is_unverified=is_unverified)
    if not found:
        return _unasked(facts, is_unverified=is_unverified)
    first = found[0]
    same = [i for i in found if (i.drug, i.row) == (first.drug, first.row)]
    others = tuple(dict.fromkeys(i.co_medication.drug.name for i in same))
    records = (*(i.co_medication.id for i in same), first.treatment.id)
    return Because(
        tuple(dict.fromkeys(records)),
        {
            "others": Terms(others),
            "drug": Term(first.drug),
            "effect": Term(first.row.effect),
        },
    )


def _unasked(facts: Facts, *, is_unverified: bool) -> Unknown | None:
    """An empty list of co-medication means that nobody asked."""
    rows = facts.knowledge.interactions
    named = [r for r in rows if (r.tag is Tag.UNVERIFIED) is is_unverified]
    sensitive = {drug for row in named for drug in row.drugs}
    taken = [d.name for t in facts.exposure.current for d in t.drugs]
    concerned = [d for d in taken if sensitive & classes_of(d, facts.knowledge)]
    if not concerned or facts.case.oncology.co_medications:
        return None
    words: dict[str, Word] = {"drugs": Terms(tuple(dict.fromkeys(concerned)))}
    missing = N_("what is taken beside {drugs}, herbal and purchased drugs included")
    return Unknown((Message(missing, words),))


@rule(
    "resistance.exposure.interaction",
    N_("Taken together, {others} and {drug}: {effect}"),
    TANG_2017,
    GEFITINIB_LABEL,
    level=Level.CAUTION,
)
def interaction(facts: Facts) -> Because | Unknown | None:
    """A co-medication lowers the exposure to a current drug.

    When  a current drug and a current co-medication stand in a checked interaction row
    Then  names both and the effect; it comes before any resistance
    Else  unknown when the drug has such rows and no co-medication was ever recorded
    """
    return _interact(facts, is_unverified=False)


@rule(
    "resistance.exposure.interaction-unverified",
    N_("Taken together, {others} and {drug}: {effect} (unverified)"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.UNVERIFIED,
)
def interaction_unverified(facts: Facts) -> Because | Unknown | None:
    """As `interaction`, for rows that nobody has checked against a source yet.

    When  a current drug and a current co-medication stand in an unverified row
    Then  names both, in the details only
    Else  unknown when the drug has rows and no co-medication was ever recorded
    """
    return _interact(facts, is_unverified=True)


def _oral(facts: Facts) -> list[Treatment]:
    return [
        t
        for t in facts.exposure.current
        if any(ORAL_CLASS in classes_of(d.name, facts.knowledge) for d in t.drugs)
    ]


def _asked(facts: Facts, treatment: Treatment) -> Adherence | None:
    """Return the last answer that was given while this treatment went on."""
    begun = treatment.started_on
    given = [
        a
        for a in facts.case.oncology.adherence
        if begun is None or a.on.is_before(begun) is False
    ]
    return max(given, key=lambda a: (a.on.last, a.id), default=None)


@rule(
    "resistance.exposure.adherence",
    N_("Taken as prescribed: {drug} (asked on {on})"),
    BOARD_JUDGMENT,
)
def adherence(facts: Facts) -> Because | Unknown | None:
    """Somebody asked how the current oral drug is taken, and it is taken regularly.

    When  the last answer during the current treatment is full adherence
    Then  says so, with the day
    Else  unknown when nobody asked; silent without an oral drug or with missed doses
    """
    for treatment in _oral(facts):
        answer = _asked(facts, treatment)
        drug = Term(treatment.drugs[0].name)
        if answer is None:
            missing = N_("how regularly {drug} is taken")
            return Unknown((Message(missing, {"drug": drug}),))
        if answer.level is AdherenceLevel.FULL:
            return Because((answer.id,), {"drug": drug, "on": On(answer.on.last)})
    return None


@rule(
    "resistance.exposure.poor-adherence",
    N_("{drug} is not taken regularly (asked on {on})"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def poor_adherence(facts: Facts) -> Because | Unknown | None:
    """Doses of the current oral drug are missed.

    When  the last answer during the current treatment is partial or poor adherence
    Then  exposure comes before resistance
    Else  unknown when it cannot be told whether the answer is about this treatment
    """
    for treatment in _oral(facts):
        answer = _asked(facts, treatment)
        if answer is None and _is_undated(facts, treatment):
            drug = Term(treatment.drugs[0].name)
            missing = N_("the day on which it was asked how {drug} is taken")
            return Unknown((Message(missing, {"drug": drug}),))
        if answer and answer.level is not AdherenceLevel.FULL:
            words: dict[str, Word] = {
                "drug": Term(treatment.drugs[0].name),
                "on": On(answer.on.last),
            }
            return Because((answer.id,), words)
    return None


def _is_undated(facts: Facts, treatment: Treatment) -> bool:
    begun = treatment.started_on
    return begun is not None and any(
        a.on.is_before(begun) is None for a in facts.case.oncology.adherence
    )


RULES: tuple[Rule, ...] = (
    interaction,
    interaction_unverified,
    adherence,
    poor_adherence,
)
