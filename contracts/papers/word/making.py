"""The docx of facts by the centre's template or by ours; what a template does wrong, in words."""

import base64
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.apart.running import Limits, NotRead, read_apart
from common.errors import Fault
from contracts.papers.word.building import template as our_template
from contracts.papers.word.filling import fill, fill_apart

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIMITS: Final = Limits(memory=2**30, seconds=8, wall=60, answer=2**26)

WRONG: Final[Mapping[str, Any]] = {
    "damaged": gettext_lazy("Tệp .docx hỏng hoặc có mật khẩu."),
    "not_word": gettext_lazy("Không phải tệp Word (.docx)."),
    "too_large": gettext_lazy("Tệp .docx quá lớn khi mở ra."),
    "macros": gettext_lazy("Mẫu không được có macro hay tệp nhúng."),
    "external": gettext_lazy("Mẫu không được lấy nội dung từ nơi khác."),
    "unknown_name": gettext_lazy("Mẫu dùng một tên không có."),
    "not_allowed": gettext_lazy("Mẫu dùng một lệnh không được phép."),
    "syntax": gettext_lazy("Dấu ngoặc nhọn {{ … }} trong mẫu viết sai."),
    "template": gettext_lazy("Không điền được mẫu."),
    "too_slow": gettext_lazy("Điền mẫu tốn quá nhiều thời gian hoặc bộ nhớ."),
}


class WrongTemplate(Exception):
    """A template that cannot be filled; `fault` says why, beside the field “file”."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code, found)
        message = str(WRONG[code])
        whole = _("%(message)s Trong mẫu: %(found)s") % {"message": message, "found": found}
        self.fault = Fault("file", whole if found else message, code=code, found=found)


def ours(kind: str) -> bytes:
    """Our own template of a kind, with its tags."""
    return our_template(kind)


def by_ours(facts: Mapping[str, Any]) -> bytes:
    """The docx of facts by our own template."""
    return fill(our_template(facts["kind"]), facts)


def by_theirs(template: bytes, facts: Mapping[str, Any]) -> bytes:
    """The docx of facts by a centre's template, filled apart. Raises WrongTemplate."""
    try:
        said = read_apart(fill_apart, template, LIMITS, facts=dict(facts))
    except NotRead as error:
        raise WrongTemplate("too_slow") from error
    if "error" in said:
        told = [part for part in (said["detail"], said["where"]) if part]
        raise WrongTemplate(said["error"], " – ".join(told))
    return base64.b64decode(said["docx"])
