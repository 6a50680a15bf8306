"""The closed lists of words in a record of DNPM (MV §64e), by their code system.

The words of the public synthetic record are checked against it; the others of each list
are as remembered and not yet compared with the data model. A word not here is told.
"""

from collections.abc import Mapping

from mdt_board.model.oncology import Response, StopReason, TreatmentKind

RECIST = "RECIST"
_MTB = "dnpm-dip/mtb"

WORDS: Mapping[str, tuple[str, frozenset[str]]] = {
    RECIST: ("response", frozenset({*Response, "MR", "NA", "NYA"})),
    f"{_MTB}/response/method": ("method", frozenset({"RECIST"})),
    f"{_MTB}/level-of-evidence/grading": (
        "evidence",
        frozenset({"m1A", "m1B", "m1C", "m2A", "m2B", "m2C", "m3", "m4"}),
    ),
    f"{_MTB}/level-of-evidence/addendum": (
        "addendum", frozenset({"is", "iv", "Z", "R"}),
    ),
    f"{_MTB}/recommendation/systemic-therapy/category": (
        "category", frozenset({"CH", "HO", "IM", "ZS", "SO"}),
    ),
    f"{_MTB}/recommendation/systemic-therapy/use-type": (
        "use",
        frozenset({"in-label", "off-label", "compassionate", "sec-preventive",
                   "unknown"}),
    ),
    f"{_MTB}/recommendation/procedure/category": (
        "procedure", frozenset({"OP", "ST"}),
    ),
    f"{_MTB}/recommendation/genetic-counseling/reason": (
        "counseling", frozenset({"other", "unknown"}),
    ),
    "dnpm-dip/recommendation/priority": ("priority", frozenset("1234")),
    "dnpm-dip/therapy/category": ("setting", frozenset("ANISO")),
    "dnpm-dip/therapy/status": (
        "status", frozenset({"completed", "stopped", "on-going", "not-done"}),
    ),
    "dnpm-dip/therapy/recommendation-fulfillment-status": (
        "fulfillment", frozenset({"complete", "partial"}),
    ),
    f"{_MTB}/claim/stage": ("claim", frozenset({"revocation"})),
    f"{_MTB}/claim-response/status": ("answer", frozenset({"accepted", "rejected"})),
    f"{_MTB}/claim-response/status-reason": (
        "answer-reason",
        frozenset({"formal-reasons", "standard-therapy-not-exhausted"}),
    ),
    "dnpm-dip/patient/vital-status": ("vital", frozenset({"alive", "deceased"})),
}  # fmt: skip
"""The name of each code system's list within our terms, and the codes in it."""

LISTED = {
    "medicationRecommendations": "medication",
    "procedureRecommendations": "procedure",
    "studyEnrollmentRecommendations": "trial",
    "geneticCounselingRecommendation": "counseling",
    "histologyReevaluationRequests": "histology",
    "rebiopsyRequests": "rebiopsy",
    "followUps": "follow-up",
    "claims": "claim",
    "claimResponses": "answer",
    "responses": "response",
}
"""What another board said and saw, which no case holds: key of the record, our word."""

STOPPED = {
    "progression": StopReason.PROGRESSION,
    "toxicity": StopReason.TOXICITY,
    "patient-wish": StopReason.PATIENT_CHOICE,
    "patient-refusal": StopReason.PATIENT_CHOICE,
    "other": StopReason.OTHER,
}
PROCEDURES = {
    "surgery": TreatmentKind.SURGERY,
    "radio-therapy": TreatmentKind.RADIOTHERAPY,
}
PREFIXES = {"clinical": "c", "pathologic": "p"}
IS_PALLIATIVE = {"P": True, "K": False}
IS_ONGOING = {"on-going": True}
LIQUID = "liquid-biopsy"


def term_of(system: str, code: str) -> str:
    """Return the id of the term for a word of a closed list; empty where unknown."""
    name, listed = WORDS.get(system, ("", frozenset()))
    if code not in listed:
        return ""
    is_ours = system == RECIST and code in set(Response)
    return f"response.{code}" if is_ours else f"dnpm-{name}.{code}"
