"""The two kinds of door, API and page. Each names its verb; without one it is closed.

A stranger is asked to sign in (401, or the sign-in page). A person who holds the verb nowhere
gets 403. A row outside what they see does not exist: 404. A visible row in a centre where they
lack the verb: 403.
"""

from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views import View
from rest_framework.views import APIView

from accounts.gate import verb_for
from accounts.people import Person
from accounts.permissions import Can

Row = TypeVar("Row", bound=Model)


class _Finds:
    """What both doors do with rows."""

    person: Person

    def row(self, rows: "QuerySet[Row]", verb: Can | None = None, **lookup: Any) -> Row:
        """The visible row, or 404; with `verb`, Forbidden where its centre does not grant it."""
        visible: QuerySet[Row] = rows.visible_to(self.person)  # type: ignore[attr-defined]
        found = get_object_or_404(visible, **lookup)
        if verb is not None:
            self.person.insist(verb, found.centre)  # type: ignore[attr-defined]
        return found


class Door(_Finds, APIView):
    """An APIView that knows the person. `public = True` opens it to strangers."""

    verb: ClassVar[Can | None] = None
    verbs: ClassVar[dict[str, Can]] = {}
    public: ClassVar[bool] = False

    @property
    def person(self) -> Person:  # type: ignore[override]
        """Whoever asks, by token or session."""
        return self._person

    @cached_property
    def _person(self) -> Person:
        return Person(self.request.user, timezone.localdate())


class Page(_Finds, View):
    """A page for signed-in people. `public = True` opens it to strangers."""

    verb: ClassVar[Can | None] = None
    verbs: ClassVar[dict[str, Can]] = {}
    public: ClassVar[bool] = False
    any_role: ClassVar[bool] = False  # a page for whoever is signed in (home, own profile)

    @property
    def person(self) -> Person:  # type: ignore[override]
        """Whoever asks."""
        found: Person = self.request.person  # type: ignore[attr-defined]
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.public:
            if not self.person.known:
                return redirect_to_login(request.get_full_path())
            verb = verb_for(self, request.method or "")
            if not self.any_role and (verb is None or not self.person.may(verb)):
                raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return answer
