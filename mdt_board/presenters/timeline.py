"""What the timeline shows: every event on one axis, and the same in words."""

from dataclasses import dataclass

from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.series import Lane, Timeline, timeline


@dataclass(frozen=True, slots=True)
class TimelineState:
    """The drawing, and ``spoken`` for those who cannot see it."""

    title: str
    timeline: Timeline | None
    spoken: str


def present(view: View, tr: Translator) -> TimelineState:
    """Lay out what happened and what is planned."""
    drawn = timeline(view, tr)
    return TimelineState(
        title=tr(N_("Timeline")),
        timeline=drawn,
        spoken="\n".join(_spoken(lane) for lane in drawn.lanes) if drawn else "",
    )


def _spoken(lane: Lane) -> str:
    bars = [f"{b.label} {b.start}–{b.end}" for b in lane.bars]
    marks = [f"{m.on} {m.label}".rstrip() for m in lane.marks]
    return f"{lane.label}: {', '.join([*bars, *marks])}"
