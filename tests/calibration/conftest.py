"""Who opens the pages of the workbench."""

from typing import Any

import pytest

# `people` imports Django's test client, which needs the settings: they are set after this module.


@pytest.fixture
def quality(db: None) -> Any:
    """A quality officer."""
    from accounts.permissions import Role
    from tests.factories import people

    return people.person(Role.QUALITY_OFFICER, people.centre())


@pytest.fixture
def browser(quality: Any) -> Any:
    """The quality officer at a browser."""
    from tests.factories import people

    return people.page(quality)
