"""Make a paper, read it, take its files, record that it was signed."""

import mimetypes
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.files import send
from common.forms import faults_on
from contracts.access import CONTRACTS, works_on
from contracts.models import Contract, Paper
from contracts.papers import services
from contracts.papers.files import docx_answer, facts_of_paper, name_of, pdf_answer
from contracts.papers.forms import MakeForm, SignedForm
from contracts.papers.part import lacks
from contracts.papers.queries import paper_of
from contracts.states import PaperKind


def kind_of(text: str) -> PaperKind:
    """The kind that an address names, or 404."""
    if text not in PaperKind.values:
        raise Http404
    return PaperKind(text)


class MakePaper(Page):
    """A new paper of one kind."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        return self._show(request, contract, MakeForm(contract=contract, kind=kind_of(kind)))

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = MakeForm(request.POST, contract=contract, kind=kind_of(kind))
        if form.is_valid():
            with faults_on(form):
                made = services.make_paper(
                    contract_id=contract.pk,
                    said=form.said(),
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã lập giấy. Mở PDF để in, hoặc tải Word."))
                return redirect("contracts:paper", pk=made.pk)
        return self._show(request, contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Contract, form: MakeForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "contract": contract,
            "form": form,
            "kind": form.kind,
            "why_not": services.why_not(contract, form.kind),
            "incomplete": lacks(contract),
        }
        return render(request, "contracts/papers/make.html", context, status=status)


class PaperPage(Page):
    """One paper: what it states, its files, its signing."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show(self, request, paper_of(self.person, pk=pk))


def show(
    page: Page,
    request: HttpRequest,
    paper: Paper,
    *,
    form: SignedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a paper, with the form of signing where that is open."""
    facts = facts_of_paper(paper)
    signs = page.person.may(Can.MANAGE_CONTRACTS, paper.contract.centre) and not paper.signed_on
    initial = {"signed_on": timezone.localdate()}
    context: dict[str, Any] = {
        "paper": paper,
        "contract": paper.contract,
        "facts": facts,
        "totals": facts.get("totals"),
        "things": len(facts.get("items", ())),
        "inside": works_on(page.person, paper.contract),
        "form": (form or SignedForm(initial=initial)) if signs else None,
    }
    return render(request, "contracts/papers/paper.html", context, status=status)


class PaperPdf(Page):
    """The PDF."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return pdf_answer(paper_of(self.person, pk=pk))


class PaperDocx(Page):
    """The docx, for those who work on the contract."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return docx_answer(paper_of(self.person, Can.MANAGE_CONTRACTS, pk=pk))


class PaperScan(Page):
    """The scan of the signed paper."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        return scan_answer(paper_of(self.person, pk=pk))


def scan_answer(paper: Paper) -> FileResponse:
    """The scan as a file to keep; 404 where there is none."""
    if not paper.scan:
        raise Http404
    ending = "." + str(paper.scan.name).rpartition(".")[2]
    kind = mimetypes.types_map.get(ending, "application/octet-stream")
    return send(paper.scan, name=name_of(paper, ending), kind=kind)


class SignPaper(Page):
    """Record the day of signing, with the scan."""

    verb = Can.MANAGE_CONTRACTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = paper_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        form = SignedForm(request.POST, request.FILES)
        if form.is_valid():
            with faults_on(form):
                services.record_signed(
                    paper_id=paper.pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã ghi ngày ký."))
                return redirect("contracts:paper", pk=paper.pk)
        return show(self, request, paper, form=form, status=400)
