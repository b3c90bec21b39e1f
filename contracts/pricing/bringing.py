"""A price list on its way in: kept, previewed from its file, applied whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, User
from audit.record import Said, record, record_many
from common.canonical import sha256
from common.errors import Conflict, Fault, InvalidInput, Refused
from common.sheets import read_sheet
from common.verbs import name_verbs
from contracts.listing.wording import Unreadable, fault
from contracts.models import Price, PriceImport, ServiceItem
from contracts.pricing.judging import Judged, PriceFate, digest_of, judge
from contracts.pricing.workbook import rows_of
from contracts.services.prices import told
from contracts.tables import ending, file_faults

name_verbs(
    {
        "prices.upload": gettext_lazy("nạp bảng giá"),
        "prices.apply": gettext_lazy("nhập bảng giá"),
    }
)
MOST_BYTES = 5 * 2**20
_ENTERING = (PriceFate.NEW, PriceFate.PRICED)


@dataclass(frozen=True)
class Preview:
    """What would become of each row, and the digest of what was seen."""

    judged: Sequence[Judged]
    digest: str
    untouched: int  # services of the centre that the list does not name

    def count(self, fate: PriceFate) -> int:
        """How many rows have this fate."""
        return sum(one.fate is fate for one in self.judged)

    @property
    def entering(self) -> int:
        """How many rows change something."""
        return sum(one.fate in _ENTERING for one in self.judged)


@transaction.atomic
def bring(
    *, centre: Centre, file_name: str, content: bytes, valid_from: date, by: User, at: datetime
) -> PriceImport:
    """Keep a price list's file; nothing of it holds before it is applied.

    Raises InvalidInput where the file is none, or no table of prices can be read in it.
    """
    file_faults(file_name, content, most=MOST_BYTES).raise_if_any()
    _rows(content, file_name)
    made = PriceImport.objects.create(
        centre=centre, file_name=file_name[-200:], sha256=sha256(content), valid_from=valid_from,
        file=ContentFile(content, name=f"{centre.pk}{ending(file_name)}"), by=by, at=at,
    )  # fmt: skip
    changes = {"file": (None, made.file_name), "valid_from": (None, valid_from)}
    record(subject=made, verb="prices.upload", by=by, at=at, chain=centre.code, changes=changes)
    return made


def _rows(content: bytes, file_name: str) -> Any:
    try:
        return rows_of(read_sheet(content, file_name))
    except Unreadable as error:
        said = [fault(reason) for reason in error.reasons]
        raise InvalidInput(
            *(Fault("file", one.message, one.code, one.found, one.allowed) for one in said)
        ) from error


def preview(source: PriceImport) -> Preview:
    """The rows of a kept list judged against the prices of now."""
    with source.file.open("rb") as file:
        rows = _rows(file.read(), source.file_name)
    judged = judge(rows, source.centre, source.valid_from)
    named = {one.service.pk for one in judged if one.service is not None}
    others = ServiceItem.objects.filter(centre=source.centre).exclude(pk__in=named)
    return Preview(judged, digest_of(judged), others.count())


@transaction.atomic
def apply(*, import_id: int, digest: str, by: User, at: datetime) -> Preview:
    """Enter all of a previewed list: new services, new prices from its day; old ones end before.

    `digest` is of the preview that was seen. Raises Refused for a list applied before, one with a
    wrong row, one that changes nothing, or one that would do something else by now.
    """
    source = PriceImport.objects.select_for_update(of=("self",), no_key=True)
    found = source.select_related("centre").get(pk=import_id)
    if found.applied_at is not None:
        raise Refused(_("Bảng giá này đã được nhập."), code="applied")
    # Who sets a price by hand holds its service: both wait here, then judge what is there.
    list(
        ServiceItem.objects.filter(centre=found.centre)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .values_list("pk")
    )
    seen = preview(found)
    _require_whole(seen, digest)
    said = _enter(seen, found)
    record_many(said, by=by, at=at, chain=found.centre.code)
    found.applied_at = at
    found.save(update_fields=["applied_at"])
    changes = {fate.value: (None, seen.count(fate)) for fate in PriceFate}
    record(
        subject=found, verb="prices.apply", by=by, at=at, chain=found.centre.code, changes=changes
    )
    return seen


def _require_whole(seen: Preview, digest: str) -> None:
    if wrong := seen.count(PriceFate.WRONG):
        message = _("Còn %(n)s dòng sai: hãy sửa tệp rồi nạp lại.") % {"n": wrong}
        raise Refused(message, code="rows_left")
    if not seen.entering:
        raise Refused(_("Bảng giá không thay đổi gì."), code="nothing_to_apply")
    if seen.digest != digest:
        raise Refused(
            _("Bảng giá của trung tâm đã đổi kể từ lúc xem trước: hãy xem lại rồi nhập."),
            code="stale_preview",
        )


def _enter(seen: Preview, source: PriceImport) -> list[Said]:
    """Write services and prices; what their events say."""
    fresh = [one for one in seen.judged if one.fate is PriceFate.NEW and one.facts is not None]
    made = [ServiceItem(centre=source.centre, **vars(one.facts)) for one in fresh]
    try:
        with transaction.atomic():
            ServiceItem.objects.bulk_create(made, batch_size=200)
    except IntegrityError as error:  # somebody has just added one of them by hand
        raise Conflict(
            _("Một mã trong bảng giá vừa được người khác thêm."), code="taken"
        ) from error
    said = []
    for one, service in zip(fresh, made, strict=True):
        one.service = service
        assert one.facts is not None
        said.append(Said(service, "service.add", told(one.facts)))
    return said + _price(seen, source)


def _price(seen: Preview, source: PriceImport) -> list[Said]:
    """Close the prices before and add the new ones."""
    day = source.valid_from
    priced = [one for one in seen.judged if one.amount is not None and one.fate in _ENTERING]
    closing = []
    for one in priced:
        if one.old is not None and (one.old.valid_to is None or one.old.valid_to >= day):
            one.old.valid_to = day - timedelta(days=1)
            closing.append(one.old)
    Price.objects.bulk_update(closing, ["valid_to"], batch_size=200)
    new = [
        Price(service=one.service, amount=one.amount, valid_from=day)
        for one in priced
        if one.amount is not None
    ]
    Price.objects.bulk_create(new, batch_size=200)
    return [
        Said(one.service, "price.set", {"amount": (one.was, one.amount), "valid_from": (None, day)})
        for one in priced
        if one.service is not None
    ]
