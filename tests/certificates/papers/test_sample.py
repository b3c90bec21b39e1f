"""The sample of a preview has the shape of a real statement, and says that it is a sample."""

import io
import json
from typing import Any

import pytest
from pypdf import PdfReader

from calibration.states import Service
from certificates import pdf
from certificates.papers.queries import in_force
from certificates.papers.sample import sample
from certificates.services import approve_and_issue
from certificates.states import Kind
from tests.factories import calibration, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
FREE = frozenset({"basis", "template", "checklist"})  # not printed, or the template itself


def shape(value: Any) -> Any:
    """The names of a value and what they hold, of lists the first."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


def lacking(sample_has: Any, real_has: Any, path: str = "") -> list[str]:
    """What only one of two shapes has; where one of them is empty nothing can be said."""
    if isinstance(sample_has, dict) and isinstance(real_has, dict):
        found = [f"{path}.{key}" for key in sample_has.keys() ^ real_has.keys()]
        both = sample_has.keys() & real_has.keys()
        return found + [
            each
            for key in both
            for each in lacking(sample_has[key], real_has[key], f"{path}.{key}")
        ]
    if isinstance(sample_has, list) and isinstance(real_has, list) and sample_has and real_has:
        return lacking(sample_has[0], real_has[0], f"{path}[]")
    return []


@pytest.mark.parametrize("service", [Service.CALIBRATION, Service.VERIFICATION])
def test_a_sample_has_the_shape_of_a_real_statement(service: Service) -> None:
    lab = calibration.lab("HUE")
    job = calibration.measured_job(lab, calibration.gauge_job(lab, service=service))
    made = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    real = json.loads(made.statement.content)
    content = in_force(lab.centre, made.kind, TODAY)["content"]

    invented = sample(lab.centre, made.kind, content, NOW)

    for one in (real, invented):
        for name in FREE:
            one.pop(name)
    # A table of columns differs with the method: its rows' cells are named by them.
    for one in (real, invented):
        one["tables"][0]["rows"][0].pop("cells")
    assert lacking(shape(invented), shape(real)) == [".preview"]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_page_of_a_sample_says_so(kind: Kind) -> None:
    centre = people.centre("HUE")
    content = in_force(centre, kind, TODAY)["content"]

    file = pdf.render(sample(centre, kind, content, NOW))

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]
    assert len(pages) >= 2
    assert all("SAMPLE" in page and "BẢN XEM THỬ" in page for page in pages)
    assert "26.00000" in pages[0]  # a number that nobody takes
