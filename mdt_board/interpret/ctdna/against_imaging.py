"""Plasma and imaging of one interval that point different ways: no verdict from one.

In INSPIRE (pembrolizumab, 65 intervals that could be judged) 18 were discordant:
progression with a fall of ctDNA, or no progression with a rise.
"""

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT, BRATMAN_2020
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Series, Tag
from mdt_board.model.oncology import Response
from mdt_board.model.text import N_, Message, Number, Term, Variants, Word

DISCORDANT = "ctdna.against-imaging"
PROGRESSION = frozenset({Response.PD, Response.IUPD, Response.ICPD})
NEAR_DAYS = 28  # plasma and scan speak about the same time [J]


def is_discordant(response: Response | None, is_rise: bool | None) -> bool | None:
    """Say whether an interval's imaging and plasma point different ways.

    ``is_rise`` is True for a rise of ctDNA, False for a fall. ``None`` when either
    cannot be judged: then nothing is concordant or discordant.
    """
    if response in (None, Response.NE) or is_rise is None:
        return None
    return (response in PROGRESSION) is not is_rise


@rule(
    DISCORDANT,
    N_(
        "Imaging says {response}, while {name} in plasma is {ratio} times what it was: "
        "they differ, and neither alone is the verdict"
    ),
    BRATMAN_2020,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def against_imaging(facts: Facts) -> Because | Unknown | None:
    """The latest visit and the latest change of plasma point different ways.

    When  plasma within 28 days of the last visit changed beyond counting error, and
          it rose without progression or fell with it
    Then  says so; neither is a verdict
    Else  unknown when the response or the change cannot be judged; silent otherwise
    """
    latest = facts.latest
    if latest is None or latest.is_baseline:
        return None
    near = [
        s
        for s in facts.tumor_series
        if s.points and abs((s.points[-1].on - latest.on).days) <= NEAR_DAYS
    ]
    if not near:
        return None
    moved = [(s, r) for s in near if (r := _is_rise(s)) is not None]
    if latest.overall in (None, Response.NE) and moved:
        return Unknown((Message(N_("a response that can be judged")),))
    for series, is_rise in moved:
        if is_discordant(latest.overall, is_rise) and latest.overall and series.change:
            words: dict[str, Word] = {
                "response": Term(f"response.{latest.overall.value}"),
                "ratio": Number(series.change.ratio, 2),
                "name": Variants((series.label,)),
            }
            return Because((*latest.records, series.points[-1].record), words)
    return None


def _is_rise(series: Series) -> bool | None:
    """Say whether the last change is a rise; None when counting cannot tell."""
    change = series.change
    if change is None or change.low <= 1 <= change.high:
        return None
    return change.low > 1


RULES: tuple[Rule, ...] = (against_imaging,)
