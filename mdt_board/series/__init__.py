"""Points, ticks, bands and colors of every chart: the same for screen and paper."""

from mdt_board.series.charts import (
    ctdna_chart,
    marker_chart,
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

__all__ = [
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
    "marker_chart",
    "response_color",
    "response_name",
    "sum_chart",
    "timeline",
]
