"""The words of this room's events."""

from django.utils.translation import gettext_lazy as _

from common.verbs import name_verbs

name_verbs(
    {
        "paper.make": _("lập giấy tờ"),
        "paper.sign": _("ghi ngày ký giấy tờ"),
        "paper_template.add": _("thêm mẫu giấy tờ"),
        "paper_template.end": _("ngừng mẫu giấy tờ"),
        "centre.papers": _("sửa thông tin trung tâm trên giấy tờ"),
    }
)
