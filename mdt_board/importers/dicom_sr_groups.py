"""Measurement groups: each a lesion with its diameter, or why a number was left.

A lesion is known by its tracking UID, so a later report of it adds a measurement. What
a report calls normal anatomy or a reference region is no lesion.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mdt_board.importers import dicom_sr_codes as codes
from mdt_board.importers.dicom_sr_items import Item
from mdt_board.importers.dicom_sr_numbers import (
    AGAIN,
    NO_STUDY,
    NORMAL,
    SECOND,
    Measured,
    measured,
)
from mdt_board.importers.dicom_sr_studies import Studies
from mdt_board.importers.sandbox import record_id
from mdt_board.model.base import ListRecord
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.radiology import Lesion, LesionState, Measurement, Study
from mdt_board.model.text import N_, Count, FreeText, Message, written
from mdt_board.terminology.names import slug
from mdt_board.terminology.organs import is_node, organ_id

NO_TRACKING = N_(
    "Lesions without a tracking identifier of their own: {count}. They cannot be "
    "matched with other reports; compare the images."
)
OTHERWISE = N_(
    "This group describes a lesion of the report otherwise than an earlier group; the "
    "earlier description was kept."
)
ROUNDED = N_("Diameters that were rounded to 0.0001 mm: {count}.")
NOT_READ = N_(
    "Statements about lesions, other than numbers, that were not read: {count}. Read "
    "them in the report."
)


@dataclass(slots=True)
class Groups:
    """What the groups of a report brought; reading a group adds to it.

    ``read`` are the places of the numbers that went into records; ``reasons`` holds the
    sentences for others. ``times`` are the time points named for each study.
    """

    source: Source
    studies: Studies
    reader: str
    lesions: dict[str, Lesion] = field(default_factory=dict)
    measurements: dict[str, Measurement] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    times: dict[str, list[str]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    unnamed: int = 0
    rounded: int = 0
    not_read: int = 0

    def records(self) -> tuple[ListRecord, ...]:
        """Return studies, lesions and measurements."""
        used = {m.study for m in self.measurements.values()}
        studies: dict[str, Study] = {}
        for uid, times in self.times.items():
            study = self.studies.record(uid, self.source, self.reader, times)
            if study and study.id in used:
                studies.setdefault(study.id, study)
        return (
            *studies.values(),
            *self.lesions.values(),
            *self.measurements.values(),
        )

    def notes(self) -> Iterator[Issue]:
        """Yield what is to be known of the whole file."""
        yield from self.issues
        counted = (
            ("no-tracking", NO_TRACKING, self.unnamed),
            ("rounded", ROUNDED, self.rounded),
            ("not-read", NOT_READ, self.not_read),
        )
        for code, text, count in counted:
            if count:
                message = Message(text, {"count": Count(count)})
                yield Issue(code, Severity.NOTED, "", message)


def read_group(group: Item, place: str, found: Groups) -> None:
    """Add one group's lesion and measurement to ``found``."""
    numbers = [i for i in group.items if i.kind == "NUM"]
    found.not_read += sum(_is_statement(i) for i in group.items)
    if _is_normal(group):
        found.reasons.update((n.place, NORMAL) for n in numbers)
        return
    lesion = _lesion(group, place, found)
    said = measured(numbers, bool(lesion.is_node))
    _add_measurement(group, place, lesion, said, found)
    found.reasons.update(said.reasons)
    found.read |= said.read


def _is_statement(item: Item) -> bool:
    return item.kind in ("TEXT", "CODE") and item.name.key not in codes.READ_OF_GROUP


def _is_normal(group: Item) -> bool:
    said = (*group.named(codes.FINDING_CATEGORY), *group.named(codes.FINDING))
    return any(s.code.key in codes.NORMAL_ANATOMY for s in said)


def _text(group: Item, key: codes.Key) -> str:
    return next((i.text for i in group.named(key) if i.text), "")


