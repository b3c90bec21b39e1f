"""The installation's secret key, made once and kept beside the data."""

import secrets
from contextlib import suppress
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The key in `data_dir`/secret_key; made at the first start, readable by its owner alone."""
    path = data_dir / "secret_key"
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # the first of two starters wins, both read its key
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()
