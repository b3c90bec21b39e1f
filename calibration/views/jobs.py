"""The list of jobs and one job with its moves."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.doors import Page
from accounts.models import Customer, User
from accounts.people import Person
from accounts.permissions import Can
from audit.record import history
from calibration import services
from calibration.authority.scope import scope_of_plan
from calibration.bundle import bundle
from calibration.foreseen import foreseen
from calibration.forms import DUE, AssignForm, CancelForm, ConformityForm, JobFilter, PaperForm
from calibration.models import Job, JobRows
from calibration.moves import next_moves
from calibration.paper_view import paper_context
from calibration.queries import technicians_of, view_of_job, with_relations
from calibration.states import JobState, Service
from common.forms import faults_on
from common.sheets import Table, book_file, write_book
from common.templatetags.show import either

PER_PAGE = 50
_OPEN = (JobState.OPEN, JobState.MEASURING, JobState.MEASURED)


class _Found(Page):
    """What the list shows and what the table holds are the same rows."""

    verb = Can.SEE_JOBS

    def found(self, request: HttpRequest) -> tuple[JobFilter, JobRows]:
        """The filter as asked and the rows it finds; a wrong filter finds nothing and says so."""
        seen = Job.objects.visible_to(self.person)
        form = JobFilter(request.GET, customers=_customers(seen), technicians=_technicians(seen))
        rows = with_relations(seen)
        if not form.is_valid():
            return form, rows.none()
        return form, _narrowed(rows, form.cleaned_data, timezone.localdate())


def _customers(seen: JobRows) -> list[tuple[int, str]]:
    rows = Customer.objects.filter(pk__in=seen.order_by().values("customer"))
    return list(rows.values_list("pk", "name"))


def _technicians(seen: JobRows) -> list[tuple[int, str]]:
    rows = User.objects.filter(pk__in=seen.order_by().values("technician"))
    return list(rows.values_list("pk", "full_name"))


def _narrowed(rows: JobRows, asked: dict[str, Any], day: date) -> JobRows:
    for name in ("state", "service"):
        if asked[name]:
            rows = rows.filter(**{name: asked[name]})
    for name in ("customer", "technician"):
        if asked[name]:
            rows = rows.filter(**{f"{name}_id": asked[name]})
    rows = rows.search(asked["q"])
    due = {
        "overdue": Q(due_on__lt=day),
        "today": Q(due_on=day),
        "week": Q(due_on__range=(day, day + timedelta(days=7))),
    }
    if asked["due"]:
        rows = rows.filter(due[asked["due"]], state__in=_OPEN)
    return rows.order_by("-pk")


class JobList(_Found):
    """The jobs a person sees, with filters in the address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form, rows = self.found(request)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        names = ("q", "customer", "technician", "state", "service", "due")
        context = {
            "form": form,
            "page": page,
            "count": page.paginator.count,
            "filtered": any(request.GET.get(name) for name in names),
            "groups": (
                ("state", _("Trạng thái"), JobState.choices),
                ("service", _("Dịch vụ"), Service.choices),
                ("due", _("Hạn"), DUE),
            ),
            "asked": {name: request.GET.get(name, "") for name in names},
            "today": timezone.localdate(),
            "may_batch": self.person.may(Can.RECORD_READINGS),
        }
        return render(request, "calibration/jobs.html", context)


