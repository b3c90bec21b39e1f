"""From readings to results: `whole` computes, `rows` and `points` are its parts."""

from calibration.evaluation.points import use_of_limit
from calibration.evaluation.whole import evaluate
from calibration.evaluation.work import (
    ADJUSTED,
    Cell,
    ChannelVerdict,
    ClimateFinding,
    Entry,
    Evaluation,
    PointResult,
    Work,
)

__all__ = [
    "ADJUSTED",
    "Cell",
    "ChannelVerdict",
    "ClimateFinding",
    "Entry",
    "Evaluation",
    "PointResult",
    "Work",
    "evaluate",
    "use_of_limit",
]
