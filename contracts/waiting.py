"""Contracts that stand still, and why: what an officer looks at first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.show import dong
from contracts.queries import Standing
from contracts.states import Stage

DRAFT_DAYS = 7
START_DAYS = 14

CODES = ("draft", "not_begun", "late", "not_accepted", "not_invoiced", "owed", "paused", "open")


@dataclass(frozen=True)
class Waiting:
    """What a contract waits for, and for how many days where that is known."""

    code: str
    days: int = 0
    amount: int = 0

    def __str__(self) -> str:
        """In words."""
        sentences = {
            "draft": ngettext("nháp đã %(n)s ngày", "nháp đã %(n)s ngày", self.days),
            "not_begun": ngettext(
                "ký %(n)s ngày, chưa bắt đầu", "ký %(n)s ngày, chưa bắt đầu", self.days
            ),
            "late": ngettext("quá hạn %(n)s ngày", "quá hạn %(n)s ngày", self.days),
            "not_accepted": _("đã làm xong, chưa nghiệm thu"),
            "not_invoiced": _("đã nghiệm thu, còn %(amount)s đ chưa xuất hóa đơn"),
            "owed": _("còn phải thu %(amount)s đ"),
            "paused": _("đang tạm dừng"),
            "open": _("xong việc, xong tiền, chưa thanh lý"),
        }
        return sentences[self.code] % {"n": self.days, "amount": dong(self.amount)}


def labels() -> dict[str, str]:
    """The kinds of waiting, for chips."""
    words = {
        "draft": _("nháp để lâu"),
        "not_begun": _("chưa bắt đầu"),
        "late": _("quá hạn"),
        "not_accepted": _("chưa nghiệm thu"),
        "not_invoiced": _("chưa xuất hóa đơn"),
        "owed": _("chưa thu đủ"),
        "paused": _("tạm dừng"),
        "open": _("chưa thanh lý"),
    }
    return {code: words[code] for code in CODES}


def waiting_for(code: str, on: date, *, since: date | None, amount: int = 0) -> Waiting:
    """What the register found: since which day it stands, or how much is open."""
    return Waiting(code, (on - since).days if since else 0, amount)


def waiting_of(facts: Mapping[str, Any], standing: Standing, on: date) -> Waiting | None:
    """What a contract waits for; None when it is on its way or over."""
    stage = standing.stage
    if standing.late:
        return Waiting("late", (on - facts["due_on"]).days)
    if stage is Stage.DRAFT:
        days = (on - facts["created_on"]).days
        return Waiting("draft", days) if days >= DRAFT_DAYS else None
    if stage is Stage.SIGNED:
        days = (on - facts["signed_on"]).days
        return Waiting("not_begun", days) if days >= START_DAYS else None
    if stage is Stage.INVOICED:
        return Waiting("owed", amount=standing.debt)
    if stage is Stage.ACCEPTED and standing.totals.net:
        return Waiting("not_invoiced", amount=standing.totals.gross - standing.invoiced_gross)
    simple = {
        Stage.COMPLETED: "not_accepted",
        Stage.ACCEPTED: "open",
        Stage.PAUSED: "paused",
        Stage.COLLECTED: "open",
    }
    return Waiting(simple[stage]) if stage in simple else None
