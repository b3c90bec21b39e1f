"""A certificate with its real, sealed files. Loaded before Django is set up: models come inside."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from certificates.models import Certificate
    from tests.factories.certificates import Bench


@dataclass(frozen=True)
class Paper:
    """A certificate and the two files that were issued."""

    certificate: "Certificate"
    pdf: bytes
    xml: bytes

    @property
    def id(self) -> str:
        """As in the QR code."""
        return self.certificate.public_id


@pytest.fixture
def keys_dir(tmp_path: Path, settings: Any) -> Path:
    """A folder of keys of this test's own."""
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def paper(bench: "Bench", files: Path, keys_dir: Path) -> Paper:
    """Issued and sealed as the product does it."""
    from tests.factories import keys

    keys.key(bench.centre, keys_dir)
    return issued(bench)


def issued(bench: "Bench", serial: str = "AK-20417") -> Paper:
    """One more."""
    from certificates.services import approve_and_issue
    from certificates.tasks import render_pdf
    from tests.factories import certificates as made
    from tests.factories import people, spoilt

    job = made.gauge_job(bench, thing=made.gauge(bench, serial))
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    render_pdf(certificate_id=certificate.pk)
    return Paper(
        certificate, spoilt.file_of(certificate, "pdf"), spoilt.file_of(certificate, "xml")
    )
