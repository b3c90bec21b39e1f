"""The words of what is found: why the effect on a point cannot be told."""

from django.utils.translation import gettext_lazy as _

from certificates.impact import findings

WHY = {
    findings.NO_VALUES: _("chưa biết giá trị đúng của chuẩn"),
    findings.NOT_IN_METHOD: _("công thức của quy trình không cho biết giá trị của chuẩn vào đâu"),
    findings.NOT_COVERED: _("bản đính chính không nói về điểm này"),
    findings.NOT_COMPUTED: _("không tính lại được với bản đính chính"),
    findings.NO_U: _("sai số thay đổi, mà không có U để so"),
}


def why_words(code: str) -> str:
    """A reason in the reader's words; "" for none."""
    return str(WHY[code]) if code else ""
