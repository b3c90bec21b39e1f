import re

import pytest
from django.utils.translation import override

from instruments.messages import sentence
from instruments.unit_reasons import UNIT_REASONS
from metrology.conversion import convert_text
from metrology.errors import MetrologyError
from metrology.unit_reasons import WORDS, UnitReason


def blanks(text: object) -> set[str]:
    return set(re.findall(r"(?:%\(|\{)(\w+)", str(text)))


@pytest.mark.parametrize("reason", list(UnitReason))
def test_every_reason_is_said_with_the_same_words(reason: UnitReason) -> None:
    assert blanks(UNIT_REASONS[reason]) == blanks(WORDS[reason])


@pytest.mark.parametrize(
    ("units", "vi", "en"),
    [
        (
            ("V_pp", "V_rms"),
            "Không đổi được V_pp sang V_rms: tỉ số của hai giá trị phụ thuộc dạng sóng.",
            "V_pp cannot be converted to V_rms: the ratio of the two depends on the waveform.",
        ),
        (
            ("W*degC", "W*K"),
            "“°C” trong W*degC: nhiệt độ là một điểm trên thang; hiệu nhiệt độ là delta_degC.",
            "“°C” in W*degC: a temperature is a point; a step is delta_degC.",
        ),
        (
            ("m//s", "m/s"),
            "Biểu thức “m//s” sai ở 3: “/” không được đứng ở đây.",
            "The expression “m//s” is wrong at 3: “/” is not expected here.",
        ),
    ],
)
def test_a_refusal_is_wholly_in_the_language_of_the_reader(
    units: tuple[str, str], vi: str, en: str
) -> None:
    with pytest.raises(MetrologyError) as refusal:
        convert_text("1", *units)

    with override("vi"):
        assert sentence(refusal.value) == vi
    with override("en"):
        assert sentence(refusal.value) == en
