"""Fields of measurement and rules of the science, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from metrology.wording import Wording

FIELDS: Mapping[str, object] = {
    "Âm thanh – Rung động": _("Âm thanh – Rung động"),
    "Áp suất": _("Áp suất"),
    "Độ ẩm": _("Độ ẩm"),
    "Độ dài": _("Độ dài"),
    "Dung tích – Lưu lượng": _("Dung tích – Lưu lượng"),
    "Điện": _("Điện"),
    "Hóa lý": _("Hóa lý"),
    "Khí tượng – Thủy văn": _("Khí tượng – Thủy văn"),
    "Khối lượng": _("Khối lượng"),
    "Lực – Độ cứng": _("Lực – Độ cứng"),
    "Nhiệt độ": _("Nhiệt độ"),
    "Quang học": _("Quang học"),
    "Thời gian – Tần số": _("Thời gian – Tần số"),
    "Y tế": _("Y tế"),
}


def field_words(field: str) -> str:
    """The name of a field; one that we do not know stays as it is written."""
    return str(FIELDS.get(field, field))


def in_words(wording: Wording) -> str:
    """A rule of the science in the reader's language."""
    return wording.text_vi if (get_language() or "vi").startswith("vi") else wording.text_en
