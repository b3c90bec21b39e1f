"""Sets of numbers as runs: an account of stickers holds a few runs, not ten thousand pieces."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Self

Run = tuple[int, int]  # first and last, both included


class Spans:
    """A set of whole numbers, kept as sorted runs that do not touch."""

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self.runs: list[Run] = []
        for first, last in runs:
            self.add(first, last)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.runs)

    def __bool__(self) -> bool:
        return bool(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spans) and self.runs == other.runs

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Spans({self.runs})"

    def copy(self) -> Self:
        """The same numbers, apart."""
        made = type(self)()
        made.runs = list(self.runs)
        return made

    def add(self, first: int, last: int) -> None:
        """Put `first` … `last` in; what touches becomes one run."""
        if self.runs and self.runs[-1][1] + 1 < first:  # the usual case: numbers go up
            self.runs.append((first, last))
            return
        low = bisect_left(self.runs, first - 1, key=lambda run: run[1])
        high = bisect_right(self.runs, last + 1, key=lambda run: run[0])
        if low < high:
            first, last = min(first, self.runs[low][0]), max(last, self.runs[high - 1][1])
        self.runs[low:high] = [(first, last)]

    def take(self, first: int, last: int) -> "Spans":
        """Take `first` … `last` out; the numbers that were not there."""
        low = bisect_left(self.runs, first, key=lambda run: run[1])
        high = bisect_right(self.runs, last, key=lambda run: run[0])
        touched = self.runs[low:high]
        kept = [(a, first - 1) for a, _b in touched[:1] if a < first]
        kept += [(last + 1, b) for _a, b in touched[-1:] if b > last]
        self.runs[low:high] = kept
        return Spans([(first, last)]).without(touched)

    def without(self, others: Iterable[Run]) -> "Spans":
        """The numbers that are here and not in `others` (sorted runs)."""
        left = self.copy()
        for first, last in others:
            low = bisect_left(left.runs, first, key=lambda run: run[1])
            high = bisect_right(left.runs, last, key=lambda run: run[0])
            touched = left.runs[low:high]
            kept = [(a, first - 1) for a, _b in touched[:1] if a < first]
            kept += [(last + 1, b) for _a, b in touched[-1:] if b > last]
            left.runs[low:high] = kept
        return left

    def numbers(self, start: int = 0, stop: int | None = None) -> list[int]:
        """The numbers in order, from the `start`th to before the `stop`th."""
        found: list[int] = []
        passed = 0
        for first, last in self.runs:
            size = last - first + 1
            begin = max(start - passed, 0)
            end = size if stop is None else min(stop - passed, size)
            if begin < end:
                found.extend(range(first + begin, first + end))
            passed += size
            if stop is not None and passed >= stop:
                break
        return found


def runs_of(numbers: Iterable[int]) -> list[Run]:
    """Sorted numbers as runs."""
    found: list[Run] = []
    for number in numbers:
        if found and found[-1][1] + 1 == number:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
