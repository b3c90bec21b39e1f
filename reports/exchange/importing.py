"""Taking in a report's file: who signed it is proved first, and only then what it says is read."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.canonical import sha256
from common.errors import Conflict, Fault, InvalidInput, Refused
from common.holding import hold
from common.period import Period
from common.verbs import name_verbs
from reports.exchange import jws
from reports.exchange.comparing import differences
from reports.exchange.content import Content, as_stored, checked
from reports.exchange.own_key import is_own
from reports.models import ReceivedReport, UnitKey

APART = timedelta(hours=1)  # so far two clocks that are kept may differ
name_verbs({"report.receive": gettext_lazy("nhận báo cáo từ nơi khác")})


@transaction.atomic
def import_report(
    *,
    content: bytes,
    units: "QuerySet[Centre]",
    by: Any,
    at: datetime,
    unit: Centre | None = None,
    period: str = "",
) -> ReceivedReport:
    """Keep a unit's closed report that its own installation signed.

    `units` are those that the person may take files in for; `unit` and `period`, where given, are
    what was asked for. Refuses, in words, whatever was not signed by a key of the very unit, and
    what contradicts a report that is here.
    """
    envelope = jws.read(content)
    said = checked(_payload(envelope, units))
    _insist_past(said, at)
    _insist_asked(said, unit, period)
    centre = hold(Centre.objects.all(), _unit(said, units).pk)
    key = _key(envelope, centre)
    text = content.strip().decode()
    _insist_newer(said, centre, sha256(text))
    made = ReceivedReport.objects.create(
        centre=centre,
        period=said.period,
        version=said.version,
        content=text,
        digest=sha256(text),
        key=key,
        received_by=by,
        received_at=at,
    )
    record(
        subject=made,
        verb="report.receive",
        by=by,
        at=at,
        chain=centre.code,
        changes={"period": (None, made.period), "version": (None, made.version)},
        seals=[made],
    )
    return made


def _payload(envelope: jws.Envelope, units: "QuerySet[Centre]") -> Any:
    """What was signed. Nothing of it is read before a known key has said that it is whole."""
    known = UnitKey.objects.filter(fingerprint=envelope.kid, centre__in=units).first()
    if known is None and is_own(envelope.kid):
        message = _("Tệp này do chính nơi này ký: báo cáo đã ở đây, không phải nhận.")
        raise jws.refuse("own_file", message, found=envelope.kid)
    if known is None:
        message = _(
            "Chưa có khóa nào với dấu %(kid)s được đăng ký. Hãy đăng ký khóa của đơn vị trước."
        )
        raise jws.refuse("unknown_key", message % {"kid": envelope.kid[:16]}, found=envelope.kid)
    if not envelope.signed_by(known.public_key):
        message = _(
            "Chữ ký của tệp không đúng: nội dung đã bị sửa sau khi ký. Không có gì được ghi."
        )
        raise jws.refuse("broken_signature", message)
    return jws.parse(envelope.payload)


def _unit(said: Content, units: "QuerySet[Centre]") -> Centre:
    found = units.filter(code=said.unit).first()
    if found is None:
        message = _("Tệp của đơn vị “%(code)s”; ở đây không có đơn vị mã này.")
        raise jws.refuse("unknown_unit", message % {"code": said.unit[:40]}, found=said.unit)
    return found


def _insist_past(said: Content, at: datetime) -> None:
    if said.closed_at > at + APART:
        message = _(
            "Tệp ghi báo cáo được chốt ngày %(day)s, ngày chưa đến: đồng hồ của nơi gửi hoặc của"
            " máy này sai."
        )
        day = _day(said.closed_at)
        raise jws.refuse("in_future", message % {"day": day}, found=said.closed_at.isoformat())


def _insist_asked(said: Content, unit: Centre | None, period: str) -> None:
    if unit is not None and said.unit != unit.code:
        message = _("Tệp là báo cáo của đơn vị %(found)s, không phải của %(asked)s.")
        words = {"found": said.unit[:40], "asked": unit.code}
        raise jws.refuse("other_unit", message % words, found=said.unit, allowed=unit.code)
    if period and said.period != Period.parse(period).code:
        message = _("Tệp là báo cáo kỳ %(found)s, không phải kỳ %(asked)s.")
        words = {"found": said.period, "asked": Period.parse(period).code}
        raise jws.refuse("other_period", message % words, found=said.period, allowed=period)


def _key(envelope: jws.Envelope, unit: Centre) -> UnitKey:
    """The key of this unit, read after its row was held: one that ends meanwhile has ended."""
    rows = UnitKey.objects.filter(centre=unit, fingerprint=envelope.kid)
    key: UnitKey | None = rows.first()
    if key is None:
        message = _("Khóa đã ký tệp này không phải của đơn vị %(unit)s.") % {"unit": unit.code}
        raise jws.refuse("key_of_another", message, found=envelope.kid)
    if key.ended_at is not None:
        message = _("Khóa đã ký tệp này đã kết thúc ngày %(day)s.")
        raise jws.refuse("key_ended", message % {"day": _day(key.ended_at)}, found=envelope.kid)
    return key


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def _insist_newer(said: Content, unit: Centre, digest: str) -> None:
    rows = ReceivedReport.objects.filter(centre=unit, period=said.period)
    here = list(rows.order_by("-version"))
    for one in here:
        if one.digest == digest:
            message = _("Tệp này đã có ở đây, nhận ngày %(day)s.")
            raise Refused(message % {"day": _day(one.received_at)}, code="already_here")
    same = next((one for one in here if one.version == said.version), None)
    if same is not None:
        raise _conflict(said, same)
    if here and here[0].version > said.version:
        message = _("Đã có phiên bản %(newest)s của báo cáo này; tệp là phiên bản %(found)s.")
        words = {"newest": here[0].version, "found": said.version}
        raise Conflict(message % words, code="older_version")


def _conflict(said: Content, here: ReceivedReport) -> Conflict:
    """Two files of one version that say two things: what differs, side by side."""
    message = _("Phiên bản %(version)s của báo cáo này đã có ở đây với nội dung khác.")
    faults = tuple(
        Fault(
            f"figures.{one.code}",
            _("%(name)s: ở đây là %(here)s, trong tệp là %(file)s.")
            % {"name": one.name, "here": one.here, "file": one.there},
            code="differs",
            found=one.there,
            allowed=one.here,
        )
        for one in differences(as_stored(here.content), said)
    )
    return Conflict(message % {"version": said.version}, code="other_content", faults=faults)


def insist_unit(code: str, units: "QuerySet[Centre]") -> Centre | None:
    """The unit asked for by its code; None where none was; InvalidInput where there is none."""
    if not code:
        return None
    found = units.filter(code=code.replace("\0", "?")).first()
    if found is None:
        message = _("Không có đơn vị mã “%(code)s”.") % {"code": code[:40]}
        raise InvalidInput(Fault("unit", message, code="unknown_unit", found=code[:40]))
    return found
