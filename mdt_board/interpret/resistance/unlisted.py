"""Drugs that no table knows: accepted as typed, and said to be unknown."""

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.rule import Because, Unknown, rule
from mdt_board.model.interpretation import Level
from mdt_board.model.oncology import TreatmentKind
from mdt_board.model.text import N_, Message, Written


@rule(
    "resistance.unlisted-drug",
    N_(
        "Not in the drug table: {drugs}. No rule about their class or targets was asked"
    ),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def unlisted_drug(facts: Facts) -> Because | Unknown | None:
    """A systemic drug is not known by any of its names.

    When  a drug that was ever given is in no table
    Then  it is named, because what it does was not considered
    Else  unknown when a systemic treatment names no drug; silent otherwise
    """
    unlisted = facts.alterations.unlisted
    if unlisted:
        exposure = facts.exposure
        treatments = (*exposure.current, *exposure.uncertain, *exposure.past)
        records = tuple(
            t.id for t in treatments if any(d.name in unlisted for d in t.drugs)
        )
        return Because(records, {"drugs": Written(tuple(unlisted))})
    systemic = (
        t for t in facts.case.oncology.treatments if t.kind is TreatmentKind.SYSTEMIC
    )
    if all(t.drugs for t in systemic):
        return None
    return Unknown((Message(N_("the drugs of a systemic treatment")),))
