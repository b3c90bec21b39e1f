"""Figures as Vietnamese reports print them, and names inside text."""

from fractions import Fraction
from typing import Any

import pytest

from common.errors import InvalidInput
from reports.narrative.forms import FORMS, allowed
from reports.narrative.naming import check, filled, told
from reports.narrative.spoken import Spoken


def spoken(value: Any, unit: str = "task", **more: Any) -> Spoken:
    return Spoken("x", "Nhiệm vụ", value, unit, unit_words="nhiệm vụ", **more)


def money(value: int, **more: Any) -> Spoken:
    return spoken(value, "dong", **more)


@pytest.mark.parametrize(
    ("figure", "form", "printed"),
    [
        # As the five reports print them (report_indicators.csv).
        (spoken(2), "", "02"),
        (spoken(9), "", "09"),
        (spoken(93), "", "93"),
        (spoken(1315), "", "1.315"),
        (spoken(0), "", "0"),
        (spoken(9), "unit", "09 nhiệm vụ"),
        (money(10_365_000_000, kind="approximate"), "million", "khoảng 10.365 triệu đồng"),
        (money(753_000_000), "million", "753 triệu đồng"),
        (money(8_096_774), "million", "8,1 triệu đồng"),
        (money(3_247_000_000, kind="estimate"), "billion", "ước 3,247 tỉ đồng"),
        (money(753_000_000), "unit", "753.000.000 đồng"),
        (money(753_000_000), "words", "Bảy trăm năm mươi ba triệu đồng"),
        (spoken(5, numerator=5, denominator=6), "fraction", "5/6"),
        (spoken(5, numerator=5, denominator=6), "percent", "83,3 %"),
        (spoken(Fraction(500, 6), "percent"), "", "83,3 %"),
        (spoken(50, "turn", kind="approximate"), "", "khoảng 50"),
        (spoken(Fraction(1315, 93), "instrument"), "", "14,14"),
        # 117,96 → 118; 3.247/1.500 = 216,47: rounded once.
        (money(10_365, target=8_787), "rate", "118 %"),
        (money(3_247, target=1_500), "rate", "216,5 %"),
        (money(3_247, target=1_500), "rate_whole", "216 %"),
        (money(3_247, target=1_496), "rate_whole", "217 %"),
        (money(753, target=640), "verdict", "vượt chỉ tiêu"),
        (money(640, target=640), "verdict", "đạt chỉ tiêu"),
        (money(639_999, target=640_000), "verdict", "chưa đạt chỉ tiêu"),
        (money(640_000_000, target=753_000_000), "target_million", "753 triệu đồng"),
        (spoken(None, kind="words", words="hoàn thành tốt"), "", "hoàn thành tốt"),
        (spoken(2, titles=("Quy chế chi tiêu", "Quy chế thi đua"), listable=True), "list",
         "Quy chế chi tiêu; Quy chế thi đua"),
    ],
)  # fmt: skip
def test_a_figure_is_printed_as_reports_do(figure: Spoken, form: str, printed: str) -> None:
    assert form in allowed(figure)
    assert FORMS[form].say(figure) == printed


def test_no_plan_or_a_plan_of_zero_has_no_rate_and_no_verdict() -> None:
    for target in (None, 0):
        figure = money(5, target=target)
        assert (figure.rate, figure.standing) == (None, None)
    assert FORMS["rate"].say(money(5, target=0)) == "–"
    assert "rate" not in allowed(money(5))


def test_a_part_of_a_year_has_not_missed_the_plan_of_the_year() -> None:
    figure = money(5, target=10, running=True)

    assert FORMS["rate"].say(figure) == "50 %"
    assert FORMS["verdict"].say(figure) == "–"


def test_names_in_a_text_are_filled_in_and_what_is_gone_is_a_dash() -> None:
    figures = {"contracts": spoken(93), "revenue": money(753_000_000)}

    said = filled("Ký [[contracts]] hợp đồng, [[ revenue : million ]]; [[gone]].", figures)

    assert said == "Ký 93 hợp đồng, 753 triệu đồng; –."


@pytest.mark.parametrize(
    ("text", "code", "found", "allowed_name"),
    [
        ("[[contract]]", "unknown_figure", "contract", "contracts"),
        ("[[contracts:million]]", "unknown_form", "million", "unit"),
        ("[[contracts:nope]]", "unknown_form", "nope", "unit"),
        ("[[contracts", "bad_name", "", "[[contracts]]"),
        ("contracts]]", "bad_name", "", "[[contracts]]"),
    ],
)
def test_a_name_that_does_not_exist_is_refused_with_those_that_do(
    text: str, code: str, found: str, allowed_name: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(text, {"contracts": spoken(93)})

    (fault,) = refused.value.faults
    assert (fault.field, fault.code, fault.found) == ("text", code, found)
    assert allowed_name in fault.allowed.split(", ")


def test_a_line_of_a_template_goes_when_what_it_names_is_absent() -> None:
    figures = {"a": spoken(3), "none": spoken(0), "empty": spoken(None)}

    assert told("Có [[a]] việc{?, trong đó [[none]] việc?}.", figures) == "Có [[a]] việc."
    assert told("Có [[a]] việc{?, thêm [[a]]?}.", figures) == "Có [[a]] việc, thêm [[a]]."
    assert told("Có [[none]] việc.", figures) is None
    assert told("Có [[empty]] việc.", figures) is None
    assert told("Có [[unknown]] việc.", figures) is None
