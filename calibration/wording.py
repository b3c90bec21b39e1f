"""Cells in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from common.templatetags.show import words


def cell_words(described: Mapping[str, Any]) -> str:
    """“Sai số và độ hồi sai, điểm 3, Số chỉ chiều tăng”; see `queries.describe`."""
    parts = []
    if described["row"] is not None:
        parts = [words(described["section"]), _("điểm %(n)s") % {"n": described["row"]}]
    parts.append(words(described["column"]))
    if described["repeat"]:
        parts.append(_("lần %(n)s") % {"n": described["repeat"]})
    return ", ".join(part for part in parts if part)
