"""Whatever moves upstream afterwards, an issued certificate is the same bytes."""

from datetime import timedelta

import pytest

from accounts.models import Centre, Customer, Site, User
from calibration.models import Job, ProcedureVersion
from certificates import pdf, statement
from certificates.models import Certificate, Statement, Template
from certificates.services import approve_and_issue
from certificates.statement.work import _document
from certificates.states import Kind
from common.canonical import canonical
from instruments.models import (
    Instrument,
    InstrumentType,
    Standard,
    StandardCalibration,
    VerificationCycle,
)
from metrology.quantities.quantity import Quantity
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.instruments import overwrite

pytestmark = pytest.mark.django_db


def everything_upstream_moves() -> None:
    Centre.objects.update(name_vi="Khác", name_en="Other", address_vi="Khác", designation="999")
    Customer.objects.update(name="Khác", address="Khác", tax_code="")
    Site.objects.update(name="Khác", address="Khác")
    User.objects.update(full_name="Khác", title_vi="Khác")
    InstrumentType.objects.update(name_vi="Khác", name_en="Other", documents="", group_two=False)
    VerificationCycle.objects.update(months=1)
    Instrument.objects.update(
        name="Khác", serial="0", maker="Khác", accuracy="4", range_max=Quantity.parse("99 MPa")
    )
    Standard.objects.update(name_vi="Khác", serial="0", out_of_use=True, out_of_use_why="hỏng")
    overwrite(StandardCalibration.objects.all(), certificate_number="0", laboratory="Khác")
    ProcedureVersion.objects.update(title_vi="Khác", state="retired", valid_to=people.TODAY)
    content = canonical({"footer": {"vi": "Khác", "en": "Other"}, "text_size": "10"})
    for centre in Centre.objects.all():
        for kind in Kind.values:
            Template.objects.create(
                centre=centre, kind=kind, version=1, valid_from=people.TODAY - timedelta(days=1),
                content=content, by=User.objects.all()[0], at=people.NOW,
            )  # fmt: skip


@pytest.mark.parametrize("kind", ["gauge", "scale", "paper"])
def test_the_bytes_do_not_move_when_everything_upstream_does(bench: made.Bench, kind: str) -> None:
    job = {"gauge": made.gauge_job, "scale": made.scale_job, "paper": made.paper_job}[kind](bench)
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    before = pdf.render(statement.read(certificate.statement))

    everything_upstream_moves()

    certificate = Certificate.objects.get(pk=certificate.pk)
    assert pdf.render(statement.read(certificate.statement)) == before
    assert certificate.valid_until_from or kind == "paper"


def test_a_class_amended_after_the_start_is_not_what_was_judged_by(bench: made.Bench) -> None:
    """Limits come from the facts of the worksheet; so must the class on the paper."""
    job = made.gauge_job(bench)
    Instrument.objects.update(accuracy="1.0", range_max=Quantity.parse("16 bar"))

    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)

    said = statement.read(Statement.objects.get(certificate=certificate))
    values = [one["values"] for one in said["instrument"]["characteristics"]]
    assert values == [
        [
            {"digits": "0", "unit": "bar", "symbol": "bar"},
            {"digits": "10", "unit": "bar", "symbol": "bar"},
        ],
        [{"digits": "0.2", "unit": "bar", "symbol": "bar"}],
        [{"digits": "1.6"}],
    ]


def test_a_certificate_names_the_one_document_that_was_applied(bench: made.Bench) -> None:
    InstrumentType.objects.filter(code="spring-dial-scale").update(documents="ĐLVN 30:2019")

    certificate = approve_and_issue(
        job_id=made.scale_job(bench).pk, by=bench.approver, at=people.NOW
    )

    said = statement.read(certificate.statement)
    assert said["method"]["number"] == "ĐLVN 30:2019"


@pytest.mark.parametrize(
    ("documents", "applied"),
    [("ĐLVN 39:2019", "ĐLVN 39:2019"), ("ĐLVN 07:2012", "ĐLVN 07:2012"),
     ("", "ĐLVN 39:2019 (điện tử); ĐLVN 07:2012 (cảm ứng)")],
)  # fmt: skip
def test_what_a_document_is_for_does_not_hide_that_it_was_applied(
    documents: str, applied: str
) -> None:
    job = Job(instrument=Instrument(type=InstrumentType(documents=documents)))

    assert _document("ĐLVN 39:2019 (điện tử); ĐLVN 07:2012 (cảm ứng)", job) == applied
