"""The period of a report (`common.period`; `planning` speaks of the same ones)."""

from common.period import ALLOWED, Period

__all__ = ["ALLOWED", "Period"]
