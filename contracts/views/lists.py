"""The list of contracts: an officer's desk, a manager's overview, a client's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.doors import Page
from accounts.permissions import Can
from common.sheets import Table, book_file, write_book
from common.text import fold
from contracts.access import CONTRACTS
from contracts.forms import FilterForm
from contracts.models import Contract
from contracts.queries import Standing, stage_table, standings, sums_of
from contracts.states import Stage
from contracts.waiting import Waiting, labels, waiting_of


@dataclass(frozen=True)
class Row:
    """One contract as the list shows it."""

    contract: Contract
    standing: Standing
    waiting: Waiting | None


class Contracts(Page):
    """Contracts by stage, by what they wait for, searched; sums of what is filtered; xlsx."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        asked = FilterForm(request.GET)
        found, facts = self._searched(asked, today)
        waits = {
            pk: wait
            for pk in found
            if (wait := waiting_of(facts[pk], found[pk], today)) is not None
        }
        ids = _filtered(found, waits, asked)
        chosen = {pk: found[pk] for pk in ids}
        if request.GET.get("format") == "xlsx":
            return _xlsx(self._rows(ids, chosen, waits))
        page = Paginator(ids, 50).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "rows": self._rows(list(page), chosen, waits),
            "asked": asked,
            "chips": [row for row in stage_table(found) if row.count],
            "all": len(found),
            "waiting": _waiting_chips(waits),
            "sums": sums_of(chosen.values()),
            "inside": self.person.may(Can.SEE_PRICES),
            "may_add": self.person.may(Can.MANAGE_CONTRACTS),
        }
        return render(request, "contracts/list.html", context)

    def _searched(
        self, asked: FilterForm, today: date
    ) -> tuple[dict[int, Standing], dict[int, Mapping[str, Any]]]:
        """Standings and facts of what is visible and matches the words and the days."""
        rows = Contract.objects.visible_to(self.person)
        if start := asked.get("start"):
            rows = rows.filter(signed_on__gte=start)
        if end := asked.get("end"):
            rows = rows.filter(signed_on__lte=end)
        words = fold(asked.get("q") or "").split()
        columns = ("pk", "number", "title", "created_at", "signed_on", "due_on",
                   "customer__search_key")  # fmt: skip
        facts = {
            one["pk"]: one | {"created_on": timezone.localdate(one["created_at"])}
            for one in rows.order_by("-created_at", "-pk").values(*columns)
            if _matches(one, words)
        }
        found = standings(rows, today)
        return {pk: found[pk] for pk in facts if pk in found}, facts

    def _rows(
        self, ids: list[int], found: Mapping[int, Standing], waits: Mapping[int, Waiting]
    ) -> list[Row]:
        by_pk = {one.pk: one for one in CONTRACTS.filter(pk__in=ids[:50])}
        for start in range(50, len(ids), 500):
            by_pk |= {one.pk: one for one in CONTRACTS.filter(pk__in=ids[start : start + 500])}
        return [Row(by_pk[pk], found[pk], waits.get(pk)) for pk in ids]


def _matches(one: Mapping[str, Any], words: list[str]) -> bool:
    if not words:
        return True
    text = f"{fold(one['number'])} {fold(one['title'])} {one['customer__search_key']}"
    return all(word in text for word in words)


def _filtered(
    found: Mapping[int, Standing], waits: Mapping[int, Waiting], asked: FilterForm
) -> list[int]:
    stage, waiting = asked.get("stage"), asked.get("waiting")
    ids = list(found)
    if stage in Stage.values:
        ids = [pk for pk in ids if found[pk].stage == stage]
    if waiting == "any":
        ids = [pk for pk in ids if pk in waits]
    elif waiting in labels():
        ids = [pk for pk in ids if pk in waits and waits[pk].code == waiting]
    return ids


def _waiting_chips(waits: Mapping[int, Waiting]) -> list[tuple[str, str, int]]:
    counts: dict[str, int] = {}
    for wait in waits.values():
        counts[wait.code] = counts.get(wait.code, 0) + 1
    return [(code, label, counts[code]) for code, label in labels().items() if code in counts]


def _xlsx(rows: list[Row]) -> HttpResponse:
    headings = (
        _("Số hợp đồng"),
        pgettext("một", "Khách hàng"),
        _("Nội dung"),
        _("Trạng thái"),
        _("Ngày ký"),
        _("Hạn thực hiện"),
        _("Phương tiện, mẫu đã xong"),
        _("Phương tiện, mẫu phải làm"),
        _("Giá trị chưa thuế, đồng"),
        _("Thuế GTGT, đồng"),
        _("Giá trị có thuế, đồng"),
        _("Đã xuất hóa đơn, có thuế, đồng"),
        _("Đã thu, đồng"),
        _("Còn phải thu, đồng"),
        _("Đang chờ"),
    )
    lines = (
        (
            row.contract.number,
            row.contract.customer.name,
            row.contract.title,
            str(row.standing.stage.label),
            row.contract.signed_on,
            row.contract.due_on,
            row.standing.progress.approved,
            row.standing.progress.due,
            row.standing.totals.net,
            row.standing.totals.vat,
            row.standing.totals.gross,
            row.standing.invoiced_gross,
            row.standing.paid,
            row.standing.debt,
            str(row.waiting or ""),
        )
        for row in rows
    )
    book = write_book([Table(_("Hợp đồng"), headings, lines, (22, 34, 40))])
    return book_file(book, "hop-dong.xlsx")
