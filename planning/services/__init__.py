"""Every change of what is planned and entered; each leaves its event."""

from planning.services.targets import OwnGoal, adjust_target, first_of, set_target

__all__ = ["OwnGoal", "adjust_target", "first_of", "set_target"]
