"""How far what is due was delivered and accepted (tỷ lệ hoàn thành các sản phẩm), by kind.

A product counts when it was due by the cut-off: in the period, or before it and not yet accepted
when the period began. Each kind has four figures: due, delivered, accepted, overdue.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.indicators.question import Question
from reports.indicators.registry import add, indicator
from reports.indicators.shapes import PERCENT, Found, Section, counted, ratio

BY_DUE = _("hạn của sản phẩm")
PARTS = {
    "due": _("đến hạn"),
    "delivered": pgettext_lazy("sản phẩm", "đã giao"),
    "accepted": _("đã nghiệm thu"),
    "overdue": _("quá hạn"),
}
_DEFINITIONS = {
    "due": _(
        "Sản phẩm có hạn trong kỳ đến ngày chốt, và sản phẩm có hạn trước kỳ mà khi kỳ bắt đầu "
        "chưa được nghiệm thu. Sản phẩm không ghi hạn không tính."
    ),
    "delivered": _("Phần đã giao đến ngày chốt của số sản phẩm đến hạn."),
    "accepted": _("Phần đã được nghiệm thu đến ngày chốt của số sản phẩm đến hạn."),
    "overdue": _("Phần chưa giao vào ngày chốt của số sản phẩm đến hạn."),
}


@dataclass(frozen=True)
class Due:
    """One product with its days; `pk` is of the kind's model."""

    pk: int
    centre_id: int
    due_on: date
    delivered_on: date | None
    accepted_on: date | None


type_of_loader = Callable[[Question], Iterable[Due]]
KINDS: dict[str, Any] = {}  # {kind: what it is called}


def product_kind(
    kind: str, name: Any, load: type_of_loader, *, model: str, strand: str = "both"
) -> None:
    """Add a kind: product_<kind>_due, …_delivered, …_accepted, …_overdue; it joins the rate.

    `load` may give more than is due (it is asked once): rows of `model` with their days.
    """
    KINDS[kind] = name
    judged = partial(_judged, load)  # made once: what it makes is kept under it
    for part, said in PARTS.items():
        add(
            f"product_{kind}_{part}",
            partial(_count, judged, part),
            name=format_lazy("{name}: {part}", name=name, part=said),
            definition=_DEFINITIONS[part],
            unit="product",
            model=model,
            section=Section.GENERAL,
            strand=strand,
            by_date=BY_DUE,
            planned=False,
        )


def _is_due(row: Due, start: date, until: date) -> bool:
    open_then = row.accepted_on is None or row.accepted_on >= start
    return row.due_on <= until and (row.due_on >= start or open_then)


def _judged(load: type_of_loader, asked: Question) -> Mapping[str, list[int]]:
    """{part: the products in it}, each row looked at once for all parts."""
    found: dict[str, list[int]] = {part: [] for part in PARTS}
    start, until, cut_off = asked.start, asked.until, asked.cut_off
    for row in asked.rows(load):
        if not _is_due(row, start, until):
            continue
        found["due"].append(row.pk)
        if row.delivered_on is None or row.delivered_on > cut_off:
            found["overdue"].append(row.pk)
            continue
        found["delivered"].append(row.pk)
        if row.accepted_on is not None and row.accepted_on <= cut_off:
            found["accepted"].append(row.pk)
    return found


def _count(judged: Callable[[Question], Any], part: str, asked: Question) -> Found:
    return counted(asked.once(judged)[part])


def of_part(asked: Question, part: str) -> tuple[int, tuple[str, ...]]:
    """Over all kinds: how many, and the codes of the figures that it is made of."""
    codes = tuple(f"product_{kind}_{part}" for kind in KINDS)
    return sum(int(asked.figure(code).value or 0) for code in codes), codes


def _over_all(part: str, asked: Question) -> Found:
    count, codes = of_part(asked, part)
    return Found(count, parts=codes)


for _part, _said in PARTS.items():
    add(
        f"products_{_part}",
        partial(_over_all, _part),
        name=format_lazy("{name}: {part}", name=_("Mọi sản phẩm"), part=_said),
        definition=_DEFINITIONS[_part],
        unit="product",
        section=Section.GENERAL,
        by_date=BY_DUE,
        planned=False,
    )


@indicator(
    "product_completion_rate",
    name=_("Tỷ lệ hoàn thành các sản phẩm"),
    definition=_(
        "100 × sản phẩm đã nghiệm thu / sản phẩm đến hạn đến ngày chốt, tính từ hai tổng. Sản phẩm "
        "là giấy chứng nhận, kết quả thử nghiệm của hợp đồng, sản phẩm của nhiệm vụ KH&CN, hoạt "
        "động có hạn; kèm số đã giao và quá hạn theo từng loại."
    ),
    unit=PERCENT,
    section=Section.GENERAL,
    by_date=BY_DUE,
)
def completion(asked: Question) -> Found:
    """Accepted of those due."""
    due, _of_due = of_part(asked, "due")
    accepted, _of_accepted = of_part(asked, "accepted")
    parts = tuple(f"product_{kind}_{part}" for kind in KINDS for part in PARTS)
    return ratio(accepted, due, parts=parts)
