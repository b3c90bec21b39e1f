"""What an evaluation warns about: a code, its words in two languages, the clause, the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from metrology.errors import Code, MetrologyError
from metrology.figures import significant
from metrology.wording import Wording

WARNINGS: Mapping[str, Wording] = {
    "stationary": Wording(
        "{output}: bậc nhất cho u = 0 vì mô hình có điểm dừng tại các ước lượng ({inputs}); bậc "
        "hai cho u = {second}. Hãy dùng phương pháp Monte Carlo.",
        "{output}: first order gives u = 0 because the model is stationary at the estimates "
        "({inputs}); second order gives u = {second}. Use the Monte Carlo method.",
        "JCGM 100:2008, 5.1.2 note; JCGM 101:2008, 9.4",
    ),
    "curvature": Wording(
        "{output}: độ cong của mô hình làm u đổi từ {first} thành {second} ({inputs}). Hãy kiểm "
        "tra bằng phương pháp Monte Carlo.",
        "{output}: the curvature of the model changes u from {first} to {second} ({inputs}). Check "
        "with the Monte Carlo method.",
        "JCGM 100:2008, 5.1.2 note; JCGM 101:2008, 5.8",
    ),
    "shift": Wording(
        "{output}: độ cong của mô hình làm kỳ vọng lệch {shift} khỏi giá trị, so với u = {second}. "
        "Hãy kiểm tra bằng phương pháp Monte Carlo.",
        "{output}: the curvature of the model moves the expectation by {shift} from the value, "
        "beside u = {second}. Check with the Monte Carlo method.",
        "JCGM 101:2008, 5.8 and 9.4",
    ),
    "second_order_unknown": Wording(
        "{output}: chưa kiểm tra được độ cong của mô hình ({reason}).",
        "{output}: the curvature of the model could not be checked ({reason}).",
        "JCGM 100:2008, 5.1.2 note",
    ),
    "diverges": Wording(
        "{output}: mô hình cong tới mức chuỗi bậc hai không còn dùng được; u bậc nhất không đáng "
        "tin. Hãy dùng phương pháp Monte Carlo.",
        "{output}: the model is so curved that the second-order series fails; u of first order is "
        "not to be trusted. Use the Monte Carlo method.",
        "JCGM 100:2008, 5.1.2 note; JCGM 101:2008, 5.8",
    ),
    "no_dof": Wording(
        "{output}: không xác định được bậc tự do hiệu dụng: {inputs} tương quan với bậc tự do hữu "
        "hạn mà không được quan sát cùng nhau.",
        "{output}: the effective degrees of freedom are not defined: {inputs} are correlated with "
        "finite degrees of freedom and were not observed together.",
        "JCGM 100:2008, G.4.1; R. Willink, Metrologia 44 (2007) 340",
    ),
    "low_dof": Wording(
        "k = 2 với bậc tự do hiệu dụng {dof}: xác suất phủ chỉ khoảng {p} %, thay vì 95 %.",
        "k = 2 with {dof} effective degrees of freedom: the coverage probability is only about "
        "{p} %, not 95 %.",
        "EA-4/02 M:2022, annex E",
    ),
    "rectangular": Wording(
        "Thành phần {inputs} phân bố đều trội hẳn: kết quả gần như phân bố đều, k = {k} cho 95 %.",
        "The rectangular contribution {inputs} dominates: the result is nearly rectangular, "
        "k = {k} gives 95 %.",
        "EA-4/02 M:2022, S9.14",
    ),
    "trapezoidal": Wording(
        "Hai thành phần phân bố đều {inputs} trội hẳn: kết quả có phân bố hình thang, k = {k} cho "
        "95 %.",
        "The two rectangular contributions {inputs} dominate: the result is trapezoidal, k = {k} "
        "gives 95 %.",
        "EA-4/02 M:2022, S10.13 and S11.13",
    ),
    "not_normal": Wording(
        "Thành phần {inputs} không có phân bố chuẩn và trội hẳn: k = 2 không tương ứng với 95 %. "
        "Hãy dùng phương pháp Monte Carlo.",
        "The contribution {inputs} is not normal and dominates: k = 2 does not stand for 95 %. Use "
        "the Monte Carlo method.",
        "JCGM 100:2008, G.6.5; JCGM 101:2008, 5.8",
    ),
    "no_u": Wording(
        "{output}: không có đại lượng vào nào có độ không đảm bảo.",
        "{output}: no input has an uncertainty.",
        "JCGM 100:2008, 3.3.2",
    ),
}

_DIGITS = 3


@dataclass(frozen=True)
class Remark:
    """A warning: its code in `WARNINGS` and what fills its words; numbers stay numbers."""

    code: str
    params: Mapping[str, str | float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a code without words: `unknown_name`."""
        if self.code not in WARNINGS:
            allowed = ", ".join(WARNINGS)
            raise MetrologyError(Code.UNKNOWN_NAME, found=self.code, allowed=allowed)
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    @property
    def wording(self) -> Wording:
        """The words with the numbers in them, each language with its decimal sign."""
        words = WARNINGS[self.code]
        return Wording(
            words.text_vi.format_map(self._written("vi")),
            words.text_en.format_map(self._written("en")),
            words.reference,
        )

    def _written(self, lang: str) -> dict[str, str]:
        return {
            name: value if isinstance(value, str) else significant(value, _DIGITS, lang)
            for name, value in self.params.items()
        }
