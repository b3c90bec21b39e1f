"""Emulation blocks: who is in one in which year, its theme and movements."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.errors import Fault, InvalidInput
from common.forms import faults_on
from common.period import FIRST_YEAR, LAST_YEAR
from planning.forms.blocks import BlockForm, LeaveForm, MemberForm, WordsForm
from planning.models import Block
from planning.services import blocks as services

BLOCKS = Block.objects.select_related("centre")
_DIGITS = 4


def year_of(text: str) -> int:
    """The year an address names; this year where it names none."""
    if not text:
        return timezone.localdate().year
    fits = text.isascii() and text.isdecimal() and len(text) == _DIGITS
    if not fits or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        allowed = f"{FIRST_YEAR}–{LAST_YEAR}"
        message = _("Năm phải trong khoảng %(allowed)s.") % {"allowed": allowed}
        found = text[:40].replace("\0", "?")
        raise InvalidInput(Fault("year", message, code="bad_year", found=found, allowed=allowed))
    return int(text)


class Blocks(Page):
    """Every block that the person sees, with how many units it has this year."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        year = year_of(request.GET.get("year", ""))
        counted = Count("members", filter=Q(members__year=year))
        context = {
            "blocks": BLOCKS.visible_to(self.person).annotate(units=counted).order_by("code"),
            "year": year,
            "may_change": self.person.may(Can.MANAGE_BLOCKS),
        }
        return render(request, "planning/blocks.html", context)


class AddBlock(Page):
    """A new block."""

    verb = Can.MANAGE_BLOCKS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, BlockForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BlockForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                made = services.make_block(
                    **form.cleaned_data, by=self.person.user, at=timezone.now()
                )
                messages.success(request, _("Đã lập khối. Hãy thêm các đơn vị của năm."))
                return redirect("planning:block", pk=made.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: BlockForm, status: int = 200) -> HttpResponse:
        return render(request, "planning/block_form.html", {"form": form}, status=status)


class _OfBlock(Page):
    """What is done to a block comes back to its page in the same year."""

    verb = Can.MANAGE_BLOCKS

    def block(self, pk: int) -> Block:
        """The block, which the person may change."""
        return self.row(BLOCKS, Can.MANAGE_BLOCKS, pk=pk)

    def to(self, block: Block, year: int) -> HttpResponse:
        """Its page."""
        return redirect(f"{reverse('planning:block', args=[block.pk])}?year={year}")

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.person.user, "at": timezone.now()}

    def show(
        self, request: HttpRequest, block: Block, year: int, status: int = 200, **forms: Any
    ) -> HttpResponse:
        """The block in a year, with the forms for whoever may change it."""
        members = list(block.members.filter(year=year).select_related("unit", "entered_by"))
        order = {"head": 0, "deputy": 1}
        members.sort(key=lambda one: (order.get(one.role, 2), one.unit.path))
        years = sorted(set(block.members.values_list("year", flat=True)) | {year}, reverse=True)
        said = services.said_of_year(block, year)
        theme, movements = said.get(services.THEME), said.get(services.MOVEMENTS)
        words = {"theme": theme.words if theme else "",
                 "movements": movements.words if movements else ""}  # fmt: skip
        context = {
            "found": block,
            "year": year,
            "years": years,
            "members": members,
            "words": words,
            "movements": words["movements"].splitlines(),
            "may_change": self.person.may(Can.MANAGE_BLOCKS, block.centre),
            "copies": not members and block.members.filter(year=year - 1).exists(),
            "events": history(block),
            "member_form": MemberForm(person=self.person),
            "words_form": WordsForm(initial=words),
            **forms,
        }
        return render(request, "planning/block.html", context, status=status)


class BlockPage(_OfBlock):
    """The block in a year; a unit is added, or has another role."""

    verb = Can.SEE_FIGURES
    verbs = {"get": Can.SEE_FIGURES, "post": Can.MANAGE_BLOCKS}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        block = self.row(BLOCKS, pk=pk)
        return self.show(request, block, year_of(request.GET.get("year", "")))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        block, year = self.block(pk), year_of(request.GET.get("year", ""))
        form = MemberForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                services.set_member(block_id=pk, year=year, **form.cleaned_data, **self.who)
                messages.success(request, _("Đã ghi thành viên của khối."))
                return self.to(block, year)
        return self.show(request, block, year, 400, member_form=form)


class Leave(_OfBlock):
    """A unit that is taken out of a year, with the reason."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        block, year = self.block(pk), year_of(request.GET.get("year", ""))
        form = LeaveForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                services.remove_member(block_id=pk, year=year, **form.cleaned_data, **self.who)
                messages.success(request, _("Đã đưa đơn vị ra khỏi khối."))
                return self.to(block, year)
        return self.show(request, block, year, 400, leave_form=form)


class CopyYear(_OfBlock):
    """Last year's members for this one."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        block, year = self.block(pk), year_of(request.GET.get("year", ""))
        form = WordsForm({})
        if form.is_valid():
            with faults_on(form):
                services.copy_members(block_id=pk, from_year=year - 1, to_year=year, **self.who)
                messages.success(request, _("Đã chép thành viên của năm trước."))
                return self.to(block, year)
        return self.show(request, block, year, 400, copy_form=form)


class SayYear(_OfBlock):
    """The theme and the movements of a year."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        block, year = self.block(pk), year_of(request.GET.get("year", ""))
        form = WordsForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                self._say(block, year, form.cleaned_data)
                messages.success(request, _("Đã ghi chủ đề và phong trào."))
                return self.to(block, year)
        return self.show(request, block, year, 400, words_form=form)

    def _say(self, block: Block, year: int, words: dict[str, str]) -> None:
        """What was typed; a blank takes nothing back, and says where that is done."""
        named = {"theme": services.THEME, "movements": services.MOVEMENTS}
        there = services.said_of_year(block, year)
        for name, what in named.items():
            if what in there and not words[name]:
                message = _("Để trống không bỏ được: hãy bỏ lần nhập ở trang Số liệu nhập tay.")
                raise InvalidInput(Fault(name, message, code="blank"))
        for name, what in named.items():
            if words[name]:
                services.say_of_year(
                    block_id=block.pk, year=year, what=what, words=words[name], **self.who
                )
