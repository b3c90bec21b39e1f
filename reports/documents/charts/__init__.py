"""Charts of a report for slides: one drawing as SVG, and the same as PNG."""

from reports.documents.charts.making import CHARTS, Chart, chart_of
from reports.documents.charts.picturing import png

__all__ = ["CHARTS", "Chart", "chart_of", "png"]
