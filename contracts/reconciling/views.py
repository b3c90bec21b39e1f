"""The page of reconciliation: the proof, the disagreements, the contracts behind each; xlsx."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.doors import Page
from accounts.models import Centre
from accounts.permissions import Can
from common.period import FIRST_YEAR, LAST_YEAR
from common.sheets import Table, book_file, write_book
from contracts.reconciling.checks import SAYS, Check
from contracts.reconciling.finding import Line, Proof, disagreements, lines, prove

PAGE = 50
BATCH = 500  # contracts of one query: SQLite's parameters are counted


class AskedForm(forms.Form):
    """What stands in the address; what is wrong in it is left aside."""

    centre = forms.CharField(required=False, max_length=40)
    on = forms.DateField(required=False)
    check = forms.ChoiceField(required=False, choices=Check.choices)


class ReconciliationPage(Page):
    """Signed = the sum of the stages, and the contracts whose papers disagree."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AskedForm(request.GET)
        form.is_valid()
        asked = form.cleaned_data
        centres = list(self.person.centres(Can.SEE_FIGURES).order_by("path"))
        centre = next((one for one in centres if one.code == asked.get("centre")), centres[0])
        on = asked.get("on")
        on = on if on and FIRST_YEAR <= on.year <= LAST_YEAR else timezone.localdate()
        proof = prove(centre, on)
        found = disagreements(centre, on, proof=proof)
        if request.GET.get("format") == "xlsx":
            return _book(proof, found, on)
        return render(
            request,
            "contracts/reconciling/page.html",
            self._context(request, centre, centres, on, proof, found, asked.get("check") or ""),
        )

    def _context(
        self,
        request: HttpRequest,
        centre: Centre,
        centres: list[Centre],
        on: date,
        proof: Proof,
        found: dict[Check, dict[int, int]],
        check: str,
    ) -> dict[str, Any]:
        context: dict[str, Any] = {
            "may_record": self.person.may(Can.RECORD_MONEY),
            "centre": centre,
            "centres": centres,
            "on": on,
            "proof": proof,
            "checks": [
                {"check": one, "says": SAYS[one], "count": len(ids), "amount": sum(ids.values())}
                for one, ids in found.items()
            ],
            "check": check,
        }
        if check:
            chosen = Check(check)
            page = Paginator(_sorted(found[chosen]), PAGE).get_page(request.GET.get("page"))
            context |= {
                "chosen": chosen,
                "says": SAYS[chosen],
                "page": page,
                "lines": lines(dict(page.object_list), on),
            }
        return context


def _sorted(amounts: dict[int, int]) -> list[tuple[int, int]]:
    """The largest first, then the newest."""
    return sorted(amounts.items(), key=lambda pair: (-abs(pair[1]), -pair[0]))


def _book(proof: Proof, found: dict[Check, dict[int, int]], on: date) -> HttpResponse:
    tables = [
        Table(
            pgettext("sheet", "Tình trạng"),
            [_("Tình trạng"), _("Số hợp đồng"), _("Chưa thuế, đồng"), _("Có thuế, đồng")],
            _proof_rows(proof),
            (40, 14, 20, 20),
        ),
        Table(
            pgettext("sheet", "Không khớp"),
            [
                _("Không khớp"),
                _("Số hợp đồng"),
                pgettext("một", "Khách hàng"),
                _("Trạng thái"),
                _("Ký, đồng"),
                _("Nghiệm thu, đồng"),
                _("Hóa đơn, đồng"),
                _("Thực thu, đồng"),
                _("Chênh lệch, đồng"),
            ],
            [_cells(check, line) for check, ids in found.items() for line in _all(ids, on)],
            (40, 24, 40, 18, 18, 18, 18, 18, 18),
        ),
    ]
    return book_file(write_book(tables), f"doi-soat-{on.isoformat()}.xlsx")


def _proof_rows(proof: Proof) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [str(one.stage.label), one.count, one.net, one.gross] for one in proof.stages
    ]
    for label, one in (
        (_("Cộng các tình trạng đã ký"), proof.summed),
        (_("Doanh thu ký"), proof.signed),
    ):
        rows.append([label, one.count, one.net, one.gross])
    return rows


def _all(amounts: dict[int, int], on: date) -> list[Line]:
    pairs = _sorted(amounts)
    return [
        line
        for first in range(0, len(pairs), BATCH)
        for line in lines(dict(pairs[first : first + BATCH]), on)
    ]


def _cells(check: Check, line: Line) -> list[Any]:
    contract = line.contract
    return [
        str(check.label),
        contract.number,
        str(contract.customer),
        str(line.stage.label),
        line.signed,
        line.accepted,
        line.invoiced,
        line.collected,
        line.amount,
    ]
