"""An installation for each flow; the front end must be built."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flows.installation import ROOT, Installation


@pytest.fixture
def installation(new_database: Callable[[], str], tmp_path: Path) -> Iterator[Installation]:
    """An empty one on this run's engine; its server is killed at the end."""
    made = Installation(new_database(), tmp_path)
    yield made
    made.kill()


@pytest.fixture(scope="session")
def built() -> None:
    """The tablet page and the fonts. Not built is a failure, not a skip: users would have none."""
    if not (ROOT / "bench" / "dist" / "bench" / "manifest.json").is_file():
        pytest.fail("bench/dist is not built: run `make setup` (it needs Node.js) first")
