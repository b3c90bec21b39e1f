"""What a centre may set of its papers without code: fields, defaults, what is allowed.

A template's content is plain JSON, one flat object; keys that are missing take their default, so
that content of years ago stays complete. What the law or the standard asks for is no setting.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import fonts
from common.errors import Fault, InvalidInput
from common.text import nfc

Content = dict[str, Any]
Found = Iterator[Fault]
# WCAG's ratio for text: a colour that is lighter is lost on the copier, too.
LEAST_CONTRAST: Final = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHOWN = 100  # characters of a wrong value that are told back


@dataclass(frozen=True)
class Field:
    """One setting; its `type` is its shape in JSON.

    colour "#rrggbb"; switch true/false; millimetres a whole number; choice a text; picture the
    SHA-256 of a kept picture or ""; pair {"vi": …, "en": …}, both blank for "as the record says";
    pairs a list of pairs.
    """

    key: str
    type: str
    label: Any
    default: Any
    help: Any = ""
    low: int = 0
    high: int = 0  # of a pair: the longest text; of millimetres: the largest
    most: int = 0  # of pairs: how many
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = field(default=())  # blank: all of them


BLANK: Final = {"vi": "", "en": ""}
_CERTIFICATES: Final = ("verification", "calibration", "testing")

FIELDS: Final[tuple[Field, ...]] = (
    # A notice has a colour of its own: it must not pass for a certificate.
    Field("accent", "colour", gettext_lazy("Màu nhấn"), "#0b4f6c", kinds=_CERTIFICATES),
    Field("frame", "switch", gettext_lazy("Khung viền trang đầu"), default=True),
    Field(
        "national", "switch", gettext_lazy("Quốc hiệu và tiêu ngữ"), default=False,
        kinds=("calibration", "testing"),
        help=gettext_lazy("Giấy chứng nhận kiểm định và thông báo luôn có."),
    ),
    Field("logo", "picture", gettext_lazy("Biểu trưng của đơn vị"), ""),
    Field("logo_height", "millimetres", gettext_lazy("Chiều cao biểu trưng (mm)"), 16,
          low=8, high=28),
    Field(
        "mark", "picture", gettext_lazy("Dấu công nhận"), "", kinds=("calibration", "testing"),
        help=gettext_lazy("Chỉ in khi công việc nằm trong phạm vi công nhận."),
    ),
    Field("mark_height", "millimetres", gettext_lazy("Chiều cao dấu công nhận (mm)"), 18,
          low=8, high=28, kinds=("calibration", "testing")),
    Field(
        "heading", "pairs", gettext_lazy("Các dòng trên tên đơn vị"), [], high=120, most=2,
        help=gettext_lazy("Để trống: tên đơn vị cấp trên."),
    ),
    Field(
        "address", "pair", gettext_lazy("Dòng địa chỉ"), BLANK, high=200,
        help=gettext_lazy("Để trống: địa chỉ trong hồ sơ của đơn vị."),
    ),
    Field("contact", "pair", gettext_lazy("Dòng liên hệ thêm"), BLANK, high=160),
    Field(
        "performer_label", "pair", gettext_lazy("Nhãn chữ ký người thực hiện"), BLANK, high=60,
    ),
    Field(
        "approver_label", "pair", gettext_lazy("Nhãn chữ ký người phê duyệt"), BLANK, high=60,
        help=gettext_lazy("Ví dụ: Giám đốc."),
    ),
    Field("signature_room", "millimetres", gettext_lazy("Chỗ ký và đóng dấu (mm)"), 24,
          low=14, high=40),
    Field(
        "plots", "switch", gettext_lazy("Đồ thị sai số"), default=True,
        help=gettext_lazy("Sai số, U và giới hạn của từng bảng, dưới bảng kết quả."),
    ),
    Field("text_size", "choice", gettext_lazy("Cỡ chữ (pt)"), "9.5", choices=("9", "9.5", "10")),
    Field("notes", "pairs", gettext_lazy("Ghi chú thêm"), [], high=400, most=6),
    Field("footer", "pair", gettext_lazy("Dòng chân trang"), BLANK, high=90),
)  # fmt: skip


def fields(kind: str) -> list[Field]:
    """The settings of a kind of paper, in the order of an editor."""
    return [one for one in FIELDS if not one.kinds or kind in one.kinds]


def default(kind: str) -> Content:
    """The content that is in force where a centre has set nothing."""
    return {one.key: one.default for one in fields(kind)}


def completed(content: Mapping[str, Any], kind: str) -> Content:
    """`content` with every setting of its kind; of what it does not know, nothing."""
    known = {one.key for one in fields(kind)}
    return default(kind) | {key: value for key, value in content.items() if key in known}


def insist(content: Any, kind: str) -> Content:
    """`content` checked, tidied (NFC, edges trimmed) and completed, else InvalidInput.

    Each fault names its field ("notes.1.vi"), what was found and what is allowed.
    """
    if not isinstance(content, Mapping):
        message = _("Hãy gửi một đối tượng JSON.")
        raise InvalidInput(Fault("", message, "type", _told(content), "object"))
    tidy = {str(key): _tidy(value) for key, value in content.items()}
    if faults := list(_faults(tidy, kind)):
        raise InvalidInput(*faults)
    return completed(tidy, kind)


def faults(content: Mapping[str, Any], kind: str) -> list[Fault]:
    """What is wrong with a content as it stands; see `insist`."""
    return list(_faults({str(key): _tidy(value) for key, value in content.items()}, kind))


def pictures_of(content: Mapping[str, Any]) -> list[str]:
    """The digests of the pictures that a content names."""
    named = (content.get(one.key, "") for one in FIELDS if one.type == "picture")
    return [digest for digest in dict.fromkeys(named) if digest]


def _faults(content: Mapping[str, Any], kind: str) -> Found:
    known = {one.key: one for one in fields(kind)}
    for key, value in content.items():
        if key not in known:
            message = _("Không có mục này ở loại giấy này.")
            yield Fault(key[:_SHOWN], message, "unknown", _told(key), ", ".join(known))
        else:
            yield from _CHECKS[known[key].type](known[key], key, value)


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, Mapping):
        return {str(key): _tidy(each) for key, each in value.items()}
    return [_tidy(each) for each in value] if isinstance(value, list) else value


def _told(value: Any) -> str:
    return str(value)[:_SHOWN]


def _colour(one: Field, name: str, value: Any) -> Found:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        yield Fault(name, _("Hãy viết màu dạng #rrggbb."), "format", _told(value), "#rrggbb")
    elif contrast(value) < LEAST_CONTRAST:
        found, allowed = f"{contrast(value):.1f}", f">= {LEAST_CONTRAST}"
        message = _("Màu này quá nhạt trên giấy trắng: hãy chọn màu đậm hơn.")
        yield Fault(name, message, "contrast", found, allowed)


def contrast(colour: str) -> float:
    """The contrast of a colour on white paper: 1 (white) to 21 (black)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    bend = 0.04045
    linear = [p / 12.92 if p <= bend else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.05 + sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))


