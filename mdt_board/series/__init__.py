"""Points, ticks, bands and colors of every chart: the same for screen and paper."""

from mdt_board.series.charts import (
    ctdna_chart,
    is_marker,
    marker_chart,
    peak,
    response_color,
    response_name,
    sum_chart,
)
from mdt_board.series.shapes import (
    Band,
    Bar,
    Chart,
    Guide,
    Lane,
    Line,
    Mark,
    Point,
    Tick,
    Timeline,
)
from mdt_board.series.timeline import timeline
from mdt_board.series.undated import (
    MOST_LISTED,
    undated_variants,
    undated_words,
    variant_name,
    variant_share,
)

__all__ = [
    "MOST_LISTED",
    "Band",
    "Bar",
    "Chart",
    "Guide",
    "Lane",
    "Line",
    "Mark",
    "Point",
    "Tick",
    "Timeline",
    "ctdna_chart",
    "is_marker",
    "marker_chart",
    "peak",
    "response_color",
    "response_name",
    "sum_chart",
    "timeline",
    "undated_variants",
    "undated_words",
    "variant_name",
    "variant_share",
]
