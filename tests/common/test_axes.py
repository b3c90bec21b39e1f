"""Axes of charts: round marks inside the ends, places kept inside the box."""

from common.axes import Scale, nice, place_of


def test_marks_are_round_numbers_between_the_ends() -> None:
    assert nice(0, 10) == [0, 2, 4, 6, 8, 10]
    assert nice(-0.9, 0.9, 2) == [0]
    assert nice(0, 1, 4) == [0, 0.25, 0.5, 0.75, 1]


def test_marks_that_do_not_exist_between_the_ends_are_the_lower_end() -> None:
    assert nice(0.41, 0.44, 1) == [0.41]


def test_the_last_decimal_tells_the_marks_apart() -> None:
    assert place_of([0, 2, 4]) == 0
    assert place_of([0, 0.5]) == -1
    assert place_of([0, 0.25, 0.5]) == -2
    assert place_of([300]) == 2


def test_what_lies_beyond_the_axis_stays_on_its_end() -> None:
    y = Scale(0, 10, 200, 100)

    assert [y(-1), y(0), y(5), y(10), y(99)] == ["200.0", "200.0", "150.0", "100.0", "100.0"]
