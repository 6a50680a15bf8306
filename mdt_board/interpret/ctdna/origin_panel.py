"""The origin of a tumor-informed panel: its loci were chosen from the tumor's own."""

from mdt_board.interpret.ctdna.origin_tests import PAIRED_WBC
from mdt_board.model.interpretation import Clue, Origin, OriginAnswer, Series, Tag
from mdt_board.model.molecular import AssayKind, Variant
from mdt_board.model.text import N_, Count, Message, Plain

ByKey = dict[tuple[str, AssayKind], list[Variant]]


def panel_origin(series: Series, by_key: ByKey) -> Origin:
    """A tumor-informed panel: its loci were chosen from the tumor's own variants."""
    first = tuple(p.record for p in series.points if p.status == "detected")
    designed = Clue(
        Message(N_("Every locus was chosen from the tumor tissue")),
        first,
        Tag.JUDGED,
        OriginAnswer.TUMOR_LIKELY,
    )
    absent, carried = _panel_wbc(by_key)
    return Origin(
        series=series.id,
        gene="",
        variant=series.label,
        answer=OriginAnswer.UNDETERMINED if carried else OriginAnswer.TUMOR_LIKELY,
        clues=(designed, *absent, *carried),
        is_ch_prone=False,
        deciding_test=PAIRED_WBC if carried else "",
    )


def _panel_wbc(by_key: ByKey) -> tuple[list[Clue], list[Clue]]:
    """Return what white cells say of the tumor's variants: absent, and carried."""
    absent, carried = [], []
    for (key, kind), rows in sorted(by_key.items()):
        tissue = by_key.get((key, AssayKind.TISSUE), [])
        if kind is not AssayKind.WBC or not tissue:
            continue
        name = Plain(key.partition(":")[2])
        result = rows[-1].result
        if result.status == "not-detected" and result.total_reads:
            message = Message(
                N_("{name}: 0 of {reads} reads in white blood cells"),
                {"name": name, "reads": Count(result.total_reads)},
            )
            absent.append(
                Clue(message, (rows[-1].id,), Tag.JUDGED, OriginAnswer.TUMOR_LIKELY)
            )
        elif result.status == "detected":
            message = Message(N_("{name} is in white blood cells too"), {"name": name})
            carried.append(
                Clue(message, (rows[-1].id,), Tag.CHECKED, OriginAnswer.CH_LIKELY)
            )
    return absent, carried
