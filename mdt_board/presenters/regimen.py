"""How a treatment is written: its drugs with doses, and for how long."""

from datetime import date

from mdt_board.i18n import Translator
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Drug, Oncology, Treatment, TreatmentKind
from mdt_board.model.text import N_

KINDS = {
    TreatmentKind.SYSTEMIC: N_("systemic therapy"),
    TreatmentKind.SURGERY: N_("surgery"),
    TreatmentKind.RADIOTHERAPY: N_("radiotherapy"),
    TreatmentKind.LOCAL: N_("local therapy"),
}
MONTHS_A_YEAR = 12


def current_line(oncology: Oncology) -> Treatment | None:
    """Return the systemic treatment to speak of: the ongoing one, or the latest."""
    systemic = [t for t in oncology.treatments if t.kind is TreatmentKind.SYSTEMIC]
    ordered = sorted(
        systemic,
        key=lambda t: (
            bool(t.is_ongoing and not t.stopped_on),
            t.started_on.first if t.started_on else date.min,
        ),
    )
    return ordered[-1] if ordered else None


def dosed(drug: Drug, tr: Translator) -> str:
    """Write a drug with its dose and schedule, as far as they are known."""
    dose = f"{drug.dose} {drug.dose_unit}".strip() if drug.dose is not None else ""
    return " ".join(t for t in (tr.term(drug.name), dose, drug.schedule) if t)


def named(treatment: Treatment, tr: Translator) -> str:
    """Name a treatment: its drugs, its procedure, or at least its kind."""
    drugs = " + ".join(tr.term(drug.name) for drug in treatment.drugs)
    return drugs or tr.free(treatment.procedure) or tr(KINDS[treatment.kind])


def months_between(start: PartialDate, end: date) -> int | None:
    """Return the whole calendar months, or None where the day of start is unknown."""
    if start.exact is None:
        return None
    months = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.exact.month
    return months - (end.day < start.exact.day)
