import re

import pytest
from django.utils.translation import override

from instruments.messages import sentence
from instruments.reasons import REASONS
from metrology.errors import MetrologyError
from metrology.formula.program import prepare
from metrology.formula.quantities import check_models
from metrology.formula.reasons import WORDS, Reason


def blanks(text: object) -> set[str]:
    return set(re.findall(r"(?:%\(|\{)(\w+)", str(text)))


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_said_with_the_same_words(reason: Reason) -> None:
    assert blanks(REASONS[reason]) == blanks(WORDS[reason])


def test_a_refusal_is_wholly_in_the_language_of_the_reader() -> None:
    with pytest.raises(MetrologyError) as refusal:
        check_models({"y": "a + b"}, {"a": "mV", "b": "kg", "y": "V"})

    with override("vi"):
        assert sentence(refusal.value) == (
            "“a + b” trong y: “a” (mV) không đi cùng được với “b” (kg)."
        )
    with override("en"):
        assert sentence(refusal.value) == (
            "“a + b” in y: “a” (mV) does not go together with “b” (kg)."
        )


def test_a_part_that_cannot_be_computed_is_quoted() -> None:
    with pytest.raises(MetrologyError) as refusal:
        prepare({"y": "1 + 100 / a"}, ["a"]).values([0.0])

    with override("vi"):
        assert sentence(refusal.value) == "Không tính được “100 / a”: chia cho không."


def test_a_reason_without_a_code_stays_as_it_is() -> None:
    with override("vi"):
        assert sentence(MetrologyError("bad_limit", reason="x")) == ("Giới hạn không dùng được: x.")
