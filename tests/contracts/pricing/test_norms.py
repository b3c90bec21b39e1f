import hashlib
from datetime import date

import pytest

from audit.record import history
from common.errors import InvalidInput
from contracts.models import ServiceItem, ServiceNorm
from contracts.pricing.norms import MOST_BYTES, NormFacts, add_norm, kind_of_norm
from tests.factories import contracts as make
from tests.factories import people, pricing, sheets
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture
def service() -> ServiceItem:
    return make.service(people.centre("TTA"))


def add(service: ServiceItem, content: bytes, **facts: str) -> ServiceNorm:
    given = {"title": "Định mức kiểm định áp kế", "source": "QĐ 12/2026"} | facts
    return add_norm(
        service_id=service.pk, facts=NormFacts(valid_from=DAY, **given),
        file_name="định mức.pdf", content=content, by=make.officer(service.centre), at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "ending", "kind"),
    [
        (pricing.PDF, ".pdf", "application/pdf"),
        (sheets.xlsx([["a"]]), ".xlsx", "spreadsheetml.sheet"),
        (pricing.docx(), ".docx", "wordprocessingml.document"),
    ],
    ids=("pdf", "xlsx", "docx"),
)
def test_a_norm_is_kept_with_its_digest(
    service: ServiceItem, content: bytes, ending: str, kind: str
) -> None:
    norm = add(service, content)

    assert norm.sha256 == hashlib.sha256(content).hexdigest()
    assert str(norm.file.name).endswith(ending)
    assert kind_of_norm(norm).endswith(kind)
    with norm.file.open("rb") as file:
        assert file.read() == content
    event = history(service).last()
    assert event is not None
    assert event.verb == "service.norm"
    assert norm.sha256 in event.changes


@pytest.mark.parametrize(
    ("content", "facts", "fault"),
    [
        (b"", {}, ("file", "blank")),
        (b"MZ\x90 a program", {}, ("file", "wrong_format")),
        (b"PK\x03\x04 not a zip", {}, ("file", "wrong_format")),
        (b"\x89PNG\r\n\x1a\n rest", {}, ("file", "wrong_format")),
        (b"%PDF-" + b"x" * MOST_BYTES, {}, ("file", "too_large")),
        (pricing.PDF, {"title": " "}, ("title", "blank")),
        (pricing.PDF, {"source": "x" * 201}, ("source", "too_long")),
    ],
    ids=("empty", "program", "no-zip", "image", "large", "title", "source"),
)
def test_what_is_no_norm_is_named(
    service: ServiceItem, content: bytes, facts: dict[str, str], fault: tuple[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(service, content, **facts)

    assert [(one.field, one.code) for one in refused.value.faults] == [fault]
    assert not ServiceNorm.objects.exists()