def _switch(one: Field, name: str, value: Any) -> Found:
    if not isinstance(value, bool):
        yield Fault(name, _("Hãy chọn có hoặc không."), "type", _told(value), "true, false")


def _millimetres(one: Field, name: str, value: Any) -> Found:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not one.low <= value <= one.high:
        allowed = f"{one.low}…{one.high}"
        yield Fault(
            name, _("Hãy cho số nguyên milimét trong khoảng."), "range", _told(value), allowed
        )


def _choice(one: Field, name: str, value: Any) -> Found:
    if value not in one.choices:
        allowed = ", ".join(one.choices)
        yield Fault(name, _("Hãy chọn một trong các giá trị."), "choice", _told(value), allowed)


def _picture(one: Field, name: str, value: Any) -> Found:
    if not isinstance(value, str) or (value and not _DIGEST.fullmatch(value)):
        message = _("Hãy chọn một hình đã lưu.")
        yield Fault(name, message, "format", _told(value), "SHA-256")


def _pairs(one: Field, name: str, value: Any) -> Found:
    if not isinstance(value, list) or len(value) > one.most:
        found = str(len(value)) if isinstance(value, list) else _told(value)
        message = _("Hãy gửi một danh sách, không quá số dòng cho phép.")
        yield Fault(name, message, "too_many", found, str(one.most))
        return
    for i, each in enumerate(value):
        yield from _pair(one, f"{name}.{i}", each)
        if isinstance(each, Mapping) and not any(each.values()):
            yield Fault(f"{name}.{i}.vi", _("Hãy viết tiếng Việt."), "required", "", "")


def _pair(one: Field, name: str, value: Any) -> Found:
    texts = value.values() if isinstance(value, Mapping) else ()
    shaped = isinstance(value, Mapping) and set(value) == {"vi", "en"}
    if not shaped or not all(isinstance(text, str) for text in texts):
        message = _("Hãy viết hai thứ tiếng: vi và en.")
        yield Fault(name, message, "type", _told(value), '{"vi": "…", "en": "…"}')
        return
    if value["en"] and not value["vi"]:
        yield Fault(f"{name}.vi", _("Hãy viết tiếng Việt."), "required", "", "")
    for language, text in value.items():
        yield from _text(one, f"{name}.{language}", text)


def _text(one: Field, name: str, text: str) -> Found:
    if len(text) > one.high:
        yield Fault(name, _("Dài quá."), "too_long", str(len(text)), str(one.high))
    if lacking := fonts.lacking(text):
        message = _("Phông chữ của giấy không có các ký tự này.")
        yield Fault(name, message, "unprintable", lacking[:_SHOWN], "")


_CHECKS: Mapping[str, Callable[[Field, str, Any], Found]] = {
    "colour": _colour,
    "switch": _switch,
    "millimetres": _millimetres,
    "choice": _choice,
    "picture": _picture,
    "pair": _pair,
    "pairs": _pairs,
}
