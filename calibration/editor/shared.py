"""Boxes that many rows have."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from calibration.editor.specs import Group, Leaf

KEY = Leaf(
    "key",
    _("Ký hiệu trong công thức"),
    "key",
    "s",
    fallback="label",
    example=_("đặt từ tên"),
)
# On what the numbers of a row rest; a mark that is no source asks for a confirmation.
FOOTING = Group(
    "",
    _("Căn cứ, ghi chú"),
    (
        Leaf(
            "confidence",
            _("Độ tin cậy: bắt đầu bằng “nguồn” thì không cần xác nhận"),
            "pair",
            "l",
            example=_("nguồn: ISO 3611:2010, bảng 1"),
        ),
        Leaf("source", _("Nguồn"), "pair", "l"),
        Leaf("note", _("Ghi chú"), "pair", "l"),
    ),
)


def words(key: str, label: Any, example: Any = "", *, must: bool = True) -> Group:
    """A text in both languages; a blank English one is as the Vietnamese."""
    return Group(
        key,
        label,
        (
            Leaf("vi", label, "text", "l", example=example),
            Leaf("en", _("Tiếng Anh"), "text", "l", fallback="vi"),
        ),
        must=must,
    )
