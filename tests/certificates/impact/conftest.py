"""A job that was measured, and a case about the standard it leaned on."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from calibration.models import Job
    from certificates.models import ImpactCase
    from tests.factories.calibration import Lab


@pytest.fixture
def job(lab: "Lab") -> "Job":
    """Measured, waiting for approval."""
    from tests.factories import calibration

    return calibration.measured_job(lab)


@pytest.fixture
def case(lab: "Lab", job: "Job") -> "ImpactCase":
    """Open, about the standard of the job."""
    from tests.factories import impact

    return impact.case(lab)
