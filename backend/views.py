"""The shell's own pages: landing, search, tasks, the record of events."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door, Page
from accounts.permissions import Can
from audit.models import Event
from backend.context import landing
from backend.search import find
from backend.subjects import subject_of
from common.models import Task, TaskState


class Home(Page):
    """Sends each person to their day."""

    any_role = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(landing(self.person))


class Nobody(Page):
    """Signed in, but nothing is theirs yet: says whom to ask."""

    any_role = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "nobody.html")


class Search(Page):
    """One box for everything a person may see."""

    any_role = True

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        groups = find(text, self.person) if text else []
        return render(request, "search.html", {"q": text, "groups": groups})


class TaskPage(Page):
    """Long work, watched by who asked for it."""

    any_role = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = get_object_or_404(Task, pk=pk, owner_id=self.person.user.pk)
        context = {"task": task, "result": json.loads(task.result)}
        partial = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
        template = "parts/progress.html" if partial else "task.html"
        return render(request, template, context)


class TaskOutput(serializers.Serializer[Any]):
    """Long work: its state, how far it is, what came of it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=TaskState.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    error = serializers.CharField()
    result = serializers.DictField()


class TaskDoor(Door):
    """The same for programs."""

    verb = Can.SEE_JOBS

    @extend_schema(operation_id="task_retrieve", responses=TaskOutput)
    def get(self, request: Request, pk: int) -> Response:
        task = get_object_or_404(Task, pk=pk, owner_id=self.person.user.pk)
        task.result = json.loads(task.result)
        return Response(TaskOutput(task).data)


class Events(Page):
    """The record of changes in the centres where the person may read it."""

    verb = Can.SEE_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        chains = list(self.person.centres(Can.SEE_AUDIT).values_list("code", flat=True))
        rows: Any = Event.objects.filter(chain__in=chains).order_by("-at", "-pk")
        if subject := request.GET.get("subject", ""):
            rows = rows.filter(subject_type=subject)
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        lines = [(event, subject_of(event, self.person)) for event in page]
        context = {"page": page, "lines": lines, "subject": subject}
        return render(request, "events.html", context)
