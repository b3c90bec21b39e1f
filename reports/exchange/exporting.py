"""A closed report as a signed file."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.errors import Refused
from reports.exchange.content import content_of
from reports.exchange.jws import sign
from reports.exchange.own_key import own_key
from reports.models import PeriodReport
from reports.states import ReportKind, ReportState

MEDIA_TYPE = "application/jose+json"


@dataclass(frozen=True)
class Exported:
    """A file and what it is called."""

    name: str
    content: str


def export_report(report: PeriodReport) -> Exported:
    """The file. The same report gives the same bytes; only what was closed leaves the house."""
    if report.state != ReportState.CLOSED:
        message = _("Báo cáo chưa chốt. Chỉ báo cáo đã chốt mới xuất thành tệp ký.")
        raise Refused(message, code="not_closed")
    if report.kind != ReportKind.UNIT:
        message = _(
            "Chỉ báo cáo của đơn vị mới xuất thành tệp ký. Báo cáo của khối cộng từ báo cáo của "
            "các đơn vị: hãy xuất báo cáo của từng đơn vị."
        )
        raise Refused(message, code="not_of_unit")
    name = f"{report.centre.code}-{report.period}-v{report.version}.json"
    return Exported(name, sign(content_of(report), own_key().private))
