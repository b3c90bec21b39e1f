"""What holds of the demo made twice, deleted and made again: one claim for each function."""

import io

from django.core.management import call_command

from accounts.models import Customer, User
from audit.check import findings
from audit.models import Event
from calibration.models import Job, Reading
from certificates.models import Certificate, Statement
from contracts.models import (
    BankRow,
    Contract,
    ContractItem,
    Invoice,
    ListImport,
    Payment,
    ServiceNorm,
    Surcharge,
)
from planning.models import Target
from reports.demo.making import make, new_desk, past_is_there, present_is_there, units_are_there
from reports.demo.present import play_present
from reports.demo.removal import remove
from tests.factories.people import TODAY
from tests.factories.reports import figures
from tests.reports.demo_house import HANGING, NOW, hue, quarter


def run_twice_it_is_made_once() -> None:
    tables = (
        Contract, ContractItem, Job, Certificate, Reading, Payment, Target, Customer, User, *HANGING,
        Surcharge, ServiceNorm,
    )  # fmt: skip
    before = {table: table.objects.count() for table in tables}
    events = Event.objects.count()

    make(now=NOW, say=lambda _line: None)

    assert {table: table.objects.count() for table in tables} == before
    assert Event.objects.count() == events


def deleted_every_figure_is_zero_and_the_record_stays() -> None:
    kept = (Reading.objects.count(), Statement.objects.count())
    events = Event.objects.count()

    removed = remove(at=NOW)

    found = [quarter(), figures(hue(), str(TODAY.year), TODAY)]
    assert all(each.empty for each in found)
    assert {figure.value for each in found for figure in each} == {0, None}
    assert (removed.readings_left, removed.statements_left) == kept
    assert (Reading.objects.count(), Statement.objects.count()) == kept
    assert Event.objects.count() == events + 1
    for table in (Contract, ContractItem, Invoice, Payment, Target, ListImport, *HANGING):
        assert not table.objects.exists()
    assert not Job.objects.filter(worksheet__isnull=True).exists()
    assert remove(at=NOW).contracts == 0
    # No part takes itself for made: the next `demo` makes all of them again.
    assert [past_is_there(), present_is_there(), units_are_there()] == [False, False, False]


def deleted_it_is_made_once_more() -> None:
    tables = (*HANGING, BankRow, Customer, Surcharge)
    before = {table: table.objects.count() for table in tables}
    remove(at=NOW)

    play_present(new_desk(NOW), NOW, say=lambda _line: None)

    assert {table: table.objects.count() for table in tables} == before
    assert list(findings()) == []


def deleting_leaves_a_contract_that_is_not_of_the_demo() -> None:
    own = Contract.objects.filter(state="draft")[0]
    Contract.objects.filter(pk=own.pk).update(note="")

    removed = remove(at=NOW)

    assert removed.other_contracts == 1
    assert Contract.objects.get() == own


def the_delete_command_says_what_stays() -> None:
    out = io.StringIO()

    call_command("demo", "--delete", stdout=out)

    assert "Đã xóa: " in out.getvalue()
    assert "hồ sơ không xóa được" in out.getvalue()
    assert "make clean" in out.getvalue()


CLAIMS = (
    run_twice_it_is_made_once,
    deleted_every_figure_is_zero_and_the_record_stays,
    deleted_it_is_made_once_more,
    deleting_leaves_a_contract_that_is_not_of_the_demo,
    the_delete_command_says_what_stays,
)
