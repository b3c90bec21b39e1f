"""The price list as a workbook: taken out, brought in with a preview."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.forms import faults_on
from common.sheets import book_file
from contracts.listing.wording import sentence
from contracts.models import PriceImport, ServiceItem
from contracts.pricing import bringing
from contracts.pricing.bringing import Preview
from contracts.pricing.forms import BringForm
from contracts.pricing.judging import Judged, PriceFate
from contracts.pricing.workbook import written

IMPORTS = PriceImport.objects.select_related("centre", "by")


class ExportPrices(Page):
    """Every service the person sees with its price of today, as xlsx."""

    verb = Can.SEE_PRICES

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        rows = ServiceItem.objects.visible_to(self.person).select_related("type")
        content = written(rows.prefetch_related("prices"), today)
        return book_file(content, f"bang-gia-{today.isoformat()}.xlsx")


class BringPrices(Page):
    """Take a price list in and go to its preview."""

    verb = Can.MANAGE_PRICES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, BringForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BringForm(request.POST, request.FILES, person=self.person)
        if form.is_valid():
            typed = form.cleaned_data
            file: Any = typed["file"]
            with faults_on(form):
                made = bringing.bring(
                    centre=typed["centre"], valid_from=typed["valid_from"],
                    file_name=file.name, content=file.read(bringing.MOST_BYTES + 1),
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                return redirect("contracts:price-import", pk=made.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: BringForm, status: int = 200) -> HttpResponse:
        recent = IMPORTS.visible_to(self.person)[:20]
        context = {"form": form, "recent": recent}
        return render(request, "contracts/pricing/bring.html", context, status=status)


class PricePreview(Page):
    """What would become of each row of a price list; apply all of it."""

    verb = Can.MANAGE_PRICES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.row(IMPORTS, Can.MANAGE_PRICES, pk=pk)
        return self._show(request, source)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.row(IMPORTS, Can.MANAGE_PRICES, pk=pk)
        who: dict[str, Any] = {"by": self.person.user, "at": timezone.now()}
        try:
            seen = bringing.apply(import_id=pk, digest=request.POST.get("digest", ""), **who)
        except DomainError as error:
            return self._show(request, source, refused=error, status=error.status)
        messages.success(request, _("Đã nhập %(n)s dòng của bảng giá.") % {"n": seen.entering})
        return redirect("contracts:prices")

    def _show(
        self,
        request: HttpRequest,
        source: PriceImport,
        *,
        refused: DomainError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context: dict[str, Any] = {"source": source, "refused": refused}
        if source.applied_at is None:
            context |= _previewed(request, bringing.preview(source))
        return render(request, "contracts/pricing/preview.html", context, status=status)


def _previewed(request: HttpRequest, seen: Preview) -> dict[str, Any]:
    fate = request.GET.get("fate", "")
    rows = [one for one in seen.judged if fate in ("", one.fate.value)]
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    wrong = seen.count(PriceFate.WRONG)
    return {
        "seen": seen,
        "page": page,
        "rows": [(one, _told(one)) for one in page],
        "chips": [(one, seen.count(one)) for one in PriceFate if seen.count(one)],
        "fate": fate,
        "wrong": wrong,
        "ready": bool(seen.entering) and not wrong,
    }


def _told(one: Judged) -> list[str]:
    return [sentence(reason) for reason in one.reasons]
