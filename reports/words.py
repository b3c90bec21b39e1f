"""The words of the events that this app records."""

from django.utils.translation import gettext_lazy as _

from common.verbs import name_verbs

name_verbs({"centre.add": _("lập đơn vị"), "demo.delete": _("xóa dữ liệu mẫu")})
