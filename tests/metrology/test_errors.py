import pickle
import string

import pytest

from metrology.errors import MESSAGES, Code, MetrologyError


def test_every_code_has_a_message() -> None:
    assert set(MESSAGES) == set(Code)


def test_the_message_is_made_of_the_params() -> None:
    refusal = MetrologyError(Code.OUT_OF_RANGE, name="e", found="0", allowed="e > 0")

    assert str(refusal) == "e = 0 is outside e > 0"
    assert (refusal.code, refusal.params) == (
        "out_of_range",
        {"name": "e", "found": "0", "allowed": "e > 0"},
    )


def test_it_is_a_value_error() -> None:
    assert isinstance(MetrologyError("blank"), ValueError)


def test_an_unknown_code_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        MetrologyError("nonsense")


def test_a_whole_file_is_not_quoted() -> None:
    refusal = MetrologyError(Code.NOT_A_NUMBER, found="x" * 10_000)

    assert refusal.params["found"] == "x" * 79 + "…"


@pytest.mark.parametrize("code", list(Code))
def test_a_refusal_survives_a_task_queue(code: Code) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(MESSAGES[code]) if name]
    refusal = MetrologyError(code, **dict.fromkeys(names, "?"))

    copy = pickle.loads(pickle.dumps(refusal))  # noqa: S301  # our own bytes

    assert (copy.code, copy.params, str(copy)) == (refusal.code, refusal.params, str(refusal))
