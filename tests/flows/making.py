"""What an installation begins with: `python -m tests.flows.making spine` tells who and what, as JSON.

Everything happens around the real now, as the server that follows will ask the real clock.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django

PASSWORD = "rất-dài-2026"  # as tests.factories.people gives it


def spine() -> dict[str, Any]:
    """A laboratory ready to work, a price, and one signed contract so that revenue is not zero."""
    from django.utils import timezone

    from accounts.models import Membership
    from accounts.permissions import Role
    from tests.factories import calibration, contracts, people

    now, today = timezone.now(), timezone.localdate()
    lab = calibration.lab("HUE", at=now)
    second = calibration.reference_gauge(lab.centre, now, name_vi="Áp kế chuẩn thứ hai")
    Membership.objects.create(
        user=lab.technician, centre=lab.centre, role=Role.APPROVER, valid_from=date(2020, 1, 1)
    )
    contracts.service(lab.centre, price=150_000)
    contracts.signed(lab.customer, 1_000_000, on=today, at=now, by=lab.officer)
    return {
        "technician": lab.technician.email,
        "approver": lab.approver.email,
        "officer": lab.officer.email,
        "manager": people.person(Role.MANAGER, lab.centre, "Hoàng Văn Lãnh").email,
        "client": people.client_of(lab.customer).email,
        "customer": lab.customer.name,
        "standard": second.code,
    }


def measured() -> dict[str, Any]:
    """Ten gauges measured and waiting for approval."""
    from django.utils import timezone

    from tests.factories import calibration

    lab = calibration.lab("HUE", at=timezone.now())
    jobs = [calibration.measured_job(lab, now=timezone.now()).pk for _ in range(10)]
    return {"approver": lab.approver.email, "jobs": jobs}


def approve_and_die() -> dict[str, Any]:
    """Approve the last job that waits, and be killed right after the commit."""
    from django.utils import timezone

    from accounts.models import User
    from accounts.permissions import Role
    from calibration.models import Job
    from certificates.services import approve_and_issue

    job = Job.objects.filter(state="measured").latest("pk")
    approver = User.objects.get(memberships__role=Role.APPROVER)
    approve_and_issue(job_id=job.pk, by=approver, at=timezone.now())
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def draft() -> dict[str, Any]:
    """An empty draft and a price, ready for a client's list."""
    from django.utils import timezone

    from tests.factories import contracts, people

    contract = contracts.draft(people.customer(people.centre("TTA")), at=timezone.now())
    contracts.service(contract.centre, price=150_000)
    return {"officer": contract.created_by.email, "contract": contract.pk}


def roles() -> dict[str, Any]:
    """Everybody of a centre, with enough work in every state to fill their pages."""
    from django.utils import timezone

    from accounts.permissions import Role
    from certificates.services import approve_and_issue
    from tests.factories import calibration, contracts, people, reports

    now, today = timezone.now(), timezone.localdate()
    lab = calibration.lab("HUE", at=now)
    lab.customer.name = "Công ty trách nhiệm hữu hạn một thành viên Xăng dầu Sông Bồ Ví Dụ"
    lab.customer.save()
    calibration.gauge_job(lab, now=now)
    calibration.scale_job(lab, now=now)
    calibration.measuring_job(lab, now=now)
    calibration.measured_job(lab, now=now)
    calibration.measured_job(lab, passes=False, now=now)
    approve_and_issue(job_id=calibration.measured_job(lab, now=now).pk, by=lab.approver, at=now)
    calibration.reference_gauge(lab.centre, now - timedelta(days=400))  # long overdue
    contracts.service(lab.centre, price=150_000)
    contracts.signed(lab.customer, 12_500_000, on=today, at=now)
    contracts.gauges(contracts.line(contracts.draft(lab.customer, at=now), quantity=2), 2, at=now)
    reports.target(lab.centre, 250, decided_on=today, at=now, period=str(today.year))
    return {
        "technician": lab.technician.email,
        "approver": lab.approver.email,
        "contract_officer": lab.officer.email,
        "quality_officer": lab.quality.email,
        "manager": people.person(Role.MANAGER, lab.centre, "Hoàng Văn Lãnh").email,
        "administrator": people.person(Role.ADMINISTRATOR, lab.centre, "Đặng Thị Quản").email,
        "client": people.client_of(lab.customer).email,
        "nobody": people.user("Người Mới Đến").email,
    }


def review() -> dict[str, Any]:
    """A gauge of the second year with something to look at, and eleven quiet ones to sign."""
    from django.utils import timezone

    from calibration.services import approve
    from tests.factories import calibration, instruments

    now = timezone.now() - timedelta(hours=2)
    old = now - timedelta(days=90)
    lab = calibration.lab("HUE", at=now)
    thing = instruments.instrument(lab.customer)
    first = calibration.gauge_job(lab, instrument=thing, now=old)
    approve(job_id=calibration.measured_job(lab, first, now=old).pk, by=lab.approver, at=old)
    drifted = (*calibration.GAUGE[:5], ("10.05", "10.05"))
    job = calibration.gauge_job(lab, instrument=thing, now=now)
    calibration.measured_job(lab, job, rows=drifted, now=now)
    for _ in range(11):
        calibration.measured_job(lab, now=now)
    return {"approver": lab.approver.email, "job": job.pk, "past": first.pk}


def workbench() -> dict[str, Any]:
    """A quality officer with one draft of a procedure."""
    from django.utils import timezone

    from calibration.services import draft_next
    from tests.factories import calibration

    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    draft = draft_next(version_id=calibration.procedure(lab).pk, by=lab.quality, at=now)
    return {"quality": lab.quality.email, "draft": draft.pk}


def editors() -> dict[str, Any]:
    """Two quality officers and one draft of a procedure."""
    from accounts.permissions import Role
    from calibration.models import ProcedureVersion
    from tests.factories import people

    told = workbench()
    draft = ProcedureVersion.objects.select_related("centre").get(pk=told["draft"])
    other = people.person(Role.QUALITY_OFFICER, draft.centre, "Trần Văn Khác")
    first = ProcedureVersion.objects.get(
        centre=draft.centre, code=draft.code, service=draft.service, version=1
    )
    return {**told, "other": other.email, "first": first.pk}


FRESH: dict[str, Callable[[], dict[str, Any]]] = {
    one.__name__: one for one in (spine, measured, draft, roles, review, workbench, editors)
}

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    from backend import works
    from tests.flows import making_bench, making_closing, making_money, making_stickers

    works.load()
    FRESH |= making_bench.FRESH | making_stickers.FRESH | making_money.FRESH
    FRESH |= making_closing.FRESH
    dying = {one.__name__: one for one in (approve_and_die, making_closing.close_and_die)}
    wanted = sys.argv[1]
    if wanted in FRESH:
        call_command("reference", stdout=sys.stderr)
    told = (FRESH | dying)[wanted]()
    sys.stdout.write(json.dumps(told) + "\n")
