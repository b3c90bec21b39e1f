"""What the tests of certificates share. Loaded before Django is set up: models come inside."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.factories.calibration import Lab
    from tests.factories.certificates import Bench


@pytest.fixture
def bench(db: None) -> "Bench":
    """A centre that can verify and calibrate."""
    from tests.factories import certificates

    return certificates.bench("HUE")


@pytest.fixture
def lab(db: None) -> "Lab":
    """A laboratory with its people, its standards and a gauge."""
    from tests.factories import calibration

    return calibration.lab("HUE")


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> Path:
    """A folder of this test's own for the files."""
    folder = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder)},
        }
    }
    return folder
