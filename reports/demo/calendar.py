"""Working days and moments of the demo, and a diary that plays what happens in order of time."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

# New Year and Tết of 2022: nobody works.
HOLIDAYS = frozenset({date(2022, 1, 3)} | {date(2022, 1, 29) + timedelta(days=n) for n in range(9)})
SATURDAY = 5


def is_working(day: date) -> bool:
    """Monday to Friday, holidays aside."""
    return day.weekday() < SATURDAY and day not in HOLIDAYS


def later(day: date, working_days: int) -> date:
    """The day that many working days after (before, when negative) `day`."""
    step = timedelta(days=1 if working_days >= 0 else -1)
    left = abs(working_days)
    while left or not is_working(day):
        day += step
        if left and is_working(day):
            left -= 1
    return day


def working_days(start: date, end: date) -> int:
    """How many working days lie after `start`, up to `end`."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_working(day))


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time of a day in the centre's zone."""
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def ago(now: datetime, working_days: int, hour: int = 9, minute: int = 0) -> datetime:
    """A time that many working days before `now`; never after it."""
    day = later(now.date(), -working_days) if working_days else now.date()
    return min(moment(day, hour, minute), now)


type_of_deed = Callable[[datetime], None]


class Diary:
    """Deeds entered in any order, done in the order of their time."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, type_of_deed]] = []
        self._next = count()

    def enter(self, at: datetime, deed: type_of_deed) -> None:
        """Do `deed(at)` when its time comes."""
        heapq.heappush(self._heap, (at, next(self._next), deed))

    def play(self) -> Iterator[datetime]:
        """Do everything, earliest first; deeds may enter further ones. Yields after each."""
        while self._heap:
            at, _number, deed = heapq.heappop(self._heap)
            deed(at)
            yield at
