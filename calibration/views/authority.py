"""Cards, scopes and rooms: what is there, what ends, who may do what on a day."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from calibration.authority import services
from calibration.authority.forms import (
    AskForm,
    CardForm,
    EndForm,
    ExtendForm,
    RoomForm,
    ScopeForm,
    WhyForm,
    line_forms,
    more_lines,
    new_lines,
)
from calibration.authority.queries import (
    Ending,
    by_kind,
    cards_on,
    cards_seen,
    ending_soon,
    scopes_on,
    scopes_seen,
    who_may,
)
from calibration.models import OfficerCard, Room, Scope, ScopeLine
from calibration.states import ScopeKind, Service
from common.errors import DomainError
from common.forms import faults_on, spread
from instruments.models import Standard
from instruments.queries import standards_with_calibrations, watch

MOVES: dict[str, type[EndForm]] = {"extend": ExtendForm, "end": EndForm}


class Authority(Page):
    """Cards and scopes, expired first; rooms; and who may do what on a day."""

    verb = Can.SEE_AUTHORITY

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request)

    def show(
        self, request: HttpRequest, room: RoomForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The page; with the form of a room that was refused."""
        day = timezone.localdate()
        cards = cards_on(cards_seen(self.person), day)
        scopes = scopes_on(scopes_seen(self.person), day)
        may = self.person.may(Can.MANAGE_AUTHORITY)
        ask, answer = self._asked(request)
        context = {
            "cards": cards,
            "scopes": [(ScopeKind(kind), rows) for kind, rows in by_kind(scopes).items()],
            "unregistered": not any(s.row.kind == ScopeKind.REGISTRATION for s in scopes),
            "urgent": [each for each in (*cards, *scopes) if each.urgent],
            "rooms": Room.objects.visible_to(self.person).select_related("centre"),
            "ask": ask,
            "answer": answer,
            "may": may,
            "manages": set(self.person.centres(Can.MANAGE_AUTHORITY)) if may else set(),
            "room": room or (RoomForm(person=self.person) if may else None),
        }
        return render(request, "calibration/authority.html", context, status=status)

    def _asked(self, request: HttpRequest) -> tuple[AskForm, Any]:
        if "type" not in request.GET:
            now = {"on": timezone.localdate(), "service": Service.VERIFICATION}
            return AskForm(None, person=self.person, initial=now), None
        form = AskForm(request.GET, person=self.person)
        if not form.is_valid():
            return form, None
        asked = form.cleaned_data
        return form, who_may(
            centre=asked["centre"], user=asked["user"], kind=asked["type"],
            service=asked["service"], day=asked["on"],
            ends=(asked["range_min"], asked["range_max"]),
        )  # fmt: skip


class RoomNew(Authority):
    """Add a room."""

    verb = Can.MANAGE_AUTHORITY

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RoomForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                services.add_room(**form.cleaned_data, by=self.person.user, at=timezone.now())
        if not form.is_valid():
            return self.show(request, form, 400)
        messages.success(request, _("Đã thêm phòng."))
        return redirect("calibration:authority")


class RoomUse(Page):
    """Close a room, or open it again."""

    verb = Can.MANAGE_AUTHORITY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.row(Room.objects.select_related("centre"), Can.MANAGE_AUTHORITY, pk=pk)
        active = request.POST.get("move") == "open"
        services.use_room(room_id=pk, active=active, by=self.person.user, at=timezone.now())
        messages.success(request, _("Đã lưu."))
        return redirect("calibration:authority")


