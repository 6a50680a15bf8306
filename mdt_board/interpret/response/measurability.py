"""Which lesions RECIST 1.1 lets one measure, by image, slice, organ and size.

Judged at the baseline. What is not stated stays open: a lesion of 12 mm is measurable
at 5 mm slices and is not at 8 mm, so without the thickness nobody knows.

Source: Eisenhauer 2009, Eur J Cancer 45:228-247, §3.1 and §4.2.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.kept import PARTS_KEPT, kept
from mdt_board.interpret.response.visits import Visit
from mdt_board.model.interpretation import LesionCheck, TimePoint
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.quantity import TICKS_PER_MM, Length
from mdt_board.model.radiology import (
    Appearance,
    Lesion,
    LesionRole,
    LesionState,
    Measurement,
    Modality,
    Radiology,
    Study,
)
from mdt_board.model.text import N_, Message, Mm, Number

LEAST = Length(10 * TICKS_PER_MM)  # longest diameter, slices up to 5 mm
LEAST_NODE = Length(15 * TICKS_PER_MM)  # short axis
NORMAL_NODE_BELOW = Length(10 * TICKS_PER_MM)
LEAST_ON_X_RAY = Length(20 * TICKS_PER_MM)
THIN_SLICE_MM = 5
SLICED = frozenset({Modality.CT, Modality.MRI})
NEVER_MEASURED_ON = frozenset(
    {Modality.ULTRASOUND, Modality.ENDOSCOPY, Modality.BONE_SCAN}
)
UNMEASURABLE = "never-measurable"  # the class of effusions, ascites and their like
NODE = "lymph-node"
BONE, LUNG, SKIN = "bone", "lung", "skin"


@dataclass(frozen=True, slots=True)
class Sight:
    """One lesion as it was seen at the baseline: what, on which images, how large."""

    lesion: Lesion
    study: Study
    size: Length | None
    classes: frozenset[str]

    @property
    def is_node(self) -> bool:
        """Say whether it is a lymph node, by its own word or by its organ."""
        if self.lesion.is_node is not None:
            return self.lesion.is_node
        return NODE in self.classes

    @property
    def is_bone(self) -> bool:
        """Say whether it lies in bone."""
        return BONE in self.classes


def least_size(sight: Sight) -> Length | None:
    """Return the smallest size that can be measured; None where that is not known."""
    if sight.is_node:
        return LEAST_NODE
    if sight.study.modality is Modality.XRAY:
        return LEAST_ON_X_RAY
    if sight.study.modality in SLICED:
        return _least_by_slice(sight.study)
    return LEAST if SKIN in sight.classes else None


def _least_by_slice(study: Study) -> Length | None:
    if study.slice_mm is None:
        return None
    if study.slice_mm <= THIN_SLICE_MM:
        return LEAST
    return Length(int(2 * study.slice_mm * TICKS_PER_MM))


def is_measured_well(radiology: Radiology, visit: Visit, lesion: Lesion) -> bool:
    """Say whether a lesion of one visit is known to be large enough to be followed.

    Slices that are not stated are taken as thin: the question here is only which of
    the new lesions are followed by size, not what their size says.
    """
    studies = {s.id: s for s in radiology.studies}
    seen = visit.seen.get(lesion.id, ())
    sizes = [m.diameter for m in seen if m.diameter is not None]
    classes = frozenset({lesion.organ})
    sights = (Sight(lesion, studies[m.study], m.diameter, classes) for m in seen)
    least = [size for s in sights if (size := least_size(s)) is not None]
    return bool(sizes) and min(sizes) >= max(least, default=LEAST)


def lesion_checks(
    radiology: Radiology, points: Iterable[TimePoint], knowledge: Knowledge
) -> tuple[LesionCheck, ...]:
    """Check every target lesion at the baseline."""
    return tuple(
        check(sight) for sight in baseline_sights(radiology, points, knowledge)
    )


def baseline_sights(
    radiology: Radiology, points: Iterable[TimePoint], knowledge: Knowledge
) -> tuple[Sight, ...]:
    """Return the target lesions as they were seen at the baseline.

    A lesion with two measurements that day is taken with the one that has a size; that
    they contradict each other is told elsewhere.
    """
    records = next((frozenset(p.records) for p in points if p.is_baseline), frozenset())
    if not records:
        return ()
    seen: dict[str, Measurement] = {}
    for m in radiology.measurements:
        is_evaluable = m.state is not LesionState.NOT_EVALUABLE
        if m.id in records and is_evaluable:
            before = seen.get(m.lesion)
            seen[m.lesion] = m if before is None or before.diameter is None else before
    studies = {s.id: s for s in radiology.studies}
    return tuple(
        Sight(x, studies[of.study], of.diameter, classes_of(x.organ, knowledge))
        for x in radiology.lesions
        if x.role is LesionRole.TARGET and (of := seen.get(x.id)) is not None
    )


@kept(lambda sight: (sight.lesion, sight.study, sight.size, sight.classes), PARTS_KEPT)
def check(sight: Sight) -> LesionCheck:
    """Say whether a lesion can be measured, with every reason that there is."""
    notes = [note for judge in CHECKS for note in judge(sight)]
    answers = [answer for answer, _ in notes]
    is_measurable: bool | None = True
    if False in answers:
        is_measurable = False
    elif None in answers:
        is_measurable = None
    messages = tuple(message for _, message in notes)
    return LesionCheck(sight.lesion.id, is_measurable, least_size(sight), messages)


Notes = Iterator[tuple[bool | None, Message]]  # True leaves a lesion measurable


def _kind(sight: Sight) -> Notes:
    if UNMEASURABLE in sight.classes:
        yield False, Message(N_("Effusions, ascites and the like are never measurable"))
    if sight.study.modality in NEVER_MEASURED_ON:
        yield False, Message(N_("Not measured on ultrasound, endoscopy or bone scan"))


def _size(sight: Sight) -> Notes:
    if sight.size is None:
        yield None, Message(N_("No size at the baseline"))
        return
    if sight.is_node:
        yield from _node(sight.size)
    elif sight.study.modality is Modality.XRAY:
        yield from _on_x_ray(sight, sight.size)
    elif sight.study.modality in SLICED:
        yield from _on_slices(sight.study, sight.size)
    elif sight.study.modality is Modality.PET_CT:
        yield from _on_pet(sight.size)
    elif SKIN in sight.classes and sight.size < LEAST:
        yield False, _too_small(LEAST)


def _node(size: Length) -> Notes:
    if size < NORMAL_NODE_BELOW:
        yield False, Message(N_("A node under 10 mm short axis is normal"))
    elif size < LEAST_NODE:
        text = N_("A node of 10 to under 15 mm short axis is disease, but not a target")
        yield False, Message(text)


def _on_x_ray(sight: Sight, size: Length) -> Notes:
    if LUNG not in sight.classes:
        yield False, Message(N_("On X-ray only a lesion within aerated lung counts"))
    elif size < LEAST_ON_X_RAY:
        yield False, _too_small(LEAST_ON_X_RAY)
    else:
        yield True, Message(N_("Measured on X-ray; CT is preferred"))


def _on_slices(study: Study, size: Length) -> Notes:
    least = _least_by_slice(study)
    if least is None:
        if size < LEAST:
            yield False, _too_small(LEAST)
        else:
            text = N_("Slice thickness not stated: over 5 mm a lesion needs twice it")
            yield None, Message(text)
    elif size < least and least > LEAST and study.slice_mm is not None:
        yield (
            False,
            Message(
                N_("Under {least}: twice the slice thickness of {slice} is needed"),
                {"least": Mm(least), "slice": Number(study.slice_mm, 1, "mm")},
            ),
        )
    elif size < least:
        yield False, _too_small(least)


def _on_pet(size: Length) -> Notes:
    if size < LEAST:
        yield False, _too_small(LEAST)
    else:
        text = N_("Measured on PET-CT: only if its CT is of diagnostic quality")
        yield None, Message(text)


def _too_small(least: Length) -> Message:
    return Message(N_("Under {least}"), {"least": Mm(least)})


def _bone(sight: Sight) -> Notes:
    if not sight.is_bone:
        return
    if sight.lesion.appearance is Appearance.SCLEROTIC:
        yield False, Message(N_("A sclerotic bone lesion is not measurable"))
    elif sight.lesion.has_soft_tissue is False:
        yield False, Message(N_("A bone lesion without soft tissue is not measurable"))
    elif sight.lesion.has_soft_tissue is None:
        text = N_("A bone lesion is measurable only by its soft tissue: is there any?")
        yield None, Message(text)


def _history(sight: Sight) -> Notes:
    if sight.lesion.is_irradiated:
        text = N_("Irradiated before: a target only if it has grown since")
        yield None, Message(text)
    if sight.lesion.is_cystic:
        yield True, Message(N_("Cystic: prefer a solid lesion as a target"))


CHECKS: tuple[Callable[[Sight], Notes], ...] = (_kind, _size, _bone, _history)
