import pytest

from planning.numbers import Number, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Number(0)),
        ("753000000", Number(753_000_000)),
        ("753.000.000", Number(753_000_000)),
        ("753 000 000", Number(753_000_000)),
        ("1.234", Number(1234)),  # a group, as money is written
        ("99,5", Number(995, 1)),
        ("99.5", Number(995, 1)),
        ("99,50", Number(995, 1)),
        ("100,00", Number(100)),
        ("1.234,56", Number(123_456, 2)),
        ("1,234.5", Number(12_345, 1)),
        ("1.23.456", None),
        ("1.234.5", None),
        ("-3", None),
        ("", None),
        ("½", None),
        ("٣", None),
        ("1e3", None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, number: Number | None) -> None:
    assert parse_number(text) == number
