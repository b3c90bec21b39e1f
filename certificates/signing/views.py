"""The page of keys: what signs, until when, what it signed last; retire one, take up another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.people import Person
from accounts.permissions import Can
from certificates.models import SigningKey
from certificates.signing import queries, services
from certificates.signing.forms import KeyForm, RetireForm
from common.errors import Forbidden
from common.forms import faults_on


class Keys(Page):
    """Every key that signs for the person's centres."""

    verb = Can.SEE_KEYS

    def get(self, request: HttpRequest) -> HttpResponse:
        return _show(request, self.person)


def _show(
    request: HttpRequest,
    person: Person,
    form: KeyForm | None = None,
    retiring: tuple[int, RetireForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a form that was refused."""
    may = person.may(Can.MANAGE_KEYS)
    pk, retire = retiring or (0, RetireForm())
    centres = person.centres(Can.MANAGE_KEYS) if may else []
    context = {
        "keys": queries.shown(queries.keys_seen_by(person), person, timezone.now()),
        "form": form or (KeyForm(person=person) if may else None),
        "files": [name for one in centres for name in queries.files_for(one)],
        "retire": retire,
        "retiring": pk,
    }
    return render(request, "certificates/keys.html", context, status=status)


class NewKey(Page):
    """Take up a key whose file is in the folder, beside or in place of the one in force."""

    verb = Can.MANAGE_KEYS

    def post(self, request: HttpRequest) -> HttpResponse:
        form, now = KeyForm(request.POST, person=self.person), timezone.now()
        if form.is_valid():
            typed = form.cleaned_data
            new = services.NewKey(typed["centre"], typed["label"], now, replace=typed["replace"])
            with faults_on(form):
                made = services.register_own(
                    new, locator=typed["locator"], by=self.person.user, at=now
                )
                messages.success(request, _("Từ bây giờ khóa “%s” ký.") % made.label)
                return redirect("certificates:keys")
        return _show(request, self.person, form, status=400)


class Retire(Page):
    """A key signs nothing more."""

    verb = Can.MANAGE_KEYS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = self.row(SigningKey.objects.select_related("centre"), pk=pk)
        if not queries.may_manage(self.person, key.centre):
            raise Forbidden(_("Khóa của toàn hệ thống do người vận hành máy chủ quản lý."))
        form = RetireForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.retire(
                    key_id=pk,
                    reason=form.cleaned_data["reason"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Khóa “%s” đã ngừng dùng.") % key.label)
                return redirect("certificates:keys")
        return _show(request, self.person, retiring=(pk, form), status=400)