class JobTable(_Found):
    """The same rows as an xlsx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        _form, rows = self.found(request)
        headings = (
            _("Phiếu"), _("Phương tiện đo, mẫu"), _("Số chế tạo"), pgettext("một", "Khách hàng"),
            pgettext("một", "Nơi sử dụng"), _("Dịch vụ"), _("Chế độ"), _("Trạng thái"),
            pgettext("một", "Kết quả"), _("Hạn"), _("Ngày thực hiện"), _("Kỹ thuật viên"),
            _("Người soát lại"),
        )  # fmt: skip
        lines = (_cells(job) for job in rows.iterator(chunk_size=2000))
        table = Table(_("Công việc"), headings, lines, (10, 34, 16, 34, 24))
        return book_file(write_book([table]), "jobs.xlsx")


def _cells(job: Job) -> tuple[Any, ...]:
    thing = job.instrument
    return (
        job.pk,
        job.sample if thing is None else thing.name or either(thing.type),
        "" if thing is None else thing.serial,
        job.customer.name,
        job.site.name if job.site else "",
        job.get_service_display(),
        job.get_regime_display(),
        job.get_state_display(),
        job.get_outcome_display(),
        job.due_on,
        job.performed_on,
        str(job.technician or ""),
        str(job.approved_by or ""),
    )


class JobPage(Page):
    """One job: facts, next moves, results, history."""

    verb = Can.SEE_JOBS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.row(with_relations(Job.objects.all()), pk=pk)
        return render(request, "calibration/job.html", job_context(job, self.person))


def job_context(job: Job, person: Person) -> dict[str, Any]:
    """What the page of a job shows."""
    blocks, outside = [], ""
    if job.state in _OPEN and not job.paper_record:
        whole = bundle(job, timezone.localdate())
        blocks = whole["blocks"]
        outside = scope_of_plan(whole["plan"] or {})["outside"]
    first = blocks[0]["what"] if blocks else ""
    return {
        "job": job,
        "moves": next_moves(job, person, blocked=first),
        "blocks": blocks,
        "foreseen": foreseen(job),
        "outside": outside,
        "view": view_of_job(job),
        "events": history(job),
        **paper_context(job),
        **_open_agreements(job, person),
    }


def _open_agreements(job: Job, person: Person) -> dict[str, Any]:
    """What may still be written of a paper worksheet, and of an agreed interval."""
    waits = job.state == JobState.MEASURED and person.may(Can.RECORD_READINGS, job.centre)
    ended = job.state in (JobState.APPROVED, JobState.CANCELLED)
    return {
        "may_key_paper": bool(job.paper_record) and waits,
        "may_agree_interval": job.service == Service.CALIBRATION
        and not ended
        and services.may_agree_interval(person, job),
    }


class _Change(Page):
    """A small form of its own page, for one move of one job."""

    form: Any
    template_name = "calibration/change.html"
    title = ""

    def answer(self, request: HttpRequest, job: Job, form: Any) -> HttpResponse:
        context = {"job": job, "form": form, "title": self.title}
        status = 400 if form.is_bound else 200
        return render(request, self.template_name, context, status=status)

    def job(self, pk: int) -> Job:
        return self.row(with_relations(Job.objects.all()), self.verb, pk=pk)


class Assign(_Change):
    """Give a job to a technician."""

    verb = Can.ASSIGN_JOBS

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Giao việc")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        initial = {"technician": job.technician_id}
        return self.answer(
            request, job, AssignForm(people=technicians_of(job.centre), initial=initial)
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        form = AssignForm(request.POST, people=technicians_of(job.centre))
        if form.is_valid():
            with faults_on(form):
                services.assign_jobs(
                    job_ids=[job.pk], by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return self.answer(request, job, form)
        messages.success(request, _("Đã giao việc."))
        return redirect("calibration:job", pk=pk)


class Conformity(_Change):
    """Write down the decision rule that the customer agreed to."""

    verb = Can.ASSIGN_JOBS

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Thỏa thuận quy tắc quyết định")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        return self.answer(request, job, ConformityForm(initial={"rule": job.conformity}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        form = ConformityForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.agree_conformity(
                    job_id=job.pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return self.answer(request, job, form)
        messages.success(request, _("Đã ghi thỏa thuận."))
        return redirect("calibration:job", pk=pk)


class Cancel(_Change):
    """End a job without work, with a reason."""

    verb = Can.ASSIGN_JOBS

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Hủy phiếu")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(request, self.job(pk), CancelForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        form = CancelForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.cancel_job(
                    job_id=job.pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return self.answer(request, job, form)
        messages.success(request, _("Đã hủy phiếu."))
        return redirect("calibration:job", pk=pk)


class Paper(_Change):
    """Record work whose worksheet is on paper."""

    verb = Can.RECORD_READINGS

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Nhập biên bản giấy")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        initial = {"technician": self.person.user.pk, "performed_on": timezone.localdate()}
        form = PaperForm(job=job, people=technicians_of(job.centre), initial=initial)
        return self.answer(request, job, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        form = PaperForm(request.POST, job=job, people=technicians_of(job.centre))
        if form.is_valid():
            with faults_on(form):
                services.record_paper_job(
                    job_id=job.pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return self.answer(request, job, form)
        messages.success(request, _("Đã nhập biên bản giấy; phiếu chờ soát lại."))
        return redirect("calibration:job", pk=pk)
