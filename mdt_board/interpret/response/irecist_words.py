"""What iRECIST concludes at a visit, in sentences with the numbers they rest on."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from mdt_board.interpret.response.explanation import relative
from mdt_board.interpret.response.irecist_visits import ImmuneVisit
from mdt_board.model.quantity import Length
from mdt_board.model.text import N_, Count, Message, Mm, Name, On, Written

Labels = Mapping[str, Name]


def opened(
    visit: ImmuneVisit, triggers: Iterable[str], labels: Labels
) -> tuple[Message, ...]:
    """Say on what the iUPD rests."""
    return tuple(OPENED[trigger](visit, labels) for trigger in triggers)


def _by_targets(visit: ImmuneVisit, _: Labels) -> Message:
    nadir = visit.nadir or visit.least
    return Message(
        N_("iUPD: {sum}, {increase} ({change}) above the nadir of {nadir}"),
        {
            "sum": Mm(visit.least),
            "increase": Mm(visit.least - nadir),
            "change": relative(visit.least, nadir),
            "nadir": Mm(nadir),
        },
    )


def _by_non_targets(visit: ImmuneVisit, labels: Labels) -> Message:
    return Message(
        N_("iUPD by non-target lesions: {lesions}"),
        {"lesions": _names(visit.non_targets.grown, labels)},
    )


def _by_new(visit: ImmuneVisit, labels: Labels) -> Message:
    return Message(
        N_(
            "iUPD by new lesions: {lesions}; their sizes are never added to the targets"
        ),
        {"lesions": _names(visit.new.there, labels)},
    )


def complete_in_doubt() -> Message:
    """Say that a possible new lesion may undo a complete response."""
    return Message(
        N_(
            "iCR holds only if the possible new lesion proves to be none; if it is "
            "confirmed, iUPD dates back"
        )
    )


OPENED: dict[str, Callable[[ImmuneVisit, Labels], Message]] = {
    "target": _by_targets,
    "non-target": _by_non_targets,
    "new": _by_new,
}
NEWLY = {
    "target": N_("The targets reach PD now, which they had not before"),
    "non-target": N_("Non-target lesions reach PD now, which they had not before"),
}


def _names(lesions: Iterable[str], labels: Labels) -> Written:
    return Written(tuple(sorted((labels.get(x, x) for x in lesions), key=str)))


def newly(what: str) -> Message:
    """Say that another kind of lesion progressed."""
    return Message(NEWLY[what])


def confirmed(on: date) -> Message:
    """Say from when confirmed progression dates."""
    return Message(
        N_("iCPD: progression is confirmed and dates from {on}"), {"on": On(on)}
    )


def stands(on: date) -> Message:
    """Say that progression was confirmed before."""
    return Message(N_("Progression was confirmed before; it dates from {on}"), _on(on))


def reset(on: date) -> Message:
    """Say that the iUPD was not confirmed and the bar is reset."""
    text = N_("The iUPD of {on} was not confirmed; a later PD must be confirmed anew")
    return Message(text, _on(on))


def still_open(on: date) -> Message:
    """Say that a visit that cannot be evaluated leaves the iUPD as it was."""
    text = N_("Not evaluable; the iUPD of {on} is neither confirmed nor refuted")
    return Message(text, _on(on))


def unchanged(on: date) -> Message:
    """Say that nothing is known to have grown further."""
    text = N_("Not shown to have grown further since the iUPD of {on}: still iUPD")
    return Message(text, _on(on))


def _on(on: date) -> dict[str, On]:
    return {"on": On(on)}


def too_early(days: int, first: date) -> Message:
    """Say that the scan came before four weeks."""
    return Message(
        N_("{days} days after the iUPD, too early to confirm it: again from {first}"),
        {"days": Count(days), "first": On(first)},
    )


def late(days: int) -> Message:
    """Say that the scan came after eight weeks."""
    text = N_("Confirmed {days} days after the iUPD, later than the eight weeks asked")
    return Message(text, {"days": Count(days)})


def early_proof(lesions: Iterable[str], labels: Labels) -> Message:
    """Say why a scan before four weeks confirms all the same."""
    text = N_("Before four weeks, but for a new symptom, and new again: {lesions}")
    return Message(text, {"lesions": _names(lesions, labels)})


def further_targets(further: Length, least: Length) -> Message:
    """Say by how much the target sum grew further."""
    if further == least:
        return Message(EXACTLY)
    text = N_("The target sum grew by a further {further} since the iUPD")
    return Message(text, {"further": Mm(further)})


EXACTLY = N_(
    "The target sum grew by exactly 5 mm since the iUPD: the paper prints ≥ 5 mm in "
    "one row and > 5 mm in another; ≥ 5 mm is used"
)


def further_new_sum(further: Length) -> Message:
    """Say by how much the measured new lesions grew."""
    text = N_("The new lesions measured grew by {further} since the iUPD")
    return Message(text, {"further": Mm(further)})


def further(lesions: Iterable[str], labels: Labels) -> Message:
    """Name lesions that grew further; any growth counts here."""
    text = N_("Grew further since the iUPD: {lesions}")
    return Message(text, {"lesions": _names(lesions, labels)})


def further_new(lesions: Iterable[str], labels: Labels) -> Message:
    """Name new lesions that came after the iUPD."""
    text = N_("Further new lesions since the iUPD: {lesions}")
    return Message(text, {"lesions": _names(lesions, labels)})


def grew_further(lesions: Iterable[str], labels: Labels) -> Message:
    """Ask whether lesions without sizes grew further."""
    text = N_("whether {lesions} grew further since the iUPD")
    return Message(text, {"lesions": _names(lesions, labels)})


def no_sum_then(on: date) -> Message:
    """Ask for the target sum at the iUPD."""
    return Message(N_("the sum of all target lesions on {on}"), _on(on))
