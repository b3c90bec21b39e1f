"""Workers of one run share no file: what one removes, another has just written."""

import os
from pathlib import Path

from django.conf import settings


def test_a_worker_keeps_its_files_in_a_folder_of_its_own() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

    assert Path(settings.DATA_DIR).name == worker
    assert str(settings.DATA_DIR) == os.environ["DATA_DIR"]
    assert settings.STORAGES["default"]["OPTIONS"]["location"] == f"{settings.DATA_DIR}/files"
