"""In which windows steps are due, and from when the days are counted.

Windows are judgment [J] unless a source is named; every day is counted from the day of
the interpretation or from the last scan, and written out.
"""

from datetime import date, timedelta

from mdt_board.interpret.situation import Situation

SYMPTOM_DAYS = 3  # a symptom that points to the brain is not left for weeks
CHECK_MEDICATION_DAYS = 7
HISTOLOGY_DAYS = 7  # suspected transformation: this week
REPEAT_PLASMA_DAYS = (14, 28)  # D1: 2 to 4 weeks
STAGING_DAYS = 14  # D5: at once, not in 4 to 8 weeks
WBC_DAYS = 14  # D2: with the repeat
REBIOPSY_DAYS = 14
PLASMA_DAYS = 7  # plasma beside tissue, not after it
RESULT_DAYS = 21  # K10: tissue answers after 14 to 21 days
STAINS_DAYS = 7  # histology with its stains answers within a week [J]
SYSTEMIC_DAYS = 28
OPACITY_DAYS = (14, 28)  # C2: an opacity is looked at again after 2 to 4 weeks
BRAIN_MRI_DAYS = 28  # C3: CNS 4 weeks
BRAIN_AT_PD_DAYS = 14  # at progression the brain is known before the new plan [J]
RESTAGING_DAYS = 28  # before local therapy: PET and brain within 4 weeks (K8)
COUNSELING_DAYS = 28
EARLY_CT_DAYS = 42  # P2: 4 to 6 weeks after the scan that grew


def after(situation: Situation, days: int) -> date:
    """Return the day so many days after that of the interpretation."""
    return situation.facts.on + timedelta(days)


def early_ct_on(situation: Situation) -> date | None:
    """Return the day of the early CT: six weeks after the last scan, not in the past.

    None when no scan is on record.
    """
    latest = situation.facts.latest
    if latest is None:
        return None
    return max(latest.on + timedelta(EARLY_CT_DAYS), situation.facts.on)
