"""What a client is told: a text of ours in both languages, with the item's facts in its places."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.models import ImpactCase, ImpactItem
from common.errors import Faults

_MARK = re.compile(r"\{([^{}]*)\}")
PLACES = (
    "customer", "object", "service", "performed_on", "certificate", "standard", "event",
    "findings", "centre",
)  # fmt: skip
TEMPLATE = gettext_lazy(
    "Kính gửi {customer},\n\n"
    "Chúng tôi phát hiện lần hiệu chuẩn {event} của chuẩn đo lường {standard} có sai sót. "
    "Chuẩn này đã được dùng khi {service} {object} ngày {performed_on} (giấy số {certificate}).\n\n"
    "{findings}\n\n"
    "Đề nghị Quý khách hàng xem lại những việc đã dựa vào kết quả này và liên hệ với chúng tôi để "
    "đo lại nếu cần. Chúng tôi chịu chi phí đo lại.\n\n"
    "{centre}"
)


def template(lang: str) -> str:
    """The text with its places still open."""
    with translation.override(lang):
        return str(TEMPLATE)


def filled(text: str, item: ImpactItem, case: ImpactCase, lang: str) -> str:
    """`text` with the facts of a touched job in the places that it names."""
    with translation.override(lang):
        facts = _facts(item, case, lang)
        return _MARK.sub(lambda found: facts.get(found[1], found[0]), text)


def check(name: str, text: str, faults: Faults) -> None:
    """Note a place that we do not know: it would stand open in the letter."""
    for found in _MARK.findall(text):
        if found not in PLACES:
            faults.add(
                name, _("Không có chỗ điền này."), code="unknown_place", found=f"{{{found}}}",
                allowed=", ".join(f"{{{each}}}" for each in PLACES),
            )  # fmt: skip


def _facts(item: ImpactItem, case: ImpactCase, lang: str) -> dict[str, str]:
    job, standard = item.job, case.event.standard
    day = job.performed_on
    return {
        "customer": item.customer.name,
        "object": _object(item, lang),
        "service": str(job.get_service_display()),
        "performed_on": "–" if day is None else date_format(day, "d/m/Y"),
        "certificate": "–" if item.certificate is None else item.certificate.number,
        "standard": f"{standard.code} {_named(standard, lang)}",
        "event": case.event.certificate_number,
        "findings": " ".join(_findings(item, lang)),
        "centre": _named(job.centre, lang),
    }


def _named(thing: Any, lang: str) -> str:
    return str((thing.name_en if lang == "en" else "") or thing.name_vi)


def _object(item: ImpactItem, lang: str) -> str:
    thing = item.job.instrument
    if thing is None:
        return str(item.job.sample)
    return f"{thing.name or _named(thing.type, lang)}, {_('số chế tạo')} {thing.serial}"


def _findings(item: ImpactItem, lang: str) -> Iterator[str]:
    """The sentences that say how much it mattered, worst first."""
    if item.flips:
        places = "; ".join(point["place"][lang] for point in item.named_points)
        more = "…" if item.flips > len(item.named_points) else ""
        yield _("Khi tính lại, kết luận tại các điểm sau thay đổi: %(places)s.") % {
            "places": places + more
        }
    for count, words in (
        (
            item.beyond,
            ngettext(
                "Tại %(n)s điểm, sai số thay đổi nhiều hơn độ không đảm bảo đo đã công bố.",
                "Tại %(n)s điểm, sai số thay đổi nhiều hơn độ không đảm bảo đo đã công bố.",
                item.beyond,
            ),
        ),
        (
            item.unknown,
            ngettext(
                "Chưa loại trừ được ảnh hưởng tại %(n)s điểm.",
                "Chưa loại trừ được ảnh hưởng tại %(n)s điểm.",
                item.unknown,
            ),
        ),
    ):
        if count:
            yield words % {"n": count}
    if item.worst == "within":
        yield _("Khi tính lại, kết quả không thay đổi đáng kể.")
