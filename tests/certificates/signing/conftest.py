"""What the tests of signatures share."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def keys_dir(tmp_path: Path, settings: Any) -> Path:
    """A folder of keys of this test's own."""
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"
