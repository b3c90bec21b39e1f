import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import metrology
from instruments.messages import fault, sentence
from instruments.reasons import REASONS
from metrology.errors import Code, MetrologyError
from metrology.formula.program import prepare
from metrology.formula.quantities import check_models
from metrology.quantities.conversion import convert_text
from metrology.reasons import WORDS, Reason, refusal

ROOT = Path(metrology.__file__).parent
LETTER = re.compile(r"[a-zA-ZÀ-ỹ]{2}")


def blanks(text: object) -> list[str]:
    return sorted(re.findall(r"(?:%\(|\{)(\w+)", str(text)))


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_said_in_both_languages_with_the_same_words(reason: Reason) -> None:
    words = {name: f"⟨{name}⟩" for name in blanks(WORDS[reason])}

    with override("vi"):
        vietnamese = str(REASONS[reason])
        assert blanks(vietnamese) == blanks(WORDS[reason])
    with override("en"):
        assert str(REASONS[reason]) % words == WORDS[reason].format(**words)
    assert vietnamese % words != WORDS[reason].format(**words) or not LETTER.search(
        re.sub("⟨[^⟩]*⟩|λ_min", "", vietnamese % words)
    )


def test_no_reason_is_listed_that_is_none() -> None:
    assert set(REASONS) == set(Reason)
    assert set(WORDS) == set(Reason)


def made() -> Iterator[tuple[Path, ast.Call]]:
    """Every call in the package that makes an error by hand."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "MetrologyError":
                yield path, node


def test_no_reason_is_written_where_the_error_is_made() -> None:
    free = {
        f"{path.relative_to(ROOT)}: {ast.unparse(call)}"
        for path, call in made()
        if path.name != "reasons.py"
        and any(word.arg == "reason" for word in call.keywords)
        and ast.unparse(call.args[0]) != "Code.CYCLE"  # its reason is the loop: names and arrows
    }

    assert len(list(made())) > 50
    assert free == set()


def said(error: MetrologyError) -> tuple[str, str]:
    with override("vi"):
        vietnamese = sentence(error)
    with override("en"):
        return vietnamese, sentence(error)


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
        (
            ("J/kg K", "J"),
            "Biểu thức “J/kg K” sai ở 6: sau “/” dấu cách có hai cách hiểu; hãy viết trong ngoặc.",
            (
                "The expression “J/kg K” is wrong at 6: after “/” a blank has two readings; "
                "write brackets."
            ),
        ),
        (
            ("therm", "J"),
            (
                "“therm” là tên của nhiều đơn vị; hãy viết một trong: therm_EC (therm, EC); "
                "therm_US (therm, Mỹ)."
            ),
            (
                "“therm” is the name of several units; write one of: therm_EC (therm, EC); "
                "therm_US (therm, US)."
            ),
        ),
    ],
)
def test_a_refused_unit_is_told_in_the_language_of_the_reader(
    units: tuple[str, str], vi: str, en: str
) -> None:
    with pytest.raises(MetrologyError) as refused:
        convert_text("1", *units)

    assert said(refused.value) == (vi, en)


def test_a_refused_model_is_told_in_the_language_of_the_reader() -> None:
    with pytest.raises(MetrologyError) as refused:
        check_models({"y": "a + b"}, {"a": "mV", "b": "kg", "y": "V"})

    assert said(refused.value) == (
        "“a + b” trong y: “a” (mV) không đi cùng được với “b” (kg).",
        "“a + b” in y: “a” (mV) does not go together with “b” (kg).",
    )


def test_a_part_that_cannot_be_computed_is_quoted() -> None:
    with pytest.raises(MetrologyError) as refused:
        prepare({"y": "1 + 100 / a"}, ["a"]).values([0.0])

    assert said(refused.value)[0] == "Không tính được “100 / a”: chia cho không."


def test_a_reason_may_say_what_is_allowed() -> None:
    error = refusal(Code.UNKNOWN_NAME, Reason.EACH_NAME_ONCE, found="a")

    assert said(error) == (
        "Không có tên “a”. Được dùng: mỗi tên một lần.",
        "There is no name “a”. Allowed: each name once.",
    )
    with override("vi"):
        assert fault("inputs", error).allowed == "mỗi tên một lần"


def test_a_reason_without_a_code_stays_as_it_is() -> None:
    assert said(MetrologyError("bad_limit", reason="x"))[0] == "Giới hạn không dùng được: x."


def test_long_words_are_cut() -> None:
    error = refusal(Code.BAD_LIMIT, Reason.TEXT_MISSING, part="a" * 100)

    assert error.params["part"] == "a" * 39 + "…"