class _Dated(Page):
    """One card or scope: what it says, what happened to it, and a new last day."""

    verb = Can.SEE_AUTHORITY
    verbs: ClassVar[dict[str, Can]] = {"post": Can.MANAGE_AUTHORITY}
    template = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.found(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.found(pk)
        self.person.insist(Can.MANAGE_AUTHORITY, row.centre)
        move = "extend" if request.POST.get("move") == "extend" else "end"
        form = MOVES[move](request.POST, auto_id=f"{move}-%s")
        if form.is_valid():
            with faults_on(form):
                self.redate(move, pk, **form.cleaned_data)
        if not form.is_valid():
            return self.show(request, self.found(pk), form, move)
        messages.success(request, _("Đã lưu ngày cuối cùng mới."))
        return redirect(request.path)

    def redate(self, move: str, pk: int, **facts: Any) -> None:
        """Run the move."""
        raise NotImplementedError

    def found(self, pk: int) -> Any:
        """The row, where the person sees it."""
        raise NotImplementedError

    def show(
        self, request: HttpRequest, row: Any, form: EndForm | None = None, move: str = ""
    ) -> HttpResponse:
        """The page; with a move that was refused, again with what was typed."""
        day = timezone.localdate()
        context = {
            "row": row,
            "standing": Ending(row, day, replaced=False),
            "may": self.person.may(Can.MANAGE_AUTHORITY, row.centre),
            "moves": [
                (name, label, form if form and move == name else MOVES[name](auto_id=f"{name}-%s"))
                for name, label in (("extend", _("Gia hạn")), ("end", _("Kết thúc sớm")))
                if name == "end" or row.valid_to is not None
            ],
            "events": history(row),
        }
        return render(request, self.template, context, status=400 if form else 200)


class CardPage(_Dated):
    """One card of a verification officer."""

    template = "calibration/card.html"

    def found(self, pk: int) -> OfficerCard:
        card: OfficerCard = self.row(cards_seen(self.person), pk=pk)
        return card

    def redate(self, move: str, pk: int, **facts: Any) -> None:
        who = {"by": self.person.user, "at": timezone.now()}
        change = services.extend_card if move == "extend" else services.end_card
        change(card_id=pk, **facts, **who)


class ScopePage(_Dated):
    """One scope with its lines."""

    template = "calibration/scope.html"

    def found(self, pk: int) -> Scope:
        scope: Scope = self.row(scopes_seen(self.person), pk=pk)
        return scope

    def redate(self, move: str, pk: int, **facts: Any) -> None:
        who = {"by": self.person.user, "at": timezone.now()}
        change = services.extend_scope if move == "extend" else services.end_scope
        change(scope_id=pk, **facts, **who)


class CardNew(Page):
    """Enter a card."""

    verb = Can.MANAGE_AUTHORITY

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, CardForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CardForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                card = services.issue_card(
                    **form.cleaned_data, by=self.person.user, at=timezone.now()
                )
                messages.success(request, _("Đã ghi thẻ."))
                return redirect("calibration:card", pk=card.pk)
        return self.show(request, form)

    def show(self, request: HttpRequest, form: CardForm) -> HttpResponse:
        """The form, with status 400 when something in it is wrong."""
        status = 400 if form.errors else 200
        return render(request, "calibration/card_form.html", {"form": form}, status=status)


class ScopeNew(Page):
    """Enter a designation, a registration or an accreditation with its lines."""

    verb = Can.MANAGE_AUTHORITY

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("kind", "")
        initial = {"kind": asked} if asked in ScopeKind.values else {}
        return self.show(request, ScopeForm(person=self.person, initial=initial), line_forms())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ScopeForm(request.POST, person=self.person)
        if "more" in request.POST:
            form.hush()
            return self.show(request, form, more_lines(request.POST))
        lines = line_forms(request.POST)
        if form.is_valid() & lines.is_valid():
            try:
                scope = services.issue_scope(
                    **form.cleaned_data, lines=new_lines(lines), by=self.person.user,
                    at=timezone.now(),
                )  # fmt: skip
            except DomainError as error:
                spread(form, lines, error, lines="lines")
            else:
                messages.success(request, _("Đã ghi phạm vi."))
                return redirect("calibration:scope", pk=scope.pk)
        return self.show(request, form, lines)

    def show(self, request: HttpRequest, form: ScopeForm, lines: Any) -> HttpResponse:
        """The form with its lines, with status 400 when something in it is wrong."""
        wrong = form.errors or any(line.errors for line in lines)
        context = {"form": form, "lines": lines}
        return render(request, "calibration/scope_form.html", context, status=400 if wrong else 200)


class ScopeLines(Page):
    """Add lines to a scope."""

    verb = Can.MANAGE_AUTHORITY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.found(pk), line_forms())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scope = self.found(pk)
        if "more" in request.POST:
            return self.show(request, scope, more_lines(request.POST))
        lines = line_forms(request.POST)
        form = WhyForm({"why": "-"})  # carries what is wrong with no line in particular
        if lines.is_valid() and form.is_valid():
            try:
                services.add_lines(
                    scope_id=pk, lines=new_lines(lines), by=self.person.user, at=timezone.now()
                )
            except DomainError as error:
                spread(form, lines, error, lines="lines")
            else:
                messages.success(request, _("Đã thêm vào phạm vi."))
                return redirect("calibration:scope", pk=pk)
        return self.show(request, scope, lines, form)

    def found(self, pk: int) -> Scope:
        """The scope, where the person manages it."""
        scope: Scope = self.row(scopes_seen(self.person), Can.MANAGE_AUTHORITY, pk=pk)
        return scope

    def show(
        self, request: HttpRequest, scope: Scope, lines: Any, form: WhyForm | None = None
    ) -> HttpResponse:
        """The lines, with status 400 when something in them is wrong."""
        wrong = form or any(line.errors for line in lines)
        context = {"scope": scope, "lines": lines, "form": form}
        return render(request, "calibration/scope_form.html", context, status=400 if wrong else 200)


class LineRemove(Page):
    """Take out a line that was entered in error."""

    verb = Can.MANAGE_AUTHORITY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.found(pk), WhyForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        line = self.found(pk)
        form = WhyForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.remove_line(
                    line_id=pk, **form.cleaned_data, by=self.person.user, at=timezone.now()
                )
        if not form.is_valid():
            return self.show(request, line, form)
        messages.success(request, _("Đã bỏ dòng này khỏi phạm vi."))
        return redirect("calibration:scope", pk=line.scope_id)

    def found(self, pk: int) -> ScopeLine:
        """The line, where the person manages its scope."""
        rows = ScopeLine.objects.select_related("scope__centre", "type")
        return self.row(rows, Can.MANAGE_AUTHORITY, pk=pk)

    def show(self, request: HttpRequest, line: ScopeLine, form: WhyForm) -> HttpResponse:
        """The question, with status 400 when the answer is wrong."""
        context = {"line": line, "form": form}
        status = 400 if form.errors else 200
        return render(request, "calibration/line_remove.html", context, status=status)


class Watch(Page):
    """The quality officer's first page: cards and scopes that end, beside the standards."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest) -> HttpResponse:
        day = timezone.localdate()
        standards = standards_with_calibrations(Standard.objects.visible_to(self.person))
        context = {
            "watch": watch(standards, day),
            "ending": ending_soon(self.person, day),
            "may_manage": self.person.may(Can.MANAGE_STANDARDS),
            "sees_quality": self.person.may(Can.SEE_IMPACT),
        }
        return render(request, "calibration/watch.html", context)
