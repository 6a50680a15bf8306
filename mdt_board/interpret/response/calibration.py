"""The table of measurement error: how far two readings of one lesion lie apart.

The error of a change without true change is a mixture of two normal distributions,
one for ordinary readings and one for those in which the readers drew the border
elsewhere. Each row says where its numbers come from; `resources/manual` shows how well
they hold on readings that none of them was fitted on.

| row | numbers |
|---|---|
| same reader | response.md B2: reproduces Oxnard 2011 and the spread in Yoon 2016 |
| other reader | the same × 1.40 (12.12 / 8.65, Yoon 2016) |
| independent readers | fitted by `resources/manual/measurement_error.py` on LIDC-IDRI |

Independent readers did not see each other's measurement. The row was fitted by greatest
likelihood to pairs of readers of one CT whose larger diameter is at least 10 mm, in the
patients of the fitted part; every nodule weighs the same. The floor and the part of
slice thickness were not fitted: nodules of 10 mm say nothing of the floor, and no
effect of slices from 0.6 to 5 mm was seen, so that the judgment of the other rows
stays. Nor was the correlation between lesions: the data do not say who read what.
"""

from typing import NamedTuple


class ReadingError(NamedTuple):
    """The error of the difference of two readings of a lesion.

    Attributes:
        readers: id of a term: who measured.
        floor_mm: what even the smallest lesion varies by, one standard deviation.
        floor_per_slice_mm: what is added to the floor for each millimeter of slice
            thickness over `THIN_SLICE_MM` [judgment].
        core_sd: standard deviation of ordinary readings, as a fraction of the diameter.
        outlier_sd: that of the others.
        outlier_share: how many readings are others.
        correlation: between the errors of two lesions of one patient.
    """

    readers: str
    floor_mm: float
    floor_per_slice_mm: float
    core_sd: float
    outlier_sd: float
    outlier_share: float
    correlation: float


THIN_SLICE_MM = 2.5
OTHER_READER_SCALE = 1.40  # 12.12 / 8.65, Yoon 2016

SAME_READER = ReadingError("same-reader", 0.5, 0.1, 0.053, 0.159, 0.20, 0.2)
OTHER_READER = ReadingError(
    "other-reader",
    SAME_READER.floor_mm * OTHER_READER_SCALE,
    SAME_READER.floor_per_slice_mm * OTHER_READER_SCALE,
    SAME_READER.core_sd * OTHER_READER_SCALE,
    SAME_READER.outlier_sd * OTHER_READER_SCALE,
    SAME_READER.outlier_share,
    0.5,
)
INDEPENDENT_READERS = OTHER_READER._replace(
    readers="independent-readers",
    core_sd=0.0843,
    outlier_sd=0.2032,
    outlier_share=0.448,
)
