"""What an event is about, in the reader's words, with the address of its page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Event


@dataclass(frozen=True)
class Kind:
    """Things of one model: their word, and the page that shows one, where there is one."""

    word: Any
    page: str = ""


KINDS = {
    "accounts.centre": Kind(pgettext_lazy("một", "trung tâm")),
    "accounts.customer": Kind(pgettext_lazy("một", "khách hàng"), "accounts:customer"),
    "accounts.user": Kind(_("tài khoản"), "accounts:person"),
    "calibration.job": Kind(_("phiếu công việc"), "calibration:job"),
    "calibration.procedureversion": Kind(_("phiên bản quy trình"), "calibration:procedure"),
    "certificates.certificate": Kind(
        pgettext_lazy("một", "giấy chứng nhận"), "certificates:detail"
    ),
    "contracts.contract": Kind(pgettext_lazy("một", "hợp đồng"), "contracts:detail"),
    "contracts.serviceitem": Kind(pgettext_lazy("một", "dịch vụ"), "contracts:service"),
    "instruments.instrument": Kind(pgettext_lazy("một", "phương tiện đo"), "instruments:detail"),
    "instruments.instrumenttype": Kind(_("danh mục loại phương tiện đo")),
    "instruments.standard": Kind(_("chuẩn đo lường"), "instruments:standard"),
    "planning.target": Kind(pgettext_lazy("một", "chỉ tiêu"), "planning:target"),
}


@dataclass(frozen=True)
class Subject:
    """One thing as an event names it."""

    word: Any
    number: str
    url: str


def subject_of(event: Event) -> Subject:
    """The thing behind an event; a kind nobody named keeps its code."""
    kind = KINDS.get(event.subject_type)
    if kind is None:
        return Subject(event.subject_type, event.subject_id, "")
    url = reverse(kind.page, args=[event.subject_id]) if kind.page else ""
    return Subject(kind.word, event.subject_id, url)
