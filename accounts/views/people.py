"""People and their roles: the administrator's day."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.doors import Page
from accounts.forms import PersonForm, RoleForm
from accounts.models import Membership, User
from accounts.permissions import Can
from accounts.queries import people_seen_by
from audit.record import history
from common.forms import faults_on


class People(Page):
    """Everybody with a role in the person's centres."""

    verb = Can.SEE_PEOPLE

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "people": people_seen_by(self.person),
            "may_add": self.person.may(Can.MANAGE_PEOPLE),
            "today": timezone.localdate(),
        }
        return render(request, "accounts/people.html", context)


class NewPerson(Page):
    """A person with a first role."""

    verb = Can.MANAGE_PEOPLE

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PersonForm(person=self.person)
        return render(request, "accounts/person_form.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PersonForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                made = self._add(form)
                messages.success(request, _("Đã thêm %(name)s.") % {"name": made.full_name})
                return redirect("accounts:person", pk=made.pk)
        return render(request, "accounts/person_form.html", {"form": form}, status=400)

    @transaction.atomic
    def _add(self, form: PersonForm) -> User:
        typed, at = form.cleaned_data, timezone.now()
        made = services.add_person(
            centre=typed["centre"],
            email=typed["email"],
            full_name=typed["full_name"],
            password=typed["password"],
            by=self.person.user,
            at=at,
        )
        services.grant_role(
            user=made,
            centre=typed["centre"],
            role=typed["role"],
            by=self.person.user,
            at=at,
            valid_from=timezone.localdate(at),
        )
        return made


class PersonPage(Page):
    """One person: their roles here, and what was done to them."""

    verbs = {"get": Can.SEE_PEOPLE, "post": Can.MANAGE_PEOPLE}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(people_seen_by(self.person), pk=pk)
        return self._show(request, user, RoleForm(person=self.person))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(people_seen_by(self.person), pk=pk)
        form = RoleForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                services.grant_role(
                    user=user,
                    by=self.person.user,
                    at=timezone.now(),
                    valid_from=timezone.localdate(),
                    **form.cleaned_data,
                )
                return redirect("accounts:person", pk=pk)
        return self._show(request, user, form, status=400)

    def _show(
        self, request: HttpRequest, user: User, form: RoleForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "someone": user,
            "form": form,
            "may_change": self.person.may(Can.MANAGE_PEOPLE),
            "today": timezone.localdate(),
            "events": history(user),
        }
        return render(request, "accounts/person.html", context, status=status)


class EndRole(Page):
    """End a role today, with the reason."""

    verb = Can.MANAGE_PEOPLE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = Membership.objects.filter(centre__in=self.person.centres(Can.MANAGE_PEOPLE))
        row = get_object_or_404(seen, pk=pk)
        services.end_role(
            membership_id=row.pk,
            by=self.person.user,
            at=timezone.now(),
            on=timezone.localdate(),
            why=request.POST.get("why", ""),
        )
        return redirect("accounts:person", pk=row.user_id)
