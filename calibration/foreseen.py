"""What will stand in the way of the paper, told while whoever works on the job can mend it.

Only the apps that come after this one know what a paper asks for: each adds its own function, as
the check of the record has its examiners.
"""

from collections.abc import Callable, Iterable

from calibration.models import Job
from calibration.states import JobState
from common.errors import Fault

Foreseer = Callable[[Job], Iterable[Fault]]
_FORESEERS: list[Foreseer] = []
_BEFORE_THE_PAPER = frozenset({JobState.OPEN, JobState.MEASURING, JobState.MEASURED})


def foresees(ask: Foreseer) -> Foreseer:
    """Have `ask` be asked about each job that is shown before its paper is made."""
    _FORESEERS.append(ask)
    return ask


def foreseen(job: Job) -> list[Fault]:
    """What would be refused at the end, as far as it shows now."""
    if job.state not in _BEFORE_THE_PAPER:
        return []
    return [fault for ask in _FORESEERS for fault in ask(job)]
