"""Every kind of document through the real issue: verification, calibration, testing, notices, paper."""

from collections.abc import Callable
from typing import Any

import pytest

from calibration import services as calibration
from calibration.models import Job
from calibration.states import Service
from certificates import services, statement
from certificates.dcc import gates
from certificates.dcc.reading.reading import read
from certificates.dcc.schemas import NAMESPACES
from certificates.dcc.writing import write
from certificates.models import Certificate, Counter, Statement
from certificates.signing.safe import parse_xml
from common.errors import InvalidInput
from tests.factories import certificates as made
from tests.factories import people, statements

pytestmark = pytest.mark.django_db

JOBS: dict[str, tuple[str, Callable[[made.Bench], Job]]] = {
    "verification": ("verification", made.gauge_job),
    "calibration": ("calibration", lambda at: made.gauge_job(at, service=Service.CALIBRATION)),
    "scale on site": ("verification", made.scale_job),
    "failed": ("notice", lambda at: made.gauge_job(at, passes=False)),
    "turned away": ("notice", made.broken_job),
    "calibration on paper": ("calibration", made.paper_job),
    "verification on paper": (
        "verification",
        lambda at: made.keep_results(at, made.paper_job(at, service=Service.VERIFICATION), rows=[]),
    ),
    "sample": ("testing", made.sample_job),
}


def issued(bench: made.Bench, job: Job) -> Certificate:
    return services.approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)


def document(certificate: Certificate) -> Any:
    root = parse_xml(write(statement.read(certificate.statement)))
    assert gates.schema_faults(root) == []
    assert gates.own_faults(root) == []
    assert gates.schematron_faults(root) == []
    return root


def texts(root: Any, path: str) -> list[str]:
    found = root.xpath(path, namespaces=dict(NAMESPACES))
    return [one if isinstance(one, str) else one.text for one in found]


@pytest.mark.parametrize("name", JOBS)
def test_each_kind_has_its_digital_form_and_names_itself(name: str, bench: made.Bench) -> None:
    kind, job = JOBS[name]
    certificate = issued(bench, job(bench))

    root = document(certificate)

    assert certificate.kind == kind
    title = statement.read(certificate.statement)["title"]
    assert texts(root, "//dcc:statement[1]/dcc:declaration/dcc:content") == [
        title["vi"],
        title["en"],
    ]
    judged = {"verification": ["pass"], "notice": ["fail"]}.get(kind, [])
    assert texts(root, "//dcc:statement/dcc:conformity") == judged


def test_paper_results_are_columns_like_any_other(bench: made.Bench) -> None:
    root = document(issued(bench, made.paper_job(bench)))

    error = "//dcc:quantity[@refType='basic_measurementError']//"
    assert texts(root, f"{error}si:valueXMLList") == ["0.00 0.05 0.10"]
    assert texts(root, f"{error}si:unitXMLList") == [r"\bar"]
    assert texts(root, f"{error}si:valueExpandedMUXMLList") == ["0.05 0.05 0.05"]
    assert texts(root, "//dcc:usedMethod[1]/dcc:norm") == ["ĐLVN 76:2001"]


def test_a_result_in_words_stays_in_words(bench: made.Bench) -> None:
    root = document(issued(bench, made.sample_job(bench)))

    assert "95.4" in " ".join(texts(root, "//dcc:result//text()"))
    assert any(
        "Loại\u00a01a" in one or "Loại 1a" in one for one in texts(root, "//dcc:result//text()")
    )


def test_a_replacement_points_at_the_certificate_before_it(bench: made.Bench) -> None:
    old = issued(bench, made.gauge_job(bench))
    bench.customer.name = "Công ty TNHH Xăng dầu Sông Bồ (đúng tên)"
    bench.customer.save()

    new = services.supersede(
        certificate_id=old.pk, reason="sai tên khách hàng", by=bench.approver, at=people.NOW
    )

    root, before = document(new), document(old)
    identifier = "//dcc:coreData/dcc:uniqueIdentifier"
    assert texts(root, "//dcc:replacedUniqueIdentifier") == texts(before, identifier)
    assert texts(root, "//dcc:previousReport/dcc:value") == [old.statement.digest]
    (said, _english) = texts(root, "//*[@refType='basic_revision']/dcc:declaration/dcc:content")
    assert "sai tên khách hàng" in said
    assert "(đúng tên)" in said


def test_a_unit_without_a_form_stops_the_issue(bench: made.Bench) -> None:
    job = made.sample_job(bench, keyed=False)
    row = calibration.PaperRow(
        point="Giá hiển thị", indication="460000", expanded="10", k="2", unit="VND"
    )
    calibration.keep_paper_results(
        job_id=job.pk, rows=[row], method_number="NB-07", method_title="Phép thử nội bộ",
        by=bench.technician, at=people.NOW,
    )  # fmt: skip

    with pytest.raises(InvalidInput) as refused:
        issued(bench, job)

    (fault,) = refused.value.faults
    assert (fault.code, fault.found, fault.field) == ("no_dsi_form", "VND", "tables.paper")
    assert "U" in str(fault.message)
    assert not any(row.objects.exists() for row in (Certificate, Statement, Counter))


def test_a_hybrid_reads_back_in_the_unit_that_was_stated() -> None:
    (result,) = read(write(statements.statement()))["results"]

    table = next(one for one in result["tables"] if len(one["columns"]) > 1)
    error = next(one for one in table["columns"] if one["role"] == "error")
    in_si, stated = error["parts"]
    assert (in_si["unit"], stated["unit"], stated["codes"]) == (r"\pascal", "|psi", ["psi"])
    assert stated["values"] == ["0.00", "0.10", "0.05"]
    assert stated["uncertainty"] is not None
    assert stated["uncertainty"]["values"] == ["0.05", "0.05", "0.06"]
    assert error["conformity"] == ["pass"] * 3
    assert error["in_scope"] == [True, True, False]
