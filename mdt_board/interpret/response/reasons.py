"""The sentences that say why a visit has its response; `explanation` words them."""

from mdt_board.model.course import Reason
from mdt_board.model.text import N_

NO_BASELINE = Reason(N_("No baseline: the criteria cannot be applied"))
BEFORE_BASELINE = Reason(N_("Before the baseline: no response category"))
BASELINE_SUM = N_("Baseline: the target diameters add up to {sum}")
BASELINE_LACKS = N_("Baseline incomplete: {lesions} not measured")
BASELINE_NON_TARGETS = Reason(N_("Baseline: non-target lesions only"))
ALREADY_THERE = N_("Recorded as new, but already seen at the baseline: {lesions}")

NO_TARGETS = Reason(N_("No target lesions"))
TARGET_CR = Reason(N_("Target lesions CR: none is left, every node is under 10 mm"))
TARGET_PD = N_(
    "Target lesions PD: {sum} against a nadir of {nadir} ({change}); PD from {line}"
)
TARGET_PD_PROVEN = N_(
    "Target lesions PD: {sum} without {lesions}, against a nadir of {nadir} "
    "({change}); PD from {line}"
)
TARGET_PR = N_("Target lesions PR: {sum}, −{change} from the baseline of {baseline}")
TARGET_SD = N_(
    "Target lesions SD: {sum}, {change} from the baseline of {baseline}; "
    "PR from {line} down"
)
ABOVE_NADIR = N_("{increase} ({change}) above the nadir of {nadir}, not PD (≥ {line})")
NO_BASELINE_SUM = Reason(N_("Target lesions NE: the baseline sum is not known"))
TARGETS_MISSING = N_("Target lesions NE: {lesions} not measured")
REST_TO_PD = N_("It would be PD if the missing lesions add up to {rest} or more")
REST_TO_PR = N_("PR only if the missing lesions add up to {rest} or less")
PR_EXCLUDED = N_("PR is excluded: the measured lesions alone exceed {line}")
RESPONSE_PERSISTS = N_(
    "Counted as PR: the protocol lets a response last until PD; by the criteria SD, "
    "{sum} against a PR line of {line}"
)

NO_NON_TARGETS = Reason(N_("No non-target lesions"))
NON_TARGET_PD = N_("Non-target lesions PD: {lesions} progressed unequivocally")
NON_TARGET_NE = N_("Non-target lesions NE: {lesions} not assessed")
NON_TARGET_CR = Reason(
    N_("Non-target lesions CR: all gone; it also takes normal tumor markers")
)
NON_TARGET_STAYS = Reason(N_("Non-target lesions: neither gone nor clearly progressed"))
MARKERS_RAISED = Reason(
    N_("Tumor markers that were raised at the baseline still are: not CR")
)
MARKERS_NOT_MEASURED = Reason(
    N_(
        "Tumor markers were raised at the baseline and not measured with this visit: "
        "CR cannot be told"
    )
)

NEW_LESION = N_("New lesion, hence PD: {lesions}")
MAYBE_NEW = N_("Possible new lesion, not PD until confirmed: {lesions}")
MAYBE_COMPLETE = N_(
    "CR holds only if {lesions} proves to be no new lesion; if it is confirmed, PD "
    "dates back"
)
STILL_THERE = N_(
    "Was there at baseline and is not known to be gone, so not CR: {lesions}; give it "
    "its role (target or non-target)"
)
NO_NEW_LESION = Reason(N_("No new lesion recorded"))

AFTER_COMPLETE = Reason(
    N_("Disease after a complete response: review whether that was true")
)
REAPPEARED = Reason(N_("Disease after a confirmed complete response, hence PD"))
TOO_SOON = N_(
    "Not counted: the protocol leaves out visits under {days} days after the last one"
)
