from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # Django is not set up yet when this file is read
    from accounts.models import Customer, User


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """Uploaded files of the test, in a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


@pytest.fixture
def customer(db: None) -> "Customer":
    from tests.factories import people

    return people.customer(people.centre("TTA"))


@pytest.fixture
def desk(customer: "Customer") -> "User":
    from accounts.permissions import Role
    from tests.factories import people

    return people.person(Role.TECHNICIAN, customer.centre)
