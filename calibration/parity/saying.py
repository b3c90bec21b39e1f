"""What is said of a cell, in the reader's language; runs keep codes only."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from calibration.definition import Definition
from calibration.numbers import shortened
from calibration.sections import Section
from common.templatetags.show import digits, words

WHY: Mapping[str, Any] = {
    "blank": _("quy trình không cho giá trị này từ số liệu đã ánh xạ"),
    "date": _("ô %(at)s là ngày tháng (%(found)s), không phải số"),
    "empty": _("ô %(at)s trống"),
    "error": _("ô %(at)s báo lỗi %(found)s"),
    "fact_missing": _("phương tiện đo còn thiếu mục này"),
    "facts": _("thông số của phương tiện đo chưa đủ hoặc chưa đúng: xem các dòng ở trên"),
    "input": _("số liệu đầu vào ở ô %(at)s không dùng được %(found)s"),
    "merged": _("ô %(at)s nằm trong vùng gộp: hãy dùng ô %(found)s"),
    "missing_point": _("quy trình có điểm %(found)s, bảng tính không có"),
    "never_calculated": _("công thức ở ô %(at)s chưa được tính: mở bằng Excel rồi lưu lại"),
    "no_answer": _("ô %(at)s ghi “%(found)s”: không rõ là đạt hay không đạt"),
    "no_cell": _("quy trình không có chỗ cho ô này"),
    "no_limit": _("quy trình không đặt giới hạn ở điểm này"),
    "no_plan": _("không lập được bảng điểm đo từ thông số của phương tiện đo"),
    "no_point": _("ô %(at)s ghi %(found)s, quy trình không có điểm này"),
    "no_point_here": _("dòng này không phải điểm nào của quy trình"),
    "no_standard": _("chưa ánh xạ số liệu của chuẩn"),
    "no_unit": _("ô %(at)s là %(found)s, chưa biết đơn vị"),
    "no_verdict": _("số liệu đã ánh xạ chưa đủ để kết luận"),
    "not_a_number": _("ô %(at)s ghi “%(found)s”, không phải số"),
    "not_computed": _("công thức của quy trình không tính được ở đây"),
    "not_usable": _("“%(found)s” không dùng được ở đây"),
    "standard": _("số liệu của chuẩn ở ô %(at)s không dùng được %(found)s"),
    "wrong_unit": _("đơn vị %(found)s là của đại lượng khác"),
}
WHAT: Mapping[str, Any] = {
    "reference": _("giá trị chuẩn"),
    "indication": _("số chỉ"),
    "error": _("sai số"),
    "limit": _("giới hạn"),
    "u": "u",
    "k": "k",
    "expanded": "U",
    "stated_error": _("sai số đã làm tròn"),
    "stated_expanded": _("U đã làm tròn"),
    "verdict": pgettext_lazy("parity", "kết luận"),
    "nominal": _("trị danh nghĩa"),
    "value": _("giá trị chứng nhận"),
}
STATUS: Mapping[str, Any] = {
    "equal": pgettext_lazy("parity", "bằng nhau"),
    "differs": pgettext_lazy("parity", "khác"),
    "unmapped": pgettext_lazy("parity", "không ánh xạ được"),
    "read": pgettext_lazy("parity", "đã đọc"),
}
ROLES: Mapping[str, Any] = {
    "fact": pgettext_lazy("parity", "thông số"),
    "standard": pgettext_lazy("parity", "chuẩn"),
    "reference": pgettext_lazy("parity", "điểm đo"),
    "input": pgettext_lazy("parity", "số chỉ"),
    "output": pgettext_lazy("parity", "kết quả"),
}
ANSWERS = {"pass": pgettext_lazy("parity", "đạt"), "fail": pgettext_lazy("parity", "không đạt")}


def why(said: Mapping[str, Any]) -> str:
    """Why a cell could not be mapped; nothing for one that could."""
    text = WHY.get(said.get("why", ""))
    if text is None:
        return ""
    found = str(said.get("found", ""))
    parts = {"at": said.get("at", ""), "found": number(found) if _is_digits(found) else found}
    return (str(text) % parts).strip()


def _is_digits(text: str) -> bool:
    return bool(text) and set(text) <= set("-0123456789.")


def number(text: str) -> str:
    """A number, or an answer, as the reader writes it."""
    if text in ANSWERS:
        return str(ANSWERS[text])
    return digits(text) if _is_digits(text) else text


def _short(text: Any) -> str:
    """A number to look at: no more digits than are worth it."""
    return number(shortened(str(text)) if _is_digits(str(text)) else str(text))


class Namer:
    """Names cells of a procedure: its tables, rows, columns."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def section(self, text: str) -> str:
        """A table, with its channel and phase."""
        fixed = {
            "checks": gettext("kiểm tra"),
            "environment": gettext("môi trường"),
            "adjustment": gettext("hiệu chỉnh"),
        }
        if text in fixed:
            return fixed[text]
        found = Section.parse(text)
        table = self.definition.by_key.get(found.table)
        if table is None:
            slot = next((s for s in self.definition.standards if s.key == text), None)
            return words(slot.label) if slot else text
        parts = [words(table.title)]
        if found.channel:
            parts.append(f"{words(self.definition.channel_label) or '#'} {found.channel}")
        if found.phase:
            parts.append(gettext("sau hiệu chỉnh"))
        return ", ".join(parts)

    def what(self, section: str, key: str) -> str:
        """A column, a stated value, a check, a fact."""
        table = self.definition.by_key.get(Section.parse(section).table) if section else None
        column = table.column(key) if table else None
        if column is not None:
            return words(column.label)
        places: Any = {
            "checks": self.definition.checks,
            "environment": self.definition.environment,
        }.get(section, self.definition.fields if not section else ())
        labels = {each.key: words(each.label) for each in places}
        return labels.get(key) or str(WHAT.get(key, key))

    def line(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """One kept cell in words."""
        row, section = said.get("row"), str(said.get("section", ""))
        whole = not section and said["role"] == "output"
        what = str(WHAT["verdict"]) if whole else self.what(section, str(said.get("what", "")))
        return {
            **said,
            "section_words": gettext("toàn bộ") if whole else self.section(section),
            "what_words": what or str(ROLES[said["role"]]),
            "point": None if row is None or section in ("checks", "environment") else row + 1,
            "status_words": STATUS[said["status"]],
            "role_words": ROLES[said["role"]],
            "why_words": why(said),
            "ours": _short(said.get("ours", "")),
            "theirs": _short(said.get("theirs", "")),
            "difference": number(str(said.get("difference", ""))),
            "in_digits": number(str(said.get("in_digits", ""))),
            "of_u": number(str(said.get("of_u", ""))),
        }
