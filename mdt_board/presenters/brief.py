"""The analysis in one line: warnings, the headline, and the first next step."""

from dataclasses import dataclass

from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.interpretation import (
    NO_RULE,
    STEPS_TITLE,
    proposed,
    warnings,
)
from mdt_board.presenters.parts import Statement

FOREMOST = 2  # sentences of the headline: the category, and what leads


@dataclass(frozen=True, slots=True)
class BriefState:
    """What is read first; ``label`` says that a machine wrote it."""

    label: str
    warnings: tuple[str, ...]
    headline: str
    is_warning: bool
    step_title: str
    step: Statement | None


def present(view: View, tr: Translator) -> BriefState:
    """Take the first of each kind; a warning that is the headline is said once."""
    found = view.interpretation
    first = found.headline[0] if found.headline else None
    flags = zip(found.red_flags, warnings(view, tr), strict=True)
    said = [(flag.message == first, warning.text) for flag, warning in flags]
    as_warning = [text for is_first, text in said if is_first]
    headline = tr.sentences([tr.message(m) for m in found.headline[:FOREMOST]])
    steps = proposed(view, tr)
    return BriefState(
        label=tr(N_("System analysis")),
        warnings=tuple(text for is_first, text in said if not is_first),
        headline=as_warning[0] if as_warning else headline or tr(NO_RULE),
        is_warning=bool(as_warning),
        step_title=tr(STEPS_TITLE) if steps else "",
        step=steps[0] if steps else None,
    )
