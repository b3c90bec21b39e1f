"""What an event is about, in the reader's words, with its page if the reader may open it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.people import Person
from accounts.permissions import Can
from audit.models import Event


@dataclass(frozen=True)
class Kind:
    """Things of one model: their word, and the page that shows one, where there is one."""

    word: Any
    page: str = ""
    verb: Can | None = None


KINDS = {
    "accounts.centre": Kind(pgettext_lazy("một", "trung tâm")),
    "accounts.customer": Kind(
        pgettext_lazy("một", "khách hàng"), "accounts:customer", Can.SEE_CUSTOMERS
    ),
    "accounts.user": Kind(_("tài khoản"), "accounts:person", Can.SEE_PEOPLE),
    "calibration.custody": Kind(_("vật đã nhận"), "calibration:custody-thing", Can.SEE_INSTRUMENTS),
    "calibration.job": Kind(_("phiếu công việc"), "calibration:job", Can.SEE_JOBS),
    "calibration.officercard": Kind(_("thẻ kiểm định viên"), "calibration:card", Can.SEE_AUTHORITY),
    "calibration.room": Kind(_("phòng")),
    "calibration.scope": Kind(
        _("phạm vi chỉ định, đăng ký, công nhận"), "calibration:scope", Can.SEE_AUTHORITY
    ),
    "calibration.procedureversion": Kind(
        _("phiên bản quy trình"), "calibration:procedure", Can.SEE_PROCEDURES
    ),
    "certificates.certificate": Kind(
        pgettext_lazy("một", "giấy chứng nhận"), "certificates:detail", Can.SEE_CERTIFICATES
    ),
    "certificates.impactcase": Kind(
        _("việc xét ảnh hưởng"), "certificates:impact-case", Can.SEE_IMPACT
    ),
    "certificates.stickerseries": Kind(
        _("lô tem"), "certificates:stickers-series", Can.SEE_STICKERS
    ),
    "certificates.signingkey": Kind(_("khóa ký")),
    "certificates.trustanchor": Kind(_("chứng thư gốc tin cậy")),
    "certificates.numberpattern": Kind(_("mẫu viết số")),
    "certificates.picture": Kind(_("hình của giấy")),
    "certificates.template": Kind(_("mẫu giấy")),
    "certificates.templatedraft": Kind(_("bản soạn mẫu giấy")),
    "contracts.contract": Kind(
        pgettext_lazy("một", "hợp đồng"), "contracts:detail", Can.SEE_CONTRACTS
    ),
    "contracts.serviceitem": Kind(
        pgettext_lazy("một", "dịch vụ"), "contracts:service", Can.SEE_PRICES
    ),
    "instruments.instrument": Kind(
        pgettext_lazy("một", "phương tiện đo"), "instruments:detail", Can.SEE_INSTRUMENTS
    ),
    "instruments.instrumenttype": Kind(_("danh mục loại phương tiện đo")),
    "instruments.standard": Kind(_("chuẩn đo lường"), "instruments:standard", Can.SEE_STANDARDS),
    "planning.block": Kind(pgettext_lazy("một", "khối thi đua"), "planning:block", Can.SEE_FIGURES),
    "planning.extension": Kind(_("lần gia hạn")),
    "planning.product": Kind(pgettext_lazy("một", "sản phẩm")),
    "planning.programmeitem": Kind(
        _("mục chương trình công tác"), "planning:item", Can.SEE_PLANNING
    ),
    "planning.proposal": Kind(
        pgettext_lazy("một", "đề xuất"), "planning:proposal", Can.SEE_PLANNING
    ),
    "planning.sciencetask": Kind(
        pgettext_lazy("một", "nhiệm vụ"), "planning:task", Can.SEE_PLANNING
    ),
    "planning.target": Kind(pgettext_lazy("một", "chỉ tiêu"), "planning:target", Can.SEE_FIGURES),
    "reports.receivedreport": Kind(
        _("báo cáo nhận được"), "reports:received-report", Can.SEE_FIGURES
    ),
    "reports.unitkey": Kind(_("khóa của đơn vị"), "reports:unit-key", Can.MANAGE_BLOCKS),
}


@dataclass(frozen=True)
class Subject:
    """One thing as an event names it."""

    word: Any
    number: str
    url: str


def subject_of(event: Event, person: Person) -> Subject:
    """The thing behind an event; linked only where the reader may open it."""
    kind = KINDS.get(event.subject_type)
    if kind is None:
        return Subject(event.subject_type, event.subject_id, "")
    opens = kind.verb is not None and person.may(kind.verb)
    url = reverse(kind.page, args=[event.subject_id]) if opens else ""
    return Subject(kind.word, event.subject_id, url)