def _lesion(group: Item, place: str, found: Groups) -> Lesion:
    """Return the group's lesion: the one that an earlier group named, or a new one."""
    uid = _text(group, codes.TRACKING_UID)
    named = f"lesion-{slug(uid)}" if slug(uid) else ""
    found.unnamed += not named
    organ, site = _site(group)
    lesion = Lesion(
        id=named or record_id(found.source.sha256, place),
        source=found.source.id,
        place=place,
        label=_text(group, codes.TRACKING_LABEL) or place,
        tracking_uid=uid,
        organ=organ,
        is_node=is_node(organ) if organ_id(organ) else None,
        site=site,
    )
    earlier = found.lesions.setdefault(lesion.id, lesion)
    if _content(earlier) != _content(lesion):
        message = Message(OTHERWISE)
        found.issues.append(Issue("otherwise", Severity.NOTED, place, message))
    return earlier


def _content(lesion: Lesion) -> dict[str, object]:
    return {k: v for k, v in dict(lesion).items() if k != "place"}


def _site(group: Item) -> tuple[str, FreeText]:
    """Return the organ's id, and the wording where it says more than the organ.

    A finding that is a lymph node makes the site one: its short axis counts.
    """
    findings = [codes.organ_of(f.code) for f in group.named(codes.FINDING)]
    node = next((o for o in findings if is_node(o)), "")
    sites = group.named(codes.FINDING_SITE)
    if not sites:
        return node, FreeText()
    organ = codes.organ_of(sites[0].code)
    finer = [i.code.meaning for s in sites for i in s.items if i.code.meaning]
    words = [*(s.code.meaning for s in sites), *finer]
    says_more = len(words) > 1 or not codes.is_named_by(organ, words[0])
    if node and not is_node(organ):
        organ, says_more = node, True
    return organ, written(", ".join(w for w in words if w) if says_more else "")


def _add_measurement(
    group: Item, place: str, lesion: Lesion, said: Measured, found: Groups
) -> None:
    """Add what was seen of the lesion, if anything that the case has a field for."""
    if not said.read:
        return
    numbers = [i for i in group.items if i.place in said.read]
    uid = found.studies.of_group(group)
    if uid is None:
        said.leave(numbers, NO_STUDY)
        return
    measurement = _measurement(group, place, lesion, said, found, uid)
    earlier = found.measurements.setdefault(measurement.id, measurement)
    if earlier is not measurement:
        said.leave(numbers, AGAIN if _is_same(earlier, measurement) else SECOND)
        return
    found.rounded += said.is_rounded
    times = [i for i in group.items if i.name.key in codes.TIME_POINTS]
    words = (f"{i.name.meaning}: {i.text or i.code.meaning}" for i in times)
    found.times.setdefault(uid, []).extend(words)


def _is_same(earlier: Measurement, later: Measurement) -> bool:
    seen = ((m.state, m.diameter, m.suv_max) for m in (earlier, later))
    return len(set(seen)) == 1


def _measurement(  # noqa: PLR0913, PLR0917  # a record of what six things say
    group: Item, place: str, lesion: Lesion, said: Measured, found: Groups, uid: str
) -> Measurement:
    study = found.studies.record_id(uid)
    names = f"{lesion.id.removeprefix('lesion-')}-{study.removeprefix('study-')}"
    observers = [i.text for i in group.named(codes.OBSERVER) if i.text]
    return Measurement(
        id=f"measurement-{names}",
        source=found.source.id,
        place=place,
        lesion=lesion.id,
        study=study,
        state=_state(said),
        diameter=said.diameter,
        reader=", ".join(observers) or found.reader,
        accession=found.studies.accession(uid),
        suv_max=said.suv_max,
    )


def _state(said: Measured) -> LesionState:
    if said.diameter:
        return LesionState.MEASURED
    is_lost = said.is_not_evaluable
    return LesionState.NOT_EVALUABLE if is_lost else LesionState.PRESENT
